//! Data, on stdout.

use std::io::{self, ErrorKind, Write};

use super::name::named;
use crate::exit::Failure;

/// Data, to stdout.
///
/// # Errors
///
/// If stdout can't be written to; a closed pipe is not an error.
pub(crate) fn data(text: &str) -> Result<(), Failure> {
    write_out(io::stdout().lock(), text)
}

/// Data with styles, to stdout; anstream strips them if no terminal reads them or NO_COLOR is set.
///
/// # Errors
///
/// As of [`data`].
pub(crate) fn styled(text: &str) -> Result<(), Failure> {
    write_out(anstream::stdout().lock(), &named(text))
}

fn write_out(mut out: impl Write, text: &str) -> Result<(), Failure> {
    match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
        Err(error) if error.kind() != ErrorKind::BrokenPipe => {
            Err(Failure::failed("could not write to standard output").cause(&error))
        }
        _ => Ok(()),
    }
}

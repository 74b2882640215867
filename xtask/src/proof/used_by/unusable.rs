//! The failure for an unusable file or folder.

use std::path::Path;

use crate::exit::Failure;
use crate::terminal::printable;

pub(super) fn unusable(path: &Path, error: &std::io::Error) -> Failure {
    Failure::failed(format!(
        "could not use {}",
        printable(&path.display().to_string())
    ))
    .cause(error)
}

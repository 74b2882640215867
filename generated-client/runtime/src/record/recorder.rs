//! The settings of a recording, and its destination.

use std::collections::BTreeSet;
use std::fmt;
use std::io::{self, Write};
use std::path::Path;
use std::sync::Arc;

use super::log::{Log, Rotated};
use super::mask::Mask;
use super::recording::Recording;
use super::sink::Sink;
use crate::Transport;

/// The longest body that is recorded, in bytes and without its content coding.
pub const DEFAULT_MAX_BODY_BYTES: usize = 1024 * 1024;

/// The size at which the next file begins.
pub const DEFAULT_MAX_FILE_BYTES: u64 = 64 * 1024 * 1024;

/// How many files are kept, including the current one.
pub const DEFAULT_MAX_FILES: usize = 4;

/// Writes the exchanges of clients as JSON lines, masked by default; see [`record`](super). Clones
/// write to the same destination.
///
/// A line is written when the body of the response ends, or is dropped. A call never fails because of its
/// recording: [`lost`](Self::lost) counts exchanges that could not be written.
#[derive(Clone)]
pub struct Recorder(Sink);

impl Recorder {
    /// Appends to this file, which is created if missing, readable by its owner only. At
    /// [`DEFAULT_MAX_FILE_BYTES`] it is renamed to `NAME.1`, an older `NAME.1` to `NAME.2`, and so
    /// on; [`rotate`](Self::rotate) changes this.
    ///
    /// # Errors
    ///
    /// If the file can't be opened.
    pub fn to_file(path: impl AsRef<Path>) -> io::Result<Self> {
        let file = Rotated::open(path.as_ref(), DEFAULT_MAX_FILE_BYTES, DEFAULT_MAX_FILES)?;
        Ok(Self::new(Log::File(file)))
    }

    /// Writes to any writer, without rotation.
    pub fn to_writer(writer: impl Write + Send + 'static) -> Self {
        Self::new(Log::Writer(Box::new(writer)))
    }

    fn new(log: Log) -> Self {
        Self(Sink::new(log, DEFAULT_MAX_BODY_BYTES))
    }

    /// Begins the next file at this size, and keeps this many files, at least one.
    #[must_use]
    pub fn rotate(self, max_bytes: u64, files: usize) -> Self {
        if let Log::File(file) = &mut self.0.output().log {
            file.max_bytes = max_bytes;
            file.max_files = files.max(1);
        }
        self
    }

    /// Does not mask strings of properties, parameters and fields with these names, because they
    /// are values of an enum: a masked string shows only that it is no known value, not which one
    /// it is.
    #[must_use]
    pub fn keep_values_of<N: Into<String>>(mut self, names: impl IntoIterator<Item = N>) -> Self {
        let known = self.0.mask.take();
        let mut kept: BTreeSet<String> = known.map_or_else(BTreeSet::new, |it| it.kept.clone());
        kept.extend(names.into_iter().map(Into::into));
        self.0.mask = Some(Arc::new(Mask { kept }));
        self
    }

    /// Masks no values, for tests against servers without personal data. Credentials in headers and
    /// in the query are masked all the same.
    #[must_use]
    pub fn unmasked(mut self) -> Self {
        self.0.mask = None;
        self
    }

    /// Records only the length of a longer body. Default: [`DEFAULT_MAX_BODY_BYTES`].
    #[must_use]
    pub fn max_body_bytes(mut self, bytes: usize) -> Self {
        self.0.max_body_bytes = bytes;
        self
    }

    /// A transport that records the exchanges of another one.
    pub fn around<T: Transport>(&self, transport: T) -> Recording<T> {
        Recording::new(transport, self.0.clone())
    }

    /// How many exchanges could not be written, and the last error.
    #[must_use]
    pub fn lost(&self) -> (u64, Option<io::ErrorKind>) {
        let output = self.0.output();
        (output.lost, output.error)
    }
}

impl fmt::Debug for Recorder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Recorder")
            .field("masked", &self.0.mask.is_some())
            .field("max_body_bytes", &self.0.max_body_bytes)
            .finish_non_exhaustive()
    }
}

use std::fmt;

use super::{Error, Kind, Report};
use crate::request::OperationInfo;

/// Why a body that is read piece by piece broke off, or a part of it can't be decoded.
///
/// Becomes the [`Error`] of any operation by `?`.
pub struct BodyError {
    report: Box<Report>,
}

impl BodyError {
    pub(crate) fn new(kind: Kind, operation: Option<&'static OperationInfo>) -> Self {
        Self {
            report: Box::new(Report::while_reading(kind, operation)),
        }
    }

    /// Whether the server was silent for too long.
    pub fn is_timeout(&self) -> bool {
        self.report.is_timeout()
    }

    /// Whether a part of the body came and could not be decoded. What follows it can still be read.
    pub fn is_decode(&self) -> bool {
        self.report.is_decode()
    }
}

impl<E> From<BodyError> for Error<E> {
    fn from(error: BodyError) -> Self {
        Self::new(error.report, None)
    }
}

impl fmt::Display for BodyError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&*self.report, f)
    }
}

impl fmt::Debug for BodyError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&*self.report, f)
    }
}

impl std::error::Error for BodyError {}

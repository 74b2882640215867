//! A response as the mock decides it.

use std::time::Duration;

use super::prefer::Fault;
use crate::exchange::{Finding, Headers};

/// A response.
#[derive(Debug, Default)]
pub(crate) struct Reply {
    pub(crate) status: u16,
    pub(crate) headers: Headers,
    pub(crate) body: Vec<u8>,
    /// Its delay.
    pub(crate) delay: Duration,
    /// Its fault.
    pub(crate) fault: Option<Fault>,
    /// Notes for the user at the terminal.
    pub(crate) notes: Vec<String>,
    /// The findings of the request.
    pub(crate) findings: Vec<Finding>,
    /// The index of the operation in the description.
    pub(crate) operation: Option<usize>,
}

impl Reply {
    pub(super) fn new(status: u16, media_type: &str, body: impl Into<Vec<u8>>) -> Self {
        let headers = Headers(vec![("content-type".to_owned(), media_type.to_owned())]);
        Self {
            status,
            headers,
            body: body.into(),
            ..Self::default()
        }
    }

    pub(super) fn empty(status: u16) -> Self {
        Self {
            status,
            ..Self::default()
        }
    }

    pub(super) fn with_header(mut self, name: &str, value: impl Into<String>) -> Self {
        self.headers.0.push((name.to_owned(), value.into()));
        self
    }
}

//! An exchange, independent of the format of its recording.

use crate::exchange::{Request, Response};

/// An exchange of a recording.
#[derive(Debug, Default)]
pub(super) struct Recorded {
    /// The request, with its full address as target.
    pub(super) request: Request,
    /// The response; `None` if the exchange failed.
    pub(super) response: Option<Response>,
    /// The names whose strings are not masked, if all others are.
    pub(super) kept: Option<Vec<String>>,
    /// Whether a client of the API recorded it, which calls no other host.
    pub(super) of_client: bool,
}

//! An exchange as the rest of this room sees it, whichever form its recording has.

use crate::exchange::{Request, Response};

/// An exchange of a recording.
#[derive(Debug, Default)]
pub(super) struct Recorded {
    /// The request, with its address as target.
    pub(super) request: Request,
    /// The response; none where the exchange failed.
    pub(super) response: Option<Response>,
    /// The names whose strings are not masked, where all others are.
    pub(super) kept: Option<Vec<String>>,
    /// Whether a client of the API recorded it, which calls nothing else.
    pub(super) of_client: bool,
}

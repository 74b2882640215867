//! The options of a call.

use std::time::Duration;

use http::Method;

use crate::RetryPolicy;
use crate::client::Instant;

/// The options of a call; absent ones default to the client's settings.
#[derive(Clone, Default)]
pub(crate) struct CallOptions {
    pub(crate) timeout: Option<Duration>,
    pub(crate) attempt_timeout: Option<Duration>,
    pub(crate) deadline: Option<Instant>,
    pub(crate) retries: Option<RetryPolicy>,
    /// A method that HTTP does not define.
    pub(super) method: Option<Method>,
    /// Names and encoded pairs.
    pub(super) query: Vec<(String, String)>,
    /// Names and JSON texts.
    pub(super) properties: Vec<(String, String)>,
}

//! The options of a mock.

use std::time::Duration;

use generator::{Paging, RateLimit};

/// The behavior of a mock beyond its description.
#[derive(Clone, Debug, Default)]
pub(crate) struct Options {
    /// The same seed makes the same values.
    pub(crate) seed: u64,
    /// Whether values are made even if there is an example.
    pub(crate) dynamic: bool,
    /// The delay of each response.
    pub(crate) delay: Duration,
    /// The percentage of faulty responses.
    pub(crate) faults: u8,
    /// Whether undeclared parameters, headers and properties are refused, too.
    pub(crate) strict: bool,
    /// The rate limit of the API.
    pub(crate) rate_limit: Option<RateLimit>,
    /// The paging conventions.
    pub(crate) paging: Vec<Paging>,
}

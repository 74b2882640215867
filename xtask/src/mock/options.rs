//! How a mock responds.

use std::time::Duration;

use generator::{Paging, RateLimit};

/// What the mock does beyond its description.
#[derive(Clone, Debug, Default)]
pub(crate) struct Options {
    /// The same seed makes the same values.
    pub(crate) seed: u64,
    /// Whether values are made even where there is an example.
    pub(crate) dynamic: bool,
    /// How long each response takes.
    pub(crate) delay: Duration,
    /// So many of a hundred responses are faulty.
    pub(crate) faults: u8,
    /// Whether what the description has no word about is refused, too.
    pub(crate) strict: bool,
    /// How many requests the API takes.
    pub(crate) rate_limit: Option<RateLimit>,
    /// How lists come in pages.
    pub(crate) paging: Vec<Paging>,
}

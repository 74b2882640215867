//! `cargo xtask mock`: a server on loopback that knows nothing but a description. It judges each request
//! by [`crate::exchange`], and responds with the documented examples or with values of the schemas.
//!
//! What it responds is a function of the request, the seed and the number of the request, and stands in
//! `respond`; the socket is in `server`.

mod cross_origin;
mod log;
mod negotiate;
mod page;
mod paging;
mod prefer;
mod problem;
mod random;
mod rate;
mod reply;
mod respond;
mod sample;
pub(crate) mod send;
mod server;
#[cfg(test)]
mod tests;
mod texts;

use std::time::Duration;

use generator::{Paging, RateLimit};

pub(crate) use respond::Mock;
pub(crate) use server::run;

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

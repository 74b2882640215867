//! The replacement of downloads in a build without the network.

use super::elsewhere;
use super::request::{Fetched, Request};
use crate::exit::Failure;

/// Reruns the command in the build that can download.
pub(crate) fn download(_: &Request) -> Result<Fetched, Failure> {
    Err(elsewhere::again(
        "network",
        "with TLS and HTTP, for the download",
    ))
}

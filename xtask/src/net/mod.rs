//! What comes over the network: the one download, and the guards that what came must pass.

pub(crate) mod check_description;
#[cfg(feature = "network")]
mod download;
#[cfg(not(all(feature = "network", feature = "mock", feature = "observe")))]
pub(crate) mod elsewhere;
pub(crate) mod request;
pub(crate) mod shrink;

#[cfg(feature = "network")]
pub(crate) use download::download;

/// Downloads in a build that can.
#[cfg(not(feature = "network"))]
pub(crate) fn download(_: &request::Request) -> Result<request::Fetched, crate::exit::Failure> {
    Err(elsewhere::again(
        "network",
        "with TLS and HTTP, for the download",
    ))
}

//! The network: the one download, and the checks that a downloaded description must pass.

pub(crate) mod check_description;
#[cfg_attr(not(feature = "network"), path = "no_download.rs")]
mod download;
#[cfg(not(all(feature = "network", feature = "mock", feature = "observe")))]
pub(crate) mod elsewhere;
pub(crate) mod request;
pub(crate) mod shrink;

pub(crate) use download::download;

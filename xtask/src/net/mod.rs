//! What comes over the network: the one download, and the guards that what came must pass.

pub(crate) mod check_description;
#[cfg(feature = "network")]
mod download;
#[cfg(not(feature = "network"))]
mod elsewhere;
pub(crate) mod request;
pub(crate) mod shrink;

#[cfg(feature = "network")]
pub(crate) use download::download;
#[cfg(not(feature = "network"))]
pub(crate) use elsewhere::download;

//! What comes over the network: the one download, and the guards that what came must pass.

pub(crate) mod check_description;
pub(crate) mod download;
pub(crate) mod shrink;

//! The network. In: the address of a description. Out: its text, once it has passed the checks. Absent: files, and
//! GitHub, which `git` calls through an external program.

pub(crate) mod check_description;
#[cfg_attr(not(feature = "network"), path = "no_download.rs")]
mod download;
#[cfg(not(all(feature = "network", feature = "mock", feature = "observe")))]
pub(crate) mod elsewhere;
pub(crate) mod request;
pub(crate) mod shrink;

pub(crate) use download::download;

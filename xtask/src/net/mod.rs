//! The network. In: the address of a description. Out: its text. Absent: files, and
//! GitHub, which `git` calls through an external program.

#[cfg_attr(not(feature = "network"), path = "no_download.rs")]
mod download;
#[cfg(not(all(feature = "network", feature = "mock", feature = "observe")))]
pub(crate) mod elsewhere;
pub(crate) mod request;

pub(crate) use download::download;

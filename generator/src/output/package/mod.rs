//! What makes generated modules a package that stands alone: the manifest, the root of the library,
//! a README, pages for agents, and the tests of the examples and of the requests. Absent: the tests that call every
//! operation over a socket, which need a server written by hand.

mod agents;
mod files;
mod library;
mod manifest;
mod program;
mod readme;
mod upkeep;

pub(super) use files::{REQUESTS, add, has};
pub(super) use library::print_module;
pub(crate) use manifest::dependencies;
pub(super) use program::program;
pub(super) use upkeep::{ALONE, IN_PROJECT};

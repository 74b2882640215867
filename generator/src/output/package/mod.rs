//! The files that turn generated modules into a standalone package: the manifest, the library root,
//! a README, pages for agents, and the tests of the examples and of the requests. Absent: the tests
//! that call every operation over a socket, which need a hand-written server.

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

//! A test kit: a transport in memory that responds by a script and records what is sent.
//!
//! In: request values, each with the responses that it gets. Out: a [`Transport`](crate::Transport) for
//! the client under test, and the requests that it sent. Needs no port and no server, and all waiting
//! follows the paused time of tokio. Absent: HTTP on the wire; a loopback server tests that.
//!
//! This module needs the feature `test-util` and is outside the semver promise: it may change in any
//! version. Enable it for tests only, under `[dev-dependencies]`. Its functions panic where a test is
//! wrong, as assertions do.

mod examples;
mod fuzz;
mod mock;
mod reply;
mod sent;

pub use examples::Examples;
pub use fuzz::fuzz;
pub use mock::{Expectation, Mock};
pub use reply::Reply;
pub use sent::Sent;

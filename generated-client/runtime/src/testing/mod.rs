//! Test kit: an in-memory transport that follows a script and records requests.
//!
//! In: request values, each with its responses. Out: a [`Transport`](crate::Transport) for the
//! client under test, and the requests that it sent. Needs no port and no server, and all waiting
//! follows tokio's paused time. Absent: HTTP on the wire; a loopback server tests that.
//!
//! This module needs the feature `test-util` and is outside the semver promise: it may change in
//! any version. Enable it for tests only, under `[dev-dependencies]`. Its functions panic if a test
//! is wrong, as assertions do.

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

//! Runs the built binary on real files in a temporary checkout, with a real server on loopback.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod accept;
mod checkout;
mod commands;
#[cfg(unix)]
mod comment;
mod corpus;
mod diff;
mod drift;
mod events;
mod fetch;
mod generate;
mod generate_choices;
mod generate_module;
mod generate_more;
#[cfg(unix)]
mod github;
mod golden;
mod history;
mod init;
mod interrupted;
mod judged_regen;
mod lock_chain;
mod measure;
#[cfg(feature = "mock")]
mod mock;
#[cfg(all(feature = "mock", feature = "observe"))]
mod mock_truth;
mod owners_guide;
mod package_kept_up;
#[cfg(unix)]
mod proposal;
mod regen;
mod repository;
mod revisions;
mod samples;
mod server;
mod stainless;
mod unchanged;
#[cfg(unix)]
mod update;
mod used_by;
mod witness;
mod workflows;

//! Runs the built binary on real files in a temporary checkout, with a real server on loopback.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod checkout;
mod commands;
mod corpus;
mod fetch;
mod generate;
mod golden;
mod interrupted;
mod lock_chain;
mod measure;
mod regen;
mod revisions;
mod server;

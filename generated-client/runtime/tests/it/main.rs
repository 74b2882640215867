//! The runtime against a real HTTP server on the loopback interface.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod any_path;
#[cfg(feature = "blocking")]
mod blocking;
mod codings;
mod config;
mod connections;
mod decoding;
mod default_header;
mod errors;
mod events;
mod fixture;
mod limits;
mod lines;
mod mock;
mod observing;
mod options;
mod paging;
mod parameters;
mod paths;
mod rate;
mod raw;
mod reading;
mod requests;
mod retries;
mod scripted;
mod security;
mod sequences;
mod server;
mod servers;
mod streams;
mod token;
mod token_sources;
mod uploads;
mod values;
mod webhooks;

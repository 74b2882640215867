//! The runtime against a real HTTP server on the loopback interface.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod any_path;
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
mod paging;
mod parameters;
mod paths;
mod reading;
mod requests;
mod security;
mod sequences;
mod server;
mod servers;
mod streams;
mod token;
mod token_sources;
mod uploads;
mod values;

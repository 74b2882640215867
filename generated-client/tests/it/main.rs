//! The generated client, over HTTP and against an independent reading of the description.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod deliveries;
mod environment;
mod errors;
mod pages;
mod paths;
mod personal;
mod requests;
mod support;
mod testing;
mod token;
mod unions;
mod values;
mod webhooks;
mod whole;

// What the generator wrote is left as it wrote it.
#[rustfmt::skip]
#[path = "../generated/calls.rs"]
mod calls;
#[rustfmt::skip]
#[path = "../generated/examples.rs"]
mod examples;
#[rustfmt::skip]
#[path = "../generated/deliveries.rs"]
mod each_delivery;

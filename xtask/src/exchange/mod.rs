//! One HTTP exchange against a description: finds the operation of a request, and everything in the
//! request and its response that the description forbids or doesn't cover.
//!
//! In: an effective description, a request and its response. Out: findings. Absent: servers and clients.
//!
//! [`Description::of`] prepares an effective description once;
//! [`Description::request`] judges a [`Request`], [`Description::response`] the [`Response`] to it. Each
//! [`Finding`] has its position in the message and that of the rule in the description;
//! [`Description::position`] converts the latter to file, line and column. `cargo xtask mock` uses it to
//! refuse requests, and `cargo xtask observe` to judge recorded traffic.

mod body;
mod description;
mod finding;
mod fragment;
mod message;
mod parameters;
mod request;
mod response;
mod routes;
pub(crate) mod schemas;
mod security;
mod style;
#[cfg(test)]
mod tests;
mod undeclared;
pub(crate) mod values;

pub(crate) use description::{Description, Operation};
pub(crate) use finding::{Finding, Kind, Part, Side};
pub(crate) use message::{Headers, Request, Response, essence};
pub(crate) use parameters::Values;
pub(crate) use request::Judged;
pub(crate) use routes::Route;
pub(crate) use schemas::Direction;

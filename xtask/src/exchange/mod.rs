//! One exchange of HTTP against a description: which operation a request is for, what of the request and
//! of its response the description forbids, and what it has no word about.
//!
//! Nothing here knows a server or a client. [`Description::of`] reads an effective description once;
//! [`Description::request`] judges a [`Request`], [`Description::response`] the [`Response`] to it. Each
//! [`Finding`] says where in the message it is and where in the description the rule is;
//! [`Description::position`] turns the latter into file and line. `cargo xtask mock` refuses requests by
//! it, and recorded traffic is compared with the description by it.

mod body;
mod description;
mod finding;
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
pub(crate) use message::{Headers, Request, Response};
pub(crate) use parameters::Values;
pub(crate) use request::Judged;
pub(crate) use routes::Route;
pub(crate) use schemas::Way;

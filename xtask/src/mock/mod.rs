//! `cargo xtask mock`: a server on loopback for any description. It judges each request with
//! [`crate::exchange`], and responds with the documented examples or with values made from the schemas.
//!
//! In: a description, and requests. Out: responses, and deliveries of webhooks. Absent: how a message is judged.
//!
//! A response is a function of the request, the seed and the number of the request, which is in
//! `respond`; the socket is in `server`.

mod cross_origin;
mod log;
mod negotiate;
mod options;
mod page;
mod paging;
mod prefer;
mod problem;
mod random;
mod rate;
mod reply;
mod respond;
mod sample;
pub(crate) mod send;
mod server;
#[cfg(test)]
mod tests;
mod texts;

pub(crate) use options::Options;
pub(crate) use respond::Mock;
pub(crate) use server::run;

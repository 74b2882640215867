//! The requests of a crate, judged by servers that others wrote.
//!
//! In: a generated crate, its description, and the folder where npm put Prism and Steady. Out: for each judge,
//! the operations whose documented call it refuses, and why; and how many requests with a wrong body it
//! refuses, since a judge that takes everything proves nothing. Absent: whose fault that is, which
//! `disagreements.toml` says.

mod calls;
mod judged;
mod known;
mod run;
mod server;
mod table;
#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests;

pub(super) use judged::Judged;
pub(super) use known::Known;
pub(super) use run::run;
pub(super) use table::{agree, table};

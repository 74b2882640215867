//! Third-party servers as judges of a crate's requests.
//!
//! In: a generated crate, its description, and the folder where npm installed Prism and Steady. Out: for each
//! judge, the operations whose documented call it refuses, with the reason; and the number of requests with a
//! wrong body that it refuses, since a judge that accepts everything proves nothing. Absent: the side at
//! fault, which is in `disagreements.toml`.

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

//! Runs the generator and the compiler on every description below a folder. In: the folder. Out: a result for each,
//! and their totals. Absent: what is right about a client that compiles.
//!
//! Each document is generated in a separate process, so that a panic, a hang or excessive memory
//! use affects only that document. Its result is a line of `results.jsonl`.

pub(crate) mod child;
mod compile;
#[cfg(feature = "examples")]
mod examples;
mod find;
#[cfg(feature = "examples")]
pub(crate) mod judge;
mod judges;
mod name_table;
mod options;
mod record;
mod run;
pub(crate) mod sample;
mod totals;
mod unusable;

pub(crate) use options::Options;
pub(crate) use run::run;

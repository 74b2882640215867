//! Every description below a folder through the generator and the compiler.
//!
//! Each document is generated in a process of its own, so that one that panics, hangs or takes all
//! memory ends nothing but itself. What became of it is kept as a line of `results.jsonl`.

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

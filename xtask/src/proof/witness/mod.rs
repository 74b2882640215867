//! Checks whether the compiler agrees with the Rust verdicts.
//!
//! Every case of a rule has a small program. Both clients are generated, and the program is compiled
//! against each: with the base it always compiles, with the revision it fails exactly if the verdict
//! is `major`. The library provides the cases and verdicts; absent here is any judgement. With
//! `--edits`, checks that every edit of our own description is judged and named.

mod agreement;
mod compile;
pub(crate) mod edits;
mod failed;
mod judged;
mod messages;
mod outcome;
mod package;
mod printed;
mod reasons;
mod run;
mod second_opinion;
#[cfg(feature = "examples")]
pub(crate) mod wire;

pub(crate) use run::run;

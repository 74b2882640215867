//! How regenerating from a second description of an API would affect users of the client generated from the first.
//!
//! In: two descriptions with names and settings. Out: a [`Judgement`]: the changes, and overlay actions that fit only
//! one side. Absent: reports, files.

mod base;
mod compared;
mod events;
mod judgement;
mod listed;
mod mismatch;
mod old;
mod sides;
mod sites;
mod which;

pub use base::Base;
pub use compared::{judge, judge_parsed};
pub use judgement::Judgement;
pub use mismatch::{Mismatch, Subject};
pub use which::Which;

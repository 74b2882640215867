//! Two descriptions of one API, parsed and compared: how regenerating from the second one would affect
//! users of the client that was generated from the first.

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

//! Recorded traffic against a description: what an API does and its description does not say.
//!
//! [`recording`] reads files one exchange at a time, [`judge`] compares an exchange with the description by
//! the room `exchange`, [`tally`] counts, [`report`] shows the counts, and
//! [`proposals`] turns them into overlays. Nothing of a value leaves this room: a finding has an example by its position, and of values only
//! those of a list are kept, to propose them.

mod described;
mod form;
mod har;
mod hosts;
mod judge;
mod lines;
mod mask;
mod operation;
mod overlay;
mod proposals;
mod recorded;
mod recording;
mod report;
mod scan;
mod tally;
#[cfg(test)]
mod tests;

pub(crate) use hosts::Hosts;
pub(crate) use judge::observe;
pub(crate) use proposals::{Terms, propose};
pub(crate) use report::{Shown, json, tell, text};

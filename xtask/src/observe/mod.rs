//! Compares recorded traffic with a description: finds behavior of the API that its description
//! lacks. In: recordings. Out: findings with their counts, and overlays. Absent: how one exchange is judged.
//!
//! [`recording`] reads files one exchange at a time, [`judge`] compares an exchange with the description by
//! means of the module `exchange`, [`tally`] counts, [`report`] shows the counts, and [`proposals`] turns
//! them into overlays. Values don't leave this module: a finding identifies its example by position, and only
//! values of a list are kept, to propose them.

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
pub(crate) use report::{Shown, json, print_report, text};

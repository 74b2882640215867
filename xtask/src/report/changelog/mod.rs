//! The changes for readers of a changelog, who use the crate. In: a report. Out: an entry in terms of the crate's items,
//! in the form of [Keep a Changelog](https://keepachangelog.com/en/1.1.0/). Absent: changes that
//! don't affect the crate.

mod entry;
mod insert;
mod lines;
mod wrap;

pub(crate) use entry::entry;
pub(crate) use insert::insert;

//! The changes for readers of a changelog, who use the crate: in terms of its items, and in the
//! form of [Keep a Changelog](https://keepachangelog.com/en/1.1.0/).

mod entry;
mod insert;
mod lines;
mod wrap;

pub(crate) use entry::entry;
pub(crate) use insert::insert;

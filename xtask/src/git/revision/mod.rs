//! Git revisions. In: the name of a revision. Out: its files and its commits. Absent: the work tree, which stays as it
//! is.

mod find;
mod git;
mod log;
mod refs;
#[cfg(test)]
pub(crate) mod repository;
mod tree;
mod unknown;

pub(crate) use find::Revision;
pub(crate) use log::Commit;
pub(crate) use unknown::UNSHALLOW;

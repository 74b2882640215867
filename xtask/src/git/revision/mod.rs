//! The files of a git revision, read without touching the work tree.

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

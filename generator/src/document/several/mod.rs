//! Descriptions in several files. In: the value of a description, and the texts of the files beside it.
//! Out: one value, in which every reference into another file points to a component, or is replaced by
//! its target, with the origin of each. Absent: disk and network access, which the caller of
//! [`Files::collect`] provides.

mod components;
mod files;
mod join;
mod leads;
mod read;

pub use files::Files;
pub(super) use join::join;

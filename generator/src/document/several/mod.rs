//! Descriptions in several files. In: the value of a description, and the texts of the files beside
//! it. Out: one value, in which every reference into another file leads to a component, or is
//! replaced by what it leads to, with the origin of each. Absent: the disk and the network, which
//! the caller of [`Files::collect`] has.

mod components;
mod files;
mod join;
mod leads;
mod read;

pub use files::Files;
pub(super) use join::join;

//! The size of generated code, and what compiling and generating it costs.
//!
//! In: a package, ours or another generator's. Out: lines, bytes, seconds and peak memory, as text
//! or JSON. Absent: any mark that the figures must reach; they depend on the machine, so a person
//! compares figures that were taken side by side.

mod compile;
mod figures;
pub(crate) mod generating;
pub(crate) mod growth;
pub(crate) mod instructions;
mod measured;
pub(crate) mod package;
pub(crate) mod process;
mod sources;

pub(crate) use compile::cargo;
pub(super) use instructions::toolchain;
pub(crate) use measured::measure;
pub(crate) use process::{MARK, report_peak};

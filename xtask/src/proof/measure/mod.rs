//! The size of generated code, and the cost of compiling and generating it.
//!
//! In: a package, ours or another generator's. Out: lines, bytes, seconds and peak memory, as text
//! or JSON. Absent: any limit on the figures; they depend on the machine, so a person compares
//! figures that were measured side by side.

pub(crate) mod beside;
mod command;
mod compile;
mod figures;
pub(crate) mod generating;
pub(crate) mod growth;
pub(crate) mod instructions;
mod measured;
pub(crate) mod package;
pub(crate) mod process;
mod sources;

pub(crate) use command::cargo;
pub(super) use instructions::toolchain;
pub(crate) use measured::measure;
pub(crate) use process::{MARK, report_peak};

//! `cargo xtask witness --edits N`: whether every edit that a vendor might make ends with a judgement
//! that names it. In: the description of the workspace with all that is said about it. Out: a line for
//! each edit that was refused or passed unnamed, and a sum.

#[cfg(feature = "examples")]
mod each;
mod edit;
mod kinds;
mod named;
mod places;
mod run;

#[cfg(feature = "examples")]
pub(super) use each::each;
pub(crate) use run::run;

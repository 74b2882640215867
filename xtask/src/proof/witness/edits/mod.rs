//! `cargo xtask witness --edits N`: checks that every edit that a vendor might make is judged and
//! named. In: the description of the workspace with its overlays and settings. Out: a line for each
//! edit that was refused or passed unnamed, and totals.

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

//! The rules: one row fixes id, both verdicts over HTTP, title and mirrors.

mod certainty;
mod table;

pub use table::Rule;

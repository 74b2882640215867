//! The rules: one row fixes id, both verdicts over HTTP, and title.

mod certainty;
mod table;

pub use table::Rule;

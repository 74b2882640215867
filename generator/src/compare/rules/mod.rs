//! The rules. In: nothing. Out: a row each, with its id, both verdicts over HTTP, title and mirrors, and a page beside
//! it with cases, which are tested. Absent: how a change is found.

mod certainty;
mod table;

pub use table::Rule;

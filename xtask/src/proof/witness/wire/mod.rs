//! `cargo xtask witness --wire`: whether payloads agree with the verdicts over HTTP.
//!
//! For each case of a rule, and each edit of our own description, payloads are made from the schemas
//! and go through the released client: responses of the revision are decoded by it, and its requests
//! are checked against the revision. Where a verdict is sure and `breaking`, at least one must fail;
//! where all is `compatible`, none may. The validator and the server know nothing of the generator.

mod line;
mod program;
mod proof;
mod run;
mod server;
#[cfg(test)]
mod tests;

pub(crate) use run::run;

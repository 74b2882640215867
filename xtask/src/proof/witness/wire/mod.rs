//! `cargo xtask witness --wire`: checks whether payloads agree with the HTTP verdicts.
//!
//! For each case of a rule, and each edit of our own description, payloads are made from the schemas
//! and go through the released client: it decodes the responses of the revision, and its requests
//! are checked against the revision. If a verdict is sure and `breaking`, at least one must fail; if
//! all are `compatible`, none may. The validator and the server are independent of the generator.

mod line;
mod program;
mod proof;
mod run;
mod server;
#[cfg(test)]
mod tests;

pub(crate) use run::run;

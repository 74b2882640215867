//! What became of a case: our verdict, and whether another judge comes to it.

use generator::compare::Rule;
use serde::Serialize;

/// What became of one case.
#[derive(Debug, Serialize)]
pub(super) struct Line {
    pub(super) case: String,
    pub(super) rule: Rule,
    /// Our verdict.
    pub(super) rust: generator::compare::Bump,
    pub(super) agreement: Agreement,
    /// What was found.
    pub(super) found: String,
}

/// Whether another judge comes to our verdict.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Agreement {
    Agrees,
    /// It does not, and it is known why.
    Differs,
    /// It does not, and nobody knows why.
    Disagrees,
}

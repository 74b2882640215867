//! The result of a case: our verdict, and whether another judge agrees.

use generator::compare::Rule;
use serde::Serialize;

/// The result of one case.
#[derive(Debug, Serialize)]
pub(super) struct Line {
    pub(super) case: String,
    pub(super) rule: Rule,
    /// Our verdict.
    pub(super) rust: generator::compare::Bump,
    pub(super) agreement: Agreement,
    /// The finding of the other judge.
    pub(super) found: String,
}

/// Whether another judge agrees with our verdict.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Agreement {
    Agrees,
    /// It doesn't, for a known reason.
    Differs,
    /// It doesn't, without a known reason.
    Disagrees,
}

//! The severity of a diagnostic.

/// The effect of a diagnostic on the run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// Nothing is generated.
    Error,
    /// This operation or schema is skipped; the rest is generated.
    Skipped,
    /// For information; nothing is skipped.
    Note,
}

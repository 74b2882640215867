//! What a diagnostic means for the run.

/// What a diagnostic means for the run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// Nothing is generated.
    Error,
    /// This operation or schema is left out; the rest is generated.
    Skipped,
    /// Worth knowing; nothing is left out.
    Note,
}

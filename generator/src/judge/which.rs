//! Which of two descriptions.

/// Which of two descriptions.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Which {
    /// The description that is compared with.
    Base,
    /// The description under review.
    Revision,
}

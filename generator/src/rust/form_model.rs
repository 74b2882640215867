//! The parts of forms, as Rust items.

use serde::Serialize;

use super::PartStyle;

/// A header of the parts of a form that have a name.
#[derive(Clone, Debug, Serialize)]
pub struct PartHeader {
    /// The parts' name.
    pub part: String,
    /// Whether the values in a list or object are written one by one.
    pub explode: bool,
}

/// How a property becomes parts of a form.
#[derive(Clone, Debug, Serialize)]
pub struct Part {
    /// Where it stands in the form: in the order of the description (RFC 7578, section 5.2).
    pub position: usize,
    /// Whether its type holds files.
    pub files: bool,
    /// The media type, where the description gives one.
    pub media_type: Option<String>,
    /// The style, where the description gives one.
    pub style: Option<PartStyle>,
}

//! The parts of forms, as Rust items.

use serde::Serialize;

use super::PartStyle;

/// A header of the named parts of a form.
#[derive(Clone, Debug, Serialize)]
pub struct PartHeader {
    /// The parts' name.
    pub part: String,
    /// Whether the values in a list or object are written separately.
    pub explode: bool,
}

/// How a property is converted to parts of a form.
#[derive(Clone, Debug, Serialize)]
pub struct Part {
    /// Its position in the form: in the order of the description (RFC 7578, section 5.2).
    pub position: usize,
    /// Whether its type holds files.
    pub files: bool,
    /// The media type, if the description sets one.
    pub media_type: Option<String>,
    /// The style, if the description sets one.
    pub style: Option<PartStyle>,
}

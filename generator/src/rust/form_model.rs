//! The parts of forms, as Rust items.

use serde::Serialize;
use serde_json::Value;

use super::{PartStyle, Type};

/// The name of the part that tests add to a form with undescribed parts.
pub const UNDESCRIBED: &str = "undescribed";

/// The parts of a form that holds files which the description doesn't name.
#[derive(Clone, Debug, Serialize)]
pub struct FurtherParts {
    /// Their type.
    pub ty: Type,
    /// The value of one in tests.
    pub sample: Value,
}

/// A header of the named parts of a form.
#[derive(Clone, Debug, Serialize)]
pub struct PartHeader {
    /// The parts' name.
    pub part: String,
    /// Whether the values in a list or object are written separately.
    pub explode: bool,
    /// Its value in tests.
    pub sample: Value,
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

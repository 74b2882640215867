//! Lists of values in description texts.

use crate::document::Pointer;

/// The strings that a list restricts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Role {
    /// The string at the position.
    Value,
    /// The keys of the map at the position.
    Keys,
}

/// A list of values and the positions where it occurs.
pub(super) struct Listing {
    /// In the order of the first position.
    pub(super) values: Vec<String>,
    pub(super) places: Vec<(Pointer, Role)>,
}

/// The values in `values: [A, B]`, `Possible values: [A, B]`, `Allowed values: [A, B]`. `None`
/// for an empty list and for one that is not closed.
pub(crate) fn values_in(description: &str) -> Option<Vec<String>> {
    let start = description.to_ascii_lowercase().find("values: [")?;
    let list = &description[start + "values: [".len()..];
    let list = &list[..list.find(']')?];
    let mut values = Vec::<String>::new();
    for value in list.split(',') {
        let value = value.trim().trim_matches(['"', '\'', '`']);
        if value.is_empty() || value.contains(['[', '\u{2026}']) || value.contains("...") {
            return None;
        }
        if !values.iter().any(|known| known == value) {
            values.push(value.to_owned());
        }
    }
    Some(values)
}

//! The operations of a path item: those of its fixed fields, and, since OpenAPI 3.2, those with any
//! other method under `additionalOperations`.

use serde_json::Value;

use super::{METHODS, Pointer};

/// The field of a path item that holds operations by method.
pub(super) const ADDITIONAL: &str = "additionalOperations";

/// One operation of a path item.
#[derive(Debug)]
pub struct Described<'a> {
    /// The method as it is sent, in upper case where its field has a fixed name.
    pub method: String,
    /// The node.
    pub value: &'a Value,
    /// Where it stands.
    pub pointer: Pointer,
}

/// What the path item at `at` holds: the fixed fields first, each part sorted by name.
#[must_use]
pub fn operations<'a>(item: &'a Value, at: &Pointer) -> Vec<Described<'a>> {
    let members = |node: Option<&'a Value>| node.and_then(Value::as_object).into_iter().flatten();
    let fixed = members(Some(item))
        .filter(|(field, _)| METHODS.contains(&field.as_str()))
        .map(|(field, value)| Described {
            method: field.to_uppercase(),
            value,
            pointer: at.child(field),
        });
    let additional = members(item.get(ADDITIONAL)).map(|(method, value)| Described {
        method: method.clone(),
        value,
        pointer: at.child(ADDITIONAL).child(method),
    });
    fixed.chain(additional).collect()
}

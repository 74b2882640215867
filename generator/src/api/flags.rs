//! Annotations that a property has if any of the schemas that apply to it has them (JSON Schema 2020-12
//! validation, sections 9.3 and 9.4).

use super::keywords::Keywords;
use super::schemas::{LONGEST_CHAIN, Schemas};
use crate::document::Pointer;

/// The annotations of a property.
#[derive(Clone, Copy, Default)]
pub(super) struct Flags {
    pub(super) deprecated: bool,
    pub(super) read_only: bool,
    pub(super) write_only: bool,
}

impl Flags {
    /// Those of the declarations of a property, of all parts of their allOf, and of alternatives with
    /// only null beside them.
    pub(super) fn of(schemas: &Schemas<'_>, declared: &[Pointer]) -> Self {
        let mut found = Self::default();
        let mut seen = Vec::new();
        let mut waiting = declared.to_vec();
        while let Some(pointer) = waiting.pop() {
            let (pointer, keywords) = schemas.node(&pointer);
            if seen.len() > LONGEST_CHAIN || seen.contains(&pointer) {
                continue;
            }
            found.deprecated |= keywords.is("deprecated");
            found.read_only |= keywords.is("readOnly");
            found.write_only |= keywords.is("writeOnly");
            waiting.extend(certain(schemas, &pointer, keywords));
            seen.push(pointer);
        }
        found
    }
}

/// The schemas that a value of a schema certainly has, unless it is null.
fn certain(schemas: &Schemas<'_>, pointer: &Pointer, keywords: Keywords<'_>) -> Vec<Pointer> {
    let mut certain = Vec::new();
    for key in ["allOf", "oneOf", "anyOf"] {
        let at = pointer.child(key);
        let parts = (0..keywords.list(key).len()).map(|index| at.child(index));
        let parts = parts.filter(|part| key == "allOf" || !schemas.is_null(part));
        let parts: Vec<Pointer> = parts.collect();
        if key == "allOf" || parts.len() == 1 {
            certain.extend(parts);
        }
    }
    certain
}

//! Parsing overlays, and checking that they have a description to apply to.

use serde_json::Value;

use crate::Source;
use crate::diagnostic::{Code, Diagnostic};
use crate::document::text::Text;
use crate::document::{Document, Limits, normalise};

/// Fails unless the document is a description: a wrong file would produce an error for every action.
pub(super) fn check_version(document: &Document) -> Result<(), Vec<Diagnostic>> {
    let version = normalise::version(&document.value);
    version.map(|_| ()).map_err(|mut diagnostic| {
        document.locate(std::slice::from_mut(&mut diagnostic));
        vec![diagnostic]
    })
}

/// Parses an overlay; syntax errors are added to `errors`.
pub(super) fn read(
    source: &Source,
    limits: Limits,
    errors: &mut Vec<Diagnostic>,
) -> Option<(Text, Value)> {
    match Text::parse(source, limits) {
        Ok((text, value, duplicates)) => {
            // Tolerated in descriptions, but not in overlays, which users write themselves.
            errors.extend(duplicates.into_iter().map(|found| Diagnostic {
                code: Code::OverlayMalformed,
                ..found
            }));
            Some((text, value))
        }
        Err(found) => {
            errors.extend(found);
            None
        }
    }
}

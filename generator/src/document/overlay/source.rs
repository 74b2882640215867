//! Overlays as texts, and whether there is a description to apply them to.

use serde_json::Value;

use crate::Source;
use crate::diagnostic::{Code, Diagnostic};
use crate::document::text::Text;
use crate::document::{Document, Limits, normalise};

/// Refuses what is no description: a wrong file would give a complaint for every action.
pub(super) fn check_version(document: &Document) -> Result<(), Vec<Diagnostic>> {
    let version = normalise::version(&document.value);
    version.map(|_| ()).map_err(|mut diagnostic| {
        document.locate(std::slice::from_mut(&mut diagnostic));
        vec![diagnostic]
    })
}

/// Reads an overlay; what is wrong with it as a text is added to `errors`.
pub(super) fn read(
    source: &Source,
    limits: Limits,
    errors: &mut Vec<Diagnostic>,
) -> Option<(Text, Value)> {
    match Text::parse(source, limits) {
        Ok((text, value, duplicates)) => {
            // What a description may be forgiven, an overlay of one's own need not say.
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

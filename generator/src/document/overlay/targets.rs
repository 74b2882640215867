//! The nodes that an action selects.

use std::collections::BTreeSet;

use serde_json::Value;
use serde_json_path::JsonPath;

use super::action::Action;
use super::message::{listed, nearest};
use crate::diagnostic::{Code, Diagnostic};
use crate::document::{Document, Pointer};

/// The one node that an action copies.
pub(super) fn source_of(
    document: &Document,
    source: &JsonPath,
    source_text: &str,
    action: &Action<'_>,
) -> Result<Value, Diagnostic> {
    let sources = select(&document.value, source);
    let from = action.fields.child("copy");
    match sources.as_slice() {
        [only] => Ok(document.get(only).cloned().unwrap_or_default()),
        [] => {
            let nearest = nearest(&document.value, source_text);
            let message = format!("`{source_text}` matches nothing; {nearest}");
            Err(Diagnostic::new(Code::OverlayNoMatch, &from, message))
        }
        many => {
            let message = format!(
                "`{source_text}` should match 1, but matches {}: {}",
                many.len(),
                listed(many)
            );
            Err(Diagnostic::new(Code::OverlayMatchCount, &from, message))
        }
    }
}

/// The addresses of the nodes that a query selects, without duplicates.
pub(super) fn select(value: &Value, query: &JsonPath) -> Vec<Pointer> {
    let mut seen = BTreeSet::new();
    query
        .query_located(value)
        .locations()
        .filter_map(|location| Pointer::parse(&location.to_json_pointer()))
        .filter(|pointer| seen.insert(pointer.clone()))
        .collect()
}

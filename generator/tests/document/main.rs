//! Stage 1 as its callers see it: source text to value, overlays, the plain 3.0 form, positions.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod fixtures;
mod hostile;
mod key_order;
mod normalise;
mod overlays;
mod places;
mod real_description;
mod several;
mod swagger2;

use generator::Source;
use generator::diagnostic::Diagnostic;
use generator::document::Document;

/// A source with this name.
fn source(name: &str, text: impl Into<String>) -> Source {
    Source {
        name: name.to_owned(),
        text: text.into(),
        ..Source::default()
    }
}

/// The whole stage, as the pipeline runs it: the document, and all diagnostics with positions.
fn run(description: &Source, overlays: &[Source]) -> (Option<Document>, Vec<Diagnostic>) {
    let mut document = match Document::parse(description) {
        Ok(document) => document,
        Err(found) => return (None, found),
    };
    let mut found = match document.apply(overlays) {
        Ok(applied) => applied.notes,
        Err(found) => return (None, found),
    };
    found.extend(document.normalise());
    document.locate(&mut found);
    (Some(document), found)
}

//! Turns an OpenAPI description into the source of a Rust client crate: text in, files out.
//!
//! The library has no I/O, no clock and no environment; the same input gives the same bytes.

use std::collections::BTreeMap;

use serde_json::Value;

pub mod api;
pub mod diagnostic;
pub mod document;
mod dump;
mod emit;
mod input;
pub mod output;
pub mod propose;
pub mod rust;

use diagnostic::{Code, Diagnostic, Severity};
use document::Document;
pub use dump::{Stage, dump};
pub use input::{Config, Input, Names, Paging, Source};

/// What one run makes.
#[derive(Clone, Debug)]
pub struct Generated {
    /// Path relative to the client package, with `/` on every system, to content.
    pub files: BTreeMap<String, String>,
    /// The pinned names given, with those added that were computed in this run.
    pub names: Names,
    /// The description with all overlays applied: plain OpenAPI, the input of everything after it.
    pub effective: serde_json::Value,
    /// Counts for the person who ran it.
    pub summary: Summary,
    /// Notes and what was left out; no errors.
    pub diagnostics: Vec<Diagnostic>,
}

/// Counts of one run.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Summary {
    /// Paths in the effective description.
    pub paths: usize,
    /// Operations in the client.
    pub operations: usize,
    /// Schemas under `components/schemas` in the effective description.
    pub schemas: usize,
    /// Overlay actions that were applied.
    pub actions: usize,
    /// Examples in the description, each a test of the client.
    pub examples: usize,
}

/// Generates the client crate: the whole pipeline.
///
/// # Errors
///
/// Everything that is wrong with the description or an overlay, at once, where at least one
/// finding is an error.
pub fn generate(input: &Input) -> Result<Generated, Vec<Diagnostic>> {
    let (document, actions, mut diagnostics) = effective(input)?;
    let api = api::lower(&document, &mut diagnostics);
    let client = rust::decide(&api, &input.names, &input.config, &mut diagnostics);
    document.locate(&mut diagnostics);
    if diagnostics
        .iter()
        .any(|diagnostic| diagnostic.severity() == Severity::Error)
    {
        return Err(diagnostics);
    }
    let files = output::print(&client).map_err(|message| {
        vec![Diagnostic::new(
            Code::Internal,
            &document::Pointer::root(),
            message,
        )]
    })?;
    let value = document.value();
    let count = |pointer: &str| {
        value
            .pointer(pointer)
            .and_then(Value::as_object)
            .map_or(0, serde_json::Map::len)
    };
    Ok(Generated {
        files,
        summary: Summary {
            paths: count("/paths"),
            operations: client.operations.len(),
            schemas: count("/components/schemas"),
            actions,
            examples: client.examples.len(),
        },
        names: client.names,
        effective: value.clone(),
        diagnostics,
    })
}

/// The description with all overlays applied, in the form that the later stages read; the number
/// of actions, and notes.
///
/// # Errors
///
/// Everything that is wrong with the description or an overlay.
pub fn effective(input: &Input) -> Result<(Document, usize, Vec<Diagnostic>), Vec<Diagnostic>> {
    let mut document = Document::parse(&input.description)?;
    let applied = document.apply(&input.overlays)?;
    let mut diagnostics = document.normalise();
    if diagnostics
        .iter()
        .any(|diagnostic| diagnostic.severity() == Severity::Error)
    {
        document.locate(&mut diagnostics);
        return Err(diagnostics);
    }
    diagnostics.extend(applied.notes);
    Ok((document, applied.actions, diagnostics))
}

//! The order in which the file is processed: settings without effect, paging schemes, methods, models.

use std::collections::BTreeMap;

use serde_json::Value;

use super::reading::{Reading, resources};
use super::{methods, models, schemes};
use crate::Source;
use crate::diagnostic::{Diagnostic, did_you_mean};
use crate::document::{Document, Pointer};
use crate::propose::Proposal;
use crate::propose::overlay_text::Action;

/// The file name of the overlay.
const FILE: &str = "015-stainless.yaml";
/// The supported keys at the top of the file.
const READ: [&str; 2] = ["resources", "pagination"];
/// Other valid keys at the top of the file, without effect here.
const KNOWN: [&str; 16] = [
    "client_settings",
    "codeflow",
    "diagnostics",
    "edition",
    "environments",
    "error",
    "openapi",
    "organization",
    "package",
    "query_settings",
    "readme",
    "security",
    "security_schemes",
    "settings",
    "streaming",
    "targets",
];

/// The result of importing a `stainless.yml`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Stainless {
    /// The overlay with the names, groups and paging of operations.
    pub overlay: Option<Proposal>,
    /// Names of `names.toml`: by component, or by the pointer of an inline schema.
    pub schemas: BTreeMap<String, String>,
    /// Settings without effect: one line each, with its location.
    pub notes: Vec<String>,
}

/// Why a `stainless.yml` can't be used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum StainlessError {
    /// It isn't YAML, or it exceeds the limits.
    Text(Vec<Diagnostic>),
    /// It doesn't fit the description, or isn't valid for Stainless: one line each, with its location.
    Wrong(Vec<String>),
}

/// Imports a `stainless.yml` for a description.
///
/// # Errors
///
/// If the file isn't YAML, or if it names an endpoint, a schema or a kind of paging that doesn't exist.
pub fn stainless(file: &Source, effective: &Value) -> Result<Stainless, StainlessError> {
    let document = Document::parse(file).map_err(StainlessError::Text)?;
    let mut reading = Reading {
        document: &document,
        name: &file.name,
        effective,
        notes: Vec::new(),
        errors: Vec::new(),
    };
    let root = document.root();
    for (key, node) in root.entries() {
        if READ.contains(&key) {
            continue;
        }
        let meant = match KNOWN.contains(&key) {
            true => String::new(),
            false => did_you_mean(key, READ.into_iter().chain(KNOWN)),
        };
        reading.note(node.at(), format!("`{key}` has no effect{meant}"));
    }
    if root.members("resources").is_empty() {
        let message =
            "there are no `resources`, which hold the methods and models of a `stainless.yml`";
        reading.error(&Pointer::root(), message.to_owned());
    }
    let schemes = schemes::read(&mut reading, &root);
    let resources = resources(&root);
    let actions = methods::actions(&mut reading, &resources, &schemes);
    let schemas = models::names(&mut reading, &resources);
    if !reading.errors.is_empty() {
        return Err(StainlessError::Wrong(reading.errors));
    }
    let overlay = (!actions.is_empty()).then(|| Proposal {
        file_name: FILE.to_owned(),
        text: Action::overlay("Names and paging of stainless.yml", &actions),
        actions: actions.len(),
    });
    Ok(Stainless {
        overlay,
        schemas,
        notes: reading.notes,
    })
}

//! The order in which the file is read: what has no effect, schemes of paging, methods, models.

use std::collections::BTreeMap;

use serde_json::Value;

use super::reading::{Reading, resources};
use super::{methods, models, schemes};
use crate::Source;
use crate::diagnostic::{Diagnostic, did_you_mean};
use crate::document::{Document, Pointer};
use crate::propose::Proposal;
use crate::propose::overlay_text::Action;

/// The file that the overlay goes to.
const FILE: &str = "015-stainless.yaml";
/// What is read at the top of the file.
const READ: [&str; 2] = ["resources", "pagination"];
/// What else may stand there, and has no effect here.
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

/// What a `stainless.yml` gives reason for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Stainless {
    /// The overlay with the names, groups and paging of operations.
    pub overlay: Option<Proposal>,
    /// Names of `names.toml`: by the component, or by the pointer of a schema in place.
    pub schemas: BTreeMap<String, String>,
    /// What has no effect, a line each, with its place.
    pub notes: Vec<String>,
}

/// Why a `stainless.yml` cannot be used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum StainlessError {
    /// It is not YAML, or beyond the limits.
    Text(Vec<Diagnostic>),
    /// It does not fit the description, or is not what Stainless reads: a line each, with its place.
    Wrong(Vec<String>),
}

/// Reads a `stainless.yml` for a description.
///
/// # Errors
///
/// Where the file is not YAML, and where it names an endpoint, a schema or a kind of paging that does not
/// exist.
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

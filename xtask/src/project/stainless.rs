//! A `stainless.yml` for a description. In: its path, and the effective description. Out: the derived
//! overlay and names; settings without effect are reported. Absent: the use of the result.

use std::collections::BTreeMap;
use std::path::Path;

use generator::propose::{Stainless, StainlessError, stainless};
use serde_json::Value;
use toml_edit::{DocumentMut, Item, Table, value};

use super::given;
use crate::exit::Failure;
use crate::terminal::{self, count, printable};

/// Reads the file.
///
/// # Errors
///
/// If the file doesn't exist, or can't be used with this description.
pub(crate) fn read(path: &Path, effective: &Value) -> Result<Stainless, Failure> {
    let file = given::source(path)?;
    let shown = printable(&file.name);
    let found = stainless(&file, effective).map_err(|error| match error {
        StainlessError::Text(diagnostics) => Failure::documents(&shown, diagnostics),
        StainlessError::Wrong(lines) => {
            let errors = count(lines.len(), "error");
            let lines = lines.iter().map(|line| printable(line));
            Failure::failed(format!("{errors} in {shown}; nothing was written"))
                .details(lines)
                .help("correct or remove these lines of the file")
        }
    })?;
    for note in &found.notes {
        terminal::note(printable(note));
    }
    Ok(found)
}

/// `[schemas]` of `names.toml`.
pub(crate) fn schemas(names: &BTreeMap<String, String>) -> String {
    let table: Table = (names.iter())
        .map(|(pointer, name)| (pointer, value(name)))
        .collect();
    let mut document = DocumentMut::new();
    document.insert("schemas", Item::Table(table));
    document.to_string()
}

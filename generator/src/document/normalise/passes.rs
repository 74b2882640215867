//! The passes that normalise a value, in order.

use serde_json::Value;

use super::fields::Unknown;
use super::notes::Notes;
use super::positions::Kind;
use super::references::{self, References};
use super::version::{Version, version};
use super::walk::Walk;
use super::{dynamic, path_items, uncalled};
use crate::diagnostic::Diagnostic;
use crate::document::origin::Origins;
use crate::document::{Pointer, swagger2};

/// See [`super::Document::normalise`].
pub(in crate::document) fn normalise(value: &mut Value, origins: &mut Origins) -> Vec<Diagnostic> {
    let (version, note) = match version(value) {
        Ok(read) => read,
        Err(diagnostic) => return vec![diagnostic],
    };
    let mut notes = Notes(note.into_iter().collect());
    if version == Version::V2 {
        notes.0.extend(swagger2::convert(value, origins));
    }
    dynamic::bind(value, origins);
    let mut walk = Walk {
        version,
        origins,
        notes,
        references: References::default(),
        unknown: Unknown::new(version == Version::V2),
    };
    walk.object(value, Kind::Document, &mut Pointer::root());
    walk.follow_out_of_positions(value);
    let Walk {
        mut notes,
        references,
        ..
    } = walk;
    path_items::join(value, origins, &mut notes);
    let usual = value["openapi"]
        .as_str()
        .is_some_and(|text| text.starts_with("3.0."));
    if !usual {
        value["openapi"] = Value::from("3.0.3");
    }
    value.sort_all_objects();
    references::check(value, references, &mut notes);
    uncalled::note(value, &mut notes);
    notes.0
}

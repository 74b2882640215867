//! `FIELDS.md` lists every field that the generator knows, each with what is made of it. That nothing
//! happens in silence follows from `consumed`, which changes each value of `every_field.yaml`.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use std::fs;
use std::path::Path;

use generator::diagnostic::Code;
use generator::document::{Document, known_fields, used_fields};
use serde_json::Value;

use super::{golden, input};

const EVERY_FIELD: &str = include_str!("every_field.yaml");

const HEADER: &str = "# Fields\n\nEvery field of OpenAPI 3.0, 3.1 and 3.2 and every keyword of JSON Schema \
2020-12 and its predecessors that the generator knows; any other field is reported as D391, with what was \
probably meant. The small description uses the field. Where a client has no place for a field of that name, it \
is reported under the code. That each of them changes the client or is reported is tested with \
[every field](tests/pipeline/every_field.yaml). Written by the tests.\n";

/// The codes of the notes about a field, by the last part of their pointer.
fn noted() -> BTreeMap<String, BTreeSet<&'static str>> {
    let generated = generator::generate(&input(EVERY_FIELD)).unwrap();
    let says_so = [
        Code::NotInClient,
        Code::UnsupportedKeyword,
        Code::NotCalled,
        Code::LinksNotFollowed,
    ];
    let mut noted: BTreeMap<String, BTreeSet<&'static str>> = BTreeMap::new();
    for found in generated
        .diagnostics
        .iter()
        .filter(|it| says_so.contains(&it.code))
    {
        if let Some(field) = found.pointer.last() {
            noted.entry(field).or_default().insert(found.code.as_str());
        }
    }
    noted
}

/// The fixtures by the fields that they use.
fn fixtures() -> BTreeMap<(&'static str, &'static str), String> {
    let mut shown = BTreeMap::new();
    for feature in golden::features() {
        let document = Document::parse(&golden::input(&feature).description).unwrap();
        let value = document.value();
        if value.get("openapi").is_some() {
            for field in used_fields(value) {
                shown.entry(field).or_insert_with(|| feature.clone());
            }
        }
    }
    shown
}

fn table() -> String {
    let (noted, fixtures) = (noted(), fixtures());
    let mut text = HEADER.to_owned();
    for (object, fields) in known_fields() {
        let title = object.trim_start_matches("an ").trim_start_matches("a ");
        // Writing to a string does not fail.
        let _ = writeln!(
            text,
            "\n## Of {title}\n\n| Field | Description | Reported as |\n| --- | --- | --- |"
        );
        for field in fields {
            let codes = noted.get(field).into_iter().flatten();
            let codes: Vec<&str> = codes.copied().collect();
            let fixture = fixtures
                .get(&(object, field))
                .map(|name| format!("[{name}](tests/pipeline/fixtures/{name}/description.yaml)"));
            let (fixture, codes) = (fixture.unwrap_or_default(), codes.join(", "));
            let _ = writeln!(text, "| `{field}` | {fixture} | {codes} |");
        }
    }
    text
}

#[test]
fn the_catalogue_is_up_to_date() {
    let place = Path::new(env!("CARGO_MANIFEST_DIR")).join("FIELDS.md");
    let table = table();
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        fs::write(&place, &table).unwrap();
    }
    let written = fs::read_to_string(place)
        .unwrap_or_default()
        .replace("\r\n", "\n");
    assert!(written == table, "UPDATE_GOLDEN=1 writes FIELDS.md anew");
}

/// Each value of this description is changed by `consumed`, and must change the client or be noted.
#[test]
fn every_known_field_is_tried() {
    let value: Value = serde_yaml::from_str(EVERY_FIELD).unwrap();
    let used = used_fields(&value);
    let mut missing = Vec::new();
    for (object, fields) in known_fields() {
        let unused = fields
            .into_iter()
            .filter(|field| !used.contains(&(object, field)));
        missing.extend(unused.map(|field| format!("`{field}` of {object}")));
    }
    assert!(
        missing.is_empty(),
        "every_field.yaml lacks\n{}",
        missing.join("\n")
    );
}

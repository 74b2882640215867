//! `FIELDS.md` lists every field that the generator knows, with its handling. That no value is
//! dropped silently is the test `consumed`, which changes each value of `every_field.yaml`.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use std::fs;
use std::path::Path;

use generator::Source;
use generator::diagnostic::Code;
use generator::document::{Document, known_fields, overlay_fields, used_fields};
use serde_json::Value;

use super::{golden, input};

const EVERY_FIELD: &str = include_str!("every_field.yaml");

const HEADER: &str = "# Fields\n\nEvery field of OpenAPI 3.0, 3.1 and 3.2 and every keyword of JSON Schema \
2020-12 and its predecessors that the generator knows; any other field is reported as D391, with what was \
probably meant. The small description uses the field. Where a client has no place for a field of that name, it \
is reported under the code. That each of them changes the client or is reported is tested with \
[every field](tests/pipeline/every_field.yaml). Written by the tests.\n";

const OVERLAYS: &str = "\n# Overlays\n\nEvery field of Overlay 1.0 to 1.2, each with the version that brought it, \
in the words of the messages. Extensions may stand anywhere, `x-matches` and `x-expect` are ours; any other field is \
refused as D401, and so is a field of a version after the one that `overlay` states, `description` of `info` aside.\n";

const EVERY_OVERLAY_FIELD: &str = r##"
overlay: 1.2.0
$self: https://example.com/overlay.yaml
info: {title: All fields, version: "1", description: Of an overlay.}
extends: https://example.com/api.yaml
actions:
  - {target: $.info, description: Adds., update: {two: {a: 1}, one: {}}}
  - {target: $.info.one, copy: $.info.two}
  - {target: $.info.summary, remove: true}
  - {$ref: "#/components/actions/Renamed", target: $.info, description: Refers.}
components:
  actions:
    Renamed: {description: Renames., fields: {description: The title., update: {title: c}}}
"##;

/// The codes of the notes about a field, by the last segment of their pointer.
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
        // Writing to a string can't fail.
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
    text.push_str(OVERLAYS);
    for (object, fields) in overlay_fields() {
        let title = object.trim_start_matches("an ").trim_start_matches("a ");
        let _ = writeln!(
            text,
            "\n## Of {title} in an overlay\n\n| Field | Since |\n| --- | --- |"
        );
        for (field, version) in *fields {
            let _ = writeln!(text, "| `{field}` | {version} |");
        }
    }
    text
}

/// The positions of an overlay's objects in `EVERY_OVERLAY_FIELD`.
const PLACES: [(&str, &str); 7] = [
    ("an overlay", ""),
    ("`info`", "/info"),
    ("an action", "/actions/0"),
    ("a reference to an action", "/actions/3"),
    ("`components`", "/components"),
    ("a reusable action", "/components/actions/Renamed"),
    ("`fields`", "/components/actions/Renamed/fields"),
];

/// A misspelt field of an overlay is an error that names it.
#[test]
fn no_field_of_an_overlay_is_ignored() {
    let whole: Value = serde_yaml::from_str(EVERY_OVERLAY_FIELD).unwrap();
    let apply = |overlay: &Value| {
        let document = "openapi: 3.0.3\ninfo: {title: a, version: '1', summary: b}\npaths: {}\n";
        let mut document = Document::parse(&input(document).description).unwrap();
        let overlay = Source {
            name: "overlay.yaml".to_owned(),
            text: overlay.to_string(),
            ..Source::default()
        };
        let found = document.apply(&[overlay]).err().unwrap_or_default();
        (document.value().clone(), found)
    };
    let (applied, found) = apply(&whole);
    assert!(found.is_empty(), "{found:?}");
    assert_eq!(applied["info"]["title"], "c");
    assert_eq!(applied["info"]["one"], applied["info"]["two"]);
    for (object, fields) in overlay_fields() {
        let place = PLACES.iter().find(|(of, _)| of == object).unwrap().1;
        for (field, _) in *fields {
            let mut overlay = whole.clone();
            let members = overlay.pointer_mut(place).unwrap().as_object_mut().unwrap();
            // An action has one of `update`, `copy` and `remove`.
            let value = members.remove(*field).unwrap_or_default();
            let wrong = format!("{field}z");
            members.insert(wrong.clone(), value);
            let (_, found) = apply(&overlay);
            let is_named = |message: &str| message.contains(&format!("`{wrong}`"));
            assert!(
                found
                    .iter()
                    .any(|it| it.code == Code::OverlayMalformed && is_named(&it.message)),
                "{wrong} of {object}: {found:?}"
            );
        }
    }
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

/// `consumed` changes each value of this description, which must change the client or be reported.
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

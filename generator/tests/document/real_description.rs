//! The description that the project generates its client from.

use std::path::Path;

use generator::diagnostic::render;
use generator::document::{Document, Pointer, resolve};
use serde_json::Value;

use super::{run, source};

fn text() -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../spec/dixa-api-beta.yaml");
    std::fs::read_to_string(path).unwrap()
}

#[test]
fn it_is_read_without_a_finding() {
    let (document, found) = run(&source("spec.yaml", text()), &[]);
    assert!(found.is_empty(), "{}", render(&found));
    let document = document.unwrap();
    let value = document.value();
    assert!(value["paths"].as_object().unwrap().len() > 50);
    let schemas = value["components"]["schemas"].as_object().unwrap();
    let name = schemas.keys().next().unwrap();
    let reference = format!("#/components/schemas/{name}");
    let (pointer, _) = resolve(value, &reference).unwrap();
    assert!(document.place(&pointer).is_some());
}

#[test]
fn every_node_has_its_place_in_the_text() {
    let text = text();
    let lines: Vec<&str> = text.lines().collect();
    let document = Document::parse(&source("spec.yaml", text.as_str())).unwrap();
    let mut nodes = 0;
    visit(document.value(), &Pointer::root(), &mut |pointer| {
        nodes += 1;
        let place = document.place(pointer).unwrap().1;
        let from: String = lines[place.line - 1]
            .chars()
            .skip(place.column - 1)
            .collect();
        let key = pointer.last().unwrap();
        // Indexes are not in the text, and other characters may be escaped.
        let plain = key.parse::<usize>().is_err()
            && key
                .chars()
                .all(|c| c.is_ascii_alphanumeric() || "_-/{} ".contains(c));
        let quoted = from.trim_start_matches(['\'', '"']);
        assert!(
            !plain || quoted.starts_with(&key),
            "{pointer} is not at {place:?}: {from}"
        );
    });
    assert!(nodes > 10_000);
}

fn visit(value: &Value, at: &Pointer, seen: &mut impl FnMut(&Pointer)) {
    let mut child = |key: &str, value: &Value| {
        let at = at.child(key);
        seen(&at);
        visit(value, &at, seen);
    };
    match value {
        Value::Object(members) => members.iter().for_each(|(key, value)| child(key, value)),
        Value::Array(items) => {
            items
                .iter()
                .enumerate()
                .for_each(|(index, value)| child(&index.to_string(), value));
        }
        _ => {}
    }
}

#[test]
fn an_overlay_applies_to_it() {
    let overlay = "overlay: 1.1.0\ninfo: {title: test, version: '1'}\nactions:\n  - target: $.info\n    x-expect: {version: beta}\n    update: {x-mark: 1}\n  - target: $.info['x-mark']\n    update: 2\n";
    let mut document = Document::parse(&source("spec.yaml", text())).unwrap();
    let applied = document.apply(&[source("overlay.yaml", overlay)]).unwrap();
    assert_eq!((applied.actions, applied.notes.len()), (2, 0));
    assert_eq!(document.value()["info"]["x-mark"], 2);
    let mark = Pointer::root().child("info").child("x-mark");
    let (file, place) = document.place(&mark).unwrap();
    assert_eq!((file.as_str(), place.line), ("overlay.yaml", 8));
    let (_, place) = document.place(&mark.parent().child("version")).unwrap();
    assert_eq!(place.column, 3);
}

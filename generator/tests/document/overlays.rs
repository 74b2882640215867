//! The effect of actions on a value. The diagnostics for invalid actions are in the fixtures.

use generator::document::{Document, Pointer};
use serde_json::Value;

use super::source;

const CASES: &str = include_str!("overlays.yaml");

fn overlay(actions: &Value) -> String {
    let actions = serde_json::to_string_pretty(actions).unwrap();
    format!("overlay: 1.1.0\ninfo: {{title: test, version: '1'}}\nactions: {actions}\n")
}

#[test]
fn actions_change_the_value() {
    let cases: Vec<Value> = serde_yaml::from_str(CASES).unwrap();
    for case in cases {
        let name = case["name"].as_str().unwrap();
        let mut given = case["given"].clone();
        given["openapi"] = "3.0.3".into();
        let mut document = Document::parse(&source(name, given.to_string())).unwrap();
        let applied = document.apply(&[source("overlay", overlay(&case["actions"]))]);
        let applied = applied.unwrap_or_else(|found| panic!("{name}: {found:?}"));
        let mut expected = case["gives"].clone();
        expected["openapi"] = "3.0.3".into();
        assert_eq!(document.value(), &expected, "{name}");
        let stale = case.get("stale").and_then(Value::as_u64).unwrap_or(0);
        assert_eq!(
            applied.notes.len() as u64,
            stale,
            "{name}: {:?}",
            applied.notes
        );
        assert_eq!(
            applied.actions,
            case["actions"].as_array().unwrap().len(),
            "{name}"
        );
    }
}

#[track_caller]
fn assert_place(document: &Document, pointer: &str, file: &str, line: usize) {
    let pointer = Pointer::parse(pointer).unwrap();
    assert!(document.get(&pointer).is_some(), "{pointer} does not exist");
    let (found, place) = document.place(&pointer).unwrap();
    assert_eq!((found.as_str(), place.line), (file, line), "{pointer}");
}

#[test]
fn places_follow_what_overlays_wrote_and_moved() {
    let description = "openapi: 3.0.3\nlist:\n  - zero\n  - one: {a: 1}\n  - two: {b: 2}\nobject:\n  kept: 1\n  changed: 1\n  removed:\n    deep: 1\n";
    let first = "overlay: 1.1.0\ninfo: {title: t, version: '1'}\nactions:\n  - target: $.list\n    update:\n      - three\n      - four:\n          c: 3\n  - target: $.object\n    update:\n      changed: 2\n      added:\n        deep: 1\n  - target: $.list[0]\n    remove: true\n";
    let second = "overlay: 1.1.0\ninfo: {title: t, version: '1'}\nactions:\n  - target: $.list[1].two\n    update:\n      mine: true\n  - target: $.object.removed\n    remove: true\n  - target: $.list[0]\n    remove: true\n  - target: $.object\n    update:\n      removed:\n        deep: 2\n";
    let mut document = Document::parse(&source("d", description)).unwrap();
    let applied = document
        .apply(&[source("o1", first), source("o2", second)])
        .unwrap();
    assert_eq!(applied.actions, 7);
    assert_place(&document, "/object/kept", "d", 7);
    assert_place(&document, "/object/changed", "o1", 11);
    assert_place(&document, "/object/added/deep", "o1", 13);
    assert_place(&document, "/object/removed/deep", "o2", 14);
    assert_place(&document, "/list", "d", 2);
    assert_place(&document, "/list/0", "d", 5);
    assert_place(&document, "/list/0/two/b", "d", 5);
    assert_place(&document, "/list/0/two/mine", "o2", 6);
    assert_place(&document, "/list/1", "o1", 6);
    assert_place(&document, "/list/2/four/c", "o1", 8);
}

/// Overlay 1.2.0: actions under `components.actions`, each applied to the targets that reference
/// it.
#[test]
fn reusable_actions() {
    let description = "openapi: 3.0.3\na:\n  x: 1\nb:\n  x: 2\nc: 3\nd: {}\n";
    let overlay = "overlay: 1.2.0\n$self: https://example.com/mine.overlay.yaml\n\
                   info: {title: t, version: '1'}\nextends: description.yaml\nactions:\n\
                   \x20 - {$ref: '#/components/actions/more~1less', target: $.a}\n\
                   \x20 - {$ref: '#/components/actions/more~1less', target: $.b, description: B., x-expect: {x: 2}}\n\
                   \x20 - {$ref: '#/components/actions/gone', target: $.c}\n\
                   \x20 - {$ref: '#/components/actions/copied', target: $.d}\n\
                   components:\n  actions:\n    more/less:\n      description: Says more.\n      fields:\n        update:\n          y: 1\n\
                   \x20   gone: {fields: {remove: true}}\n    copied: {fields: {copy: $.a}}\n";
    let mut document = Document::parse(&source("d", description)).unwrap();
    let applied = document.apply(&[source("o", overlay)]).unwrap();
    assert_eq!((applied.actions, applied.notes.len()), (4, 0));
    let expected = serde_json::json!({
        "openapi": "3.0.3", "a": {"x": 1, "y": 1}, "b": {"x": 2, "y": 1}, "d": {"x": 1, "y": 1},
    });
    assert_eq!(document.value(), &expected);
    assert_place(&document, "/a/y", "o", 16);
    assert_place(&document, "/b/y", "o", 16);
}

#[test]
fn overlays_cannot_grow_a_description_without_end() {
    let action = serde_json::json!({"target": "$", "update": {}});
    let copy = serde_json::json!({"target": "$.a", "copy": "$"});
    let mut actions = vec![action];
    actions.extend(std::iter::repeat_n(copy, 200));
    let mut document = Document::parse(&source("d", "openapi: 3.0.3\na: {}\n")).unwrap();
    let found = document
        .apply(&[source("o", overlay(&Value::Array(actions)))])
        .unwrap_err();
    assert!(
        found
            .iter()
            .any(|it| it.code == generator::diagnostic::Code::TooNested)
    );
}

#[test]
fn hostile_queries_are_handled() {
    let nested = "(".repeat(900);
    let many = format!("$[?{}]", vec!["@.a == 1"; 200].join(" || "));
    let deep = format!("$[?{}@.a{}]", "(".repeat(7), ")".repeat(7));
    for target in [
        format!("$[?{nested}"),
        many,
        deep,
        "$[?".to_owned(),
        String::new(),
        "$".repeat(5_000),
    ] {
        let actions = serde_json::json!([{"target": target, "update": {}}]);
        let mut document = Document::parse(&source("d", "openapi: 3.0.3\n")).unwrap();
        let found = document
            .apply(&[source("o", overlay(&actions))])
            .unwrap_err();
        assert!(found[0].place.is_some(), "{target}: {found:?}");
    }
}

//! Nothing that the description has is left out of the tests that were generated with the client.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use crate::support::DATA;
use crate::support::compare::differences;
use crate::support::description::{Content, operations};
use crate::support::schema::faults;

static CALLS: LazyLock<String> = LazyLock::new(|| packed(include_str!("../generated/calls.rs")));
static EXAMPLES: LazyLock<String> =
    LazyLock::new(|| packed(include_str!("../generated/examples.rs")));

/// A text without the white space that a printer puts where a line gets long.
fn packed(text: &str) -> String {
    text.split_whitespace().collect()
}

fn keys(of: &str) -> BTreeSet<String> {
    DATA[of].as_object().unwrap().keys().cloned().collect()
}

#[test]
fn every_operation_is_called() {
    let described: BTreeSet<_> = operations().iter().map(|one| one.key()).collect();
    assert!(!described.is_empty());
    assert_eq!(keys("calls"), described);
    for key in &described {
        let start = packed(&format!("Call::start({key:?}"));
        assert_eq!(CALLS.matches(&start).count(), 1, "{key}");
    }
    assert_eq!(CALLS.matches("#[tokio::test]").count(), described.len());
}

#[test]
fn every_example_is_tested() {
    let mut described = BTreeSet::new();
    for operation in operations() {
        let mut check = |content: Content, place: &str| {
            for (name, value) in content.examples() {
                assert!(content.is_json(), "{}", operation.key());
                let mut key = format!("{} {place}", operation.key());
                if let Some(name) = name {
                    key.push_str(": ");
                    key.push_str(name);
                }
                let example = DATA["examples"].get(&key);
                let example = example.unwrap_or_else(|| panic!("{key} is not tested"));
                assert_eq!(example["value"].to_string(), value.to_string(), "{key}");
                let quoted = packed(&format!(">({key:?}"));
                assert_eq!(EXAMPLES.matches(&quoted).count(), 1, "{key}");
                described.insert(key);
            }
        };
        if let Some(content) = operation.body() {
            check(content, "request");
        }
        for (status, content) in operation.responses() {
            if let Some(content) = content {
                check(content, &format!("response {status}"));
            }
        }
    }
    assert!(!described.is_empty());
    assert_eq!(keys("examples"), described);
    let tests = EXAMPLES.matches("keeps_its_value::<").count();
    assert_eq!(tests, described.len());
}

/// The overlays make the schemas accept what the API's own examples show.
#[test]
fn every_example_agrees_with_its_schema() {
    let mut wrong = Vec::new();
    for operation in operations() {
        let responses = operation.responses().filter_map(|(_, content)| content);
        for content in operation.body().into_iter().chain(responses) {
            for (name, value) in content.examples() {
                for fault in faults(content.schema(), value) {
                    wrong.push(format!("{} {name:?} {fault}", operation.key()));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn the_judge_finds_faults() {
    let schema = serde_json::json!({ "$ref": "#/components/schemas/Content" });
    for (value, right) in [
        (serde_json::json!({ "_type": "Html", "value": "<p>" }), true),
        (serde_json::json!({ "_type": "Html" }), false),
        (serde_json::json!({ "_type": "Pdf", "value": "" }), false),
        (serde_json::json!({ "value": "" }), false),
        (serde_json::json!({ "_type": "Html", "value": 1 }), false),
    ] {
        assert_eq!(faults(&schema, &value).is_empty(), right, "{value}");
    }
    let one = serde_json::json!({ "a": [1, 2.0], "b": null });
    assert_eq!(
        differences(&one, &serde_json::json!({ "a": [1.0, 2], "b": null })),
        [""; 0]
    );
    let other = serde_json::json!({ "a": [1, 3], "c": "" });
    assert_eq!(differences(&one, &other).len(), 3);
}

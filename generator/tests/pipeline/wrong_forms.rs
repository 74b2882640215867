//! Each node of a description that uses every position is replaced by another form in turn: it
//! affects only itself, nothing panics, and the output is valid Rust.

use generator::diagnostic::{Diagnostic, Severity};
use generator::{Input, api, rust};
use serde_json::{Value, json};

use super::bad_input::run;
use super::{input, source};

/// A description with a value at every position that a stage reads.
const RICH: &str = include_str!("wrong_forms.yaml");
/// The same in Swagger 2.0.
const RICH_SWAGGER: &str = include_str!("wrong_forms_swagger.yaml");

/// The replacements for each node.
fn others() -> [Value; 9] {
    [
        json!(null),
        json!(true),
        json!(5),
        json!(-1.5e300),
        json!("x"),
        json!([]),
        json!({}),
        json!([{ "$ref": "#" }]),
        json!({ "$ref": "#/components/schemas/Pet" }),
    ]
}

fn pointers(value: &Value, at: &str, found: &mut Vec<String>) {
    found.push(at.to_owned());
    match value {
        Value::Object(members) => {
            for (key, value) in members {
                let key = key.replace('~', "~0").replace('/', "~1");
                pointers(value, &format!("{at}/{key}"), found);
            }
        }
        Value::Array(items) => {
            for (index, value) in items.iter().enumerate() {
                pointers(value, &format!("{at}/{index}"), found);
            }
        }
        _ => {}
    }
}

/// Tries every form at every position.
fn try_all(text: &str) {
    let rich: Value = serde_yaml::from_str(text).unwrap();
    let all = run(input(rich.to_string())).unwrap();
    source::parse(&all.files);
    let mut places = Vec::new();
    pointers(&rich, "", &mut places);
    assert!(places.len() > 150, "{}", places.len());
    let mut most_lost = 0;
    for (index, place) in places.iter().enumerate() {
        for (kind, other) in others().into_iter().enumerate() {
            let mut changed = rich.clone();
            *changed.pointer_mut(place).unwrap() = other.clone();
            let input = input(changed.to_string());
            // Files are generated for one form at each position only, since that takes the time.
            let left = if kind == index % others().len() {
                run(input).map(|generated| {
                    source::parse(&generated.files);
                    generated.summary.operations
                })
            } else {
                decided(&input)
            };
            let depth = place.matches('/').count();
            match left {
                Ok(left) if depth > 3 => {
                    let lost = all.summary.operations.saturating_sub(left);
                    // Nodes of a path affect several operations.
                    assert!(lost <= 3, "{place} as {other} costs {lost} operations");
                    most_lost = most_lost.max(lost);
                }
                Ok(_) => {}
                Err(found) => assert!(depth < 2, "{place} as {other}: {found:?}"),
            }
        }
    }
    assert!(most_lost > 0);
}

/// The number of operations after all names and types are decided.
fn decided(input: &Input) -> Result<usize, Vec<Diagnostic>> {
    let generator::Effective {
        document,
        diagnostics: mut found,
        ..
    } = generator::Effective::read(input)?;
    let api = api::lower(&document, None, &mut found);
    let client = rust::decide(&api, &input.names, &input.config, None, &mut found);
    document.locate(&mut found);
    match found.iter().any(|it| it.severity() == Severity::Error) {
        true => Err(found),
        false => Ok(client.operations.len()),
    }
}

#[test]
fn every_node_in_another_form() {
    try_all(RICH);
}

#[test]
fn every_node_of_a_swagger_description_in_another_form() {
    try_all(RICH_SWAGGER);
}

#[test]
fn every_truncation() {
    for text in [RICH, RICH_SWAGGER] {
        for end in (0..text.len()).step_by(37) {
            if let Ok(generated) = run(input(&text[..end])) {
                source::parse(&generated.files);
            }
        }
        let json = serde_yaml::from_str::<Value>(text).unwrap().to_string();
        for end in (0..json.len()).step_by(97) {
            assert!(run(input(&json[..end])).is_err());
        }
    }
}

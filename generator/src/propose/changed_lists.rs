//! Lists of values in an `enum` that differ from the description text: the text has changed since an
//! overlay copied the list from it.

use serde_json::Value;

use super::listing::values_in;
use super::overlay_text::{Action, Change, Node};
use super::places::Places;
use super::target;
use crate::document::{Pointer, quoted};

/// An action for the added values, and one for each removed value.
pub(super) fn actions(places: &Places<'_>) -> Vec<Action> {
    let mut actions = Vec::new();
    for (at, schema) in &places.schemas {
        let described = schema.get("description").and_then(Value::as_str);
        let described = described.or_else(|| places.outer_descriptions.get(at).copied());
        let Some(listed) = described.and_then(values_in) else {
            continue;
        };
        let Some((keywords, values)) = list_of(schema) else {
            continue;
        };
        let came: Vec<String> = listed
            .iter()
            .filter(|value| !values.contains(&value.as_str()))
            .cloned()
            .collect();
        let went: Vec<&str> = values
            .iter()
            .filter(|value| !listed.iter().any(|listed| listed == *value))
            .copied()
            .collect();
        // Two lists with little in common have different subjects.
        if went.len() * 2 > values.len() || (came.is_empty() && went.is_empty()) {
            continue;
        }
        let (last, path) = keywords.split_last().unwrap_or((&"enum", &[]));
        let schema = path
            .iter()
            .fold(at.clone(), |at, segment| at.child(segment));
        actions.extend(added(places, at, &schema, last, came));
        actions.extend(went.into_iter().map(|value| {
            let list = target::node(places, &schema.child(last));
            Action {
                evidence: vec![format!(
                    "{}: the description no longer lists {value:?}.",
                    name(at)
                )],
                target: format!("{list}[?@ == {}]", quoted(value)),
                matches: 1,
                expect: Vec::new(),
                change: Change::Remove,
            }
        }));
    }
    actions
}

fn added(
    places: &Places<'_>,
    at: &Pointer,
    schema: &Pointer,
    keyword: &str,
    values: Vec<String>,
) -> Option<Action> {
    (!values.is_empty()).then(|| Action {
        evidence: vec![format!(
            "{}: the description also lists {}.",
            name(at),
            values.join(", ")
        )],
        target: target::node(places, schema),
        matches: 1,
        expect: Vec::new(),
        change: Change::Update(vec![(keyword.to_owned(), Node::Words(values))]),
    })
}

fn name(at: &Pointer) -> String {
    let segments: Vec<String> = at.segments().skip(2).collect();
    segments.join(".")
}

/// The list of a schema, of its items or of its keys, and the path to it.
fn list_of(schema: &Value) -> Option<(&'static [&'static str], Vec<&str>)> {
    let lists: [&[&str]; 3] = [&["enum"], &["items", "enum"], &["propertyNames", "enum"]];
    lists.into_iter().find_map(|path| {
        let list = path
            .iter()
            .try_fold(schema, |node, segment| node.get(segment))?;
        let values: Option<Vec<&str>> = list.as_array()?.iter().map(Value::as_str).collect();
        Some((path, values?))
    })
}

//! Closed lists of values that occur only in a description text: `values: [Open, Closed]`.
//!
//! A list on a string becomes its `enum`, one on an array becomes that of its items, and one on a map
//! restricts the keys through `propertyNames`, which OpenAPI 3.0 lacks but tools support.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::changed_lists;
use super::evidence::Evidence;
use super::listing::{Listing, Role, values_in};
use super::overlay_text::{Action, Change, Node};
use super::places::{Places, sorted};
use super::target;
use super::titles;
use crate::document::Pointer;

/// One action per list and kind of position; the same position in several components is one target.
pub(super) fn actions(places: &Places<'_>, evidence: &Evidence<'_>) -> Vec<Action> {
    let lists = lists(places, evidence);
    let titles = titles::suggest(places, &lists);
    let mut actions = Vec::new();
    for (list, title) in lists.iter().zip(&titles) {
        let mut comments = comments(list, title, evidence);
        for ((rest, role, is_titled), at) in reaches(places, list) {
            let names: Option<Vec<_>> = at.iter().map(|at| at.segments().nth(2)).collect();
            let targets = match (rest, names) {
                (Some(rest), Some(names)) => target::in_components(&names, &rest),
                _ => at.iter().map(|at| (target::node(places, at), 1)).collect(),
            };
            for (target, matches) in targets {
                actions.push(Action {
                    evidence: std::mem::take(&mut comments),
                    target,
                    matches,
                    expect: expectation(role, is_titled),
                    change: Change::Update(update(role, is_titled, title, &list.values)),
                });
            }
        }
    }
    actions.extend(changed_lists::actions(places));
    actions
}

fn expectation(role: Role, is_titled: bool) -> Vec<(String, Node)> {
    let absent = |key: &str| (key.to_owned(), Node::Absent);
    let mut expect = match role {
        Role::Keys => {
            return vec![
                ("type".to_owned(), Node::text("object")),
                absent("propertyNames"),
            ];
        }
        Role::Value => vec![("type".to_owned(), Node::text("string")), absent("enum")],
    };
    if !is_titled {
        expect.push(absent("title"));
    }
    expect
}

fn update(role: Role, is_titled: bool, title: &str, values: &[String]) -> Vec<(String, Node)> {
    let named = ("title".to_owned(), Node::text(title));
    let listed = ("enum".to_owned(), Node::Words(values.to_vec()));
    match role {
        Role::Value if is_titled => vec![listed],
        Role::Value => vec![named, listed],
        Role::Keys => {
            let names = vec![("type".to_owned(), Node::text("string")), named, listed];
            vec![("propertyNames".to_owned(), Node::Members(names))]
        }
    }
}

/// The scope of one action: the position within a component (`None` outside components), the strings
/// that the list restricts, and whether the schema has a title of its own.
type Reach = (Option<Vec<String>>, Role, bool);

fn reaches(places: &Places<'_>, list: &Listing) -> Vec<(Reach, Vec<Pointer>)> {
    let mut reaches = Vec::<(Reach, Vec<Pointer>)>::new();
    for (at, role) in &list.places {
        let is_titled = places
            .node(at)
            .is_some_and(|schema| schema.get("title").is_some())
            || (Places::component(at).is_some() && *role == Role::Value);
        let segments: Vec<_> = at.segments().collect();
        let rest = match segments.as_slice() {
            [components, schemas, _, rest @ ..]
                if components == "components" && schemas == "schemas" =>
            {
                Some(rest.to_vec())
            }
            _ => None,
        };
        let reach = (rest, *role, is_titled);
        match reaches
            .iter_mut()
            .find(|(known, _)| *known == reach && reach.0.is_some())
        {
            Some((_, all)) => all.push(at.clone()),
            None => reaches.push((reach, vec![at.clone()])),
        }
    }
    reaches
}

/// The lists of a document, each with all its positions. Two positions have the same list if the values
/// are the same in any order; for fewer than three values, which may coincide by chance, the property
/// names must match as well.
fn lists(places: &Places<'_>, evidence: &Evidence<'_>) -> Vec<Listing> {
    let mut index = BTreeMap::<(BTreeSet<String>, String), usize>::new();
    let mut lists = Vec::<Listing>::new();
    for (at, schema) in &places.schemas {
        let described = schema.get("description").and_then(Value::as_str);
        let described = described.or_else(|| places.outer_descriptions.get(at).copied());
        let Some(values) = described.and_then(values_in) else {
            continue;
        };
        let Some((at, role)) = place(places, at, schema) else {
            continue;
        };
        let is_string = |value: &Value| value.is_string();
        if role == Role::Value && !evidence.at(&at).iter().all(|sight| is_string(sight.value)) {
            // Prose and example contradict each other, so the user must decide.
            continue;
        }
        let name = titles::property(places, &at).unwrap_or_default();
        let name = if values.len() < 3 {
            name
        } else {
            String::new()
        };
        let key = (values.iter().cloned().collect(), name);
        let list = *index.entry(key).or_insert_with(|| {
            lists.push(Listing {
                values,
                places: Vec::new(),
            });
            lists.len() - 1
        });
        if !lists[list].places.contains(&(at.clone(), role)) {
            lists[list].places.push((at, role));
        }
    }
    lists
}

/// The strings that a list in the description of a schema restricts; `None` if the schema already
/// declares them or is of another kind.
fn place(places: &Places<'_>, at: &Pointer, schema: &Value) -> Option<(Pointer, Role)> {
    let is_open_string = |schema: &Value| {
        schema.get("type").is_some_and(|kind| kind == "string") && schema.get("enum").is_none()
    };
    match schema.get("type")?.as_str()? {
        "string" => is_open_string(schema).then(|| (at.clone(), Role::Value)),
        "array" => {
            let items = at.child("items");
            places
                .node(&items)
                .is_some_and(is_open_string)
                .then_some((items, Role::Value))
        }
        "object" => {
            let is_map = schema
                .get("additionalProperties")
                .is_some_and(|rest| rest != &Value::Bool(false))
                && schema.get("properties").is_none();
            let is_open = schema.get("propertyNames").is_none();
            (is_map && is_open).then(|| (at.clone(), Role::Keys))
        }
        _ => None,
    }
}

fn comments(list: &Listing, title: &str, evidence: &Evidence<'_>) -> Vec<String> {
    let count = match list.places.len() {
        1 => "one description lists".to_owned(),
        count => format!("{count} descriptions list"),
    };
    let mut comments = vec![format!("{title}: {count} these values.")];
    let mut seen = BTreeSet::new();
    for (at, role) in &list.places {
        for sight in evidence.at(at) {
            let texts: Vec<&str> = match (role, sight.value) {
                (Role::Value, value) => value.as_str().into_iter().collect(),
                (Role::Keys, value) => value
                    .as_object()
                    .into_iter()
                    .flat_map(sorted)
                    .map(|(key, _)| key.as_str())
                    .collect(),
            };
            for text in texts {
                if seen.insert(text) && !list.values.iter().any(|value| value == text) {
                    comments.push(format!(
                        "  Not in the list but in an example: {text:?}, at {}",
                        sight.at
                    ));
                }
            }
        }
    }
    let used = list
        .values
        .iter()
        .filter(|value| seen.contains(value.as_str()))
        .count();
    comments.push(format!(
        "  Seen in examples: {used} of {}.",
        list.values.len()
    ));
    comments
}

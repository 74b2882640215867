//! Overlays of lists in the description: values that a description text lists, and the variants of a
//! union. A list that grew or shrank is a change of the API although no action fails.

use std::collections::BTreeSet;

use serde_json::Value;

use super::mismatch::{Mismatch, Subject};
use super::which::Which;
use crate::document::{Document, Fitted, Pointer, differences};
use crate::propose::values_in;

const SIDES: [Which; 2] = [Which::Base, Which::Revision];

/// Updates the values that overlays copied from description texts, as far as the texts differ between
/// the sides; returns the overlays to adapt.
pub(super) fn adapt(documents: &mut [Document; 2], fitted: &[Fitted; 2]) -> Vec<Mismatch> {
    let mut mismatches = Vec::new();
    let mut edits = Vec::new();
    for (index, side) in SIDES.into_iter().enumerate() {
        let (here, there) = (&documents[index], &documents[1 - index]);
        for applied in &fitted[index].applied {
            let update = applied.action.get("update");
            let Some((list, name)) = update.and_then(list_of) else {
                continue;
            };
            let (mut all_came, mut all_went) = (BTreeSet::new(), BTreeSet::new());
            for target in &applied.targets {
                let at = list
                    .iter()
                    .fold(target.clone(), |at, segment| at.child(segment));
                let Some((came, went)) = listed_change(here, there, &at) else {
                    continue;
                };
                all_came.extend(came.iter().cloned());
                all_went.extend(went.iter().cloned());
                edits.push((index, at, came, went));
            }
            let differences = [("add", all_came, "to"), ("remove", all_went, "from")];
            let differences: Vec<String> = differences
                .into_iter()
                .filter(|(_, values, _)| !values.is_empty())
                .map(|(verb, values, to)| {
                    let quoted: Vec<String> = values.iter().map(|it| format!("`{it}`")).collect();
                    format!("{verb} {} {to} `enum` in this action", quoted.join(", "))
                })
                .collect();
            if differences.is_empty() {
                continue;
            }
            let message =
                format!("the description text that {name} was copied from lists other values now");
            mismatches.push(Mismatch {
                differences,
                outcome: "the values of the description text are compared".to_owned(),
                ..Mismatch::at(Subject::Values, side, &applied.site(here), message)
            });
        }
    }
    for (index, at, came, went) in edits {
        documents[index].edit_list(&at, &came, &went);
    }
    mismatches
}

/// The values that the text at a list of `here` names in addition to that of `there`, and those that it
/// names no more, as far as the list differs from the text; `None` if nothing changed.
fn listed_change(
    here: &Document,
    there: &Document,
    at: &Pointer,
) -> Option<(Vec<String>, Vec<String>)> {
    let (listed_here, listed_there) = (text_list(here, at)?, text_list(there, at)?);
    let Value::Array(values) = here.get(at)? else {
        return None;
    };
    let is_value = |text: &&String| values.iter().any(|it| it.as_str() == Some(text.as_str()));
    let came = listed_here
        .iter()
        .filter(|it| !listed_there.contains(it) && !is_value(it));
    let went = listed_there
        .iter()
        .filter(|it| !listed_here.contains(it) && is_value(it));
    let (came, went): (Vec<String>, Vec<String>) =
        (came.cloned().collect(), went.cloned().collect());
    (!came.is_empty() || !went.is_empty()).then_some((came, went))
}

/// The keys from an update to its list of values, and a name for the list.
fn list_of(update: &Value) -> Option<(&'static [&'static str], String)> {
    let named = |schema: &Value| match schema.get("title").and_then(Value::as_str) {
        Some(title) => format!("`{title}`"),
        None => "a list of values".to_owned(),
    };
    if update.get("enum").is_some_and(Value::is_array) {
        return Some((&["enum"], named(update)));
    }
    let names = update.get("propertyNames")?;
    let is_list = names.get("enum").is_some_and(Value::is_array);
    is_list.then(|| (&["propertyNames", "enum"][..], named(names)))
}

/// The values listed in the description text around an `enum`: of its schema, of the array or map that
/// the schema belongs to, or of the parameter.
fn text_list(document: &Document, list: &Pointer) -> Option<Vec<String>> {
    let mut at = list.parent();
    for _ in 0..3 {
        let text = document.get(&at)?.get("description");
        if let Some(values) = text.and_then(Value::as_str).and_then(values_in) {
            return Some(values);
        }
        let last = at.last()?;
        if !matches!(last.as_str(), "items" | "schema" | "propertyNames") {
            return None;
        }
        at = at.parent();
    }
    None
}

/// Variants of a union that an overlay's discriminator doesn't map, and mapped variants that the union
/// no longer has, if the other side is in order.
pub(super) fn untagged(documents: &[Document; 2], fitted: &[Fitted; 2]) -> Vec<Mismatch> {
    let mut mismatches = Vec::new();
    for (index, side) in SIDES.into_iter().enumerate() {
        for applied in &fitted[index].applied {
            let update = applied.action.get("update");
            let mapping = update.and_then(|it| it.pointer("/discriminator/mapping"));
            let Some(mapping) = mapping.and_then(Value::as_object) else {
                continue;
            };
            for target in &applied.targets {
                let of = |document: &Document| mismatch(document.get(target), mapping);
                let (here, there) = (of(&documents[index]), of(&documents[1 - index]));
                let new = |here: Vec<String>, there: &[String]| {
                    let new = here.into_iter().filter(|it| !there.contains(it));
                    new.collect::<Vec<String>>()
                };
                let (untagged, gone) = (new(here.0, &there.0), new(here.1, &there.1));
                let name = target.last().unwrap_or_default();
                let mut differences = Vec::new();
                for variant in &untagged {
                    let schema = variant.rsplit('/').next().unwrap_or_default();
                    differences.push(format!(
                        "add a tag for `{schema}` to `mapping` in this action"
                    ));
                }
                for tag in &gone {
                    differences.push(format!("remove `{tag}` from `mapping` in this action"));
                }
                if differences.is_empty() {
                    continue;
                }
                let message = match (untagged.as_slice(), gone.as_slice()) {
                    ([], [_]) => format!("the union `{name}` lost a variant that has a tag here"),
                    ([], _) => format!("the union `{name}` lost variants that have tags here"),
                    ([_], []) => format!("the union `{name}` has a variant without a tag"),
                    (_, []) => format!("the union `{name}` has variants without a tag"),
                    _ => format!("the variants of the union `{name}` don't match its tags"),
                };
                let outcome = match untagged.as_slice() {
                    [] => "the mapping matches no variant there",
                    _ => "until then the schema name is used as the tag",
                };
                mismatches.push(Mismatch {
                    differences,
                    outcome: outcome.to_owned(),
                    ..Mismatch::at(
                        Subject::Variants,
                        side,
                        &applied.site(&documents[index]),
                        message,
                    )
                });
            }
        }
    }
    mismatches
}

/// The references of a union that a mapping lacks, and the tags of the mapping that match no variant.
fn mismatch(
    union: Option<&Value>,
    mapping: &serde_json::Map<String, Value>,
) -> (Vec<String>, Vec<String>) {
    let branches = ["oneOf", "anyOf"].into_iter().find_map(|keyword| {
        let branches = union?.get(keyword)?.as_array()?;
        let references = branches.iter().filter_map(|it| it.get("$ref")?.as_str());
        Some(references.map(str::to_owned).collect::<Vec<String>>())
    });
    let branches = branches.unwrap_or_default();
    let is_mapped = |reference: &String| mapping.values().any(|to| to == reference);
    let untagged = branches.iter().filter(|it| !is_mapped(it)).cloned();
    let gone = mapping.iter().filter(|(_, to)| {
        let to = to.as_str().unwrap_or_default();
        !branches.iter().any(|reference| reference == to)
    });
    (
        untagged.collect(),
        gone.map(|(tag, _)| tag.clone()).collect(),
    )
}

/// Nodes that overlays remove or replace and that changed: no other check would show it.
pub(super) fn replaced(documents: &[Document; 2], fitted: &[Fitted; 2]) -> Vec<Mismatch> {
    let [base, revision] = fitted;
    let mut mismatches = Vec::new();
    for applied in &revision.applied {
        let before = base.applied.iter().filter(|it| it.action == applied.action);
        let before: Vec<_> = before.flat_map(|it| &it.replaced).collect();
        for (at, value) in &applied.replaced {
            let Some((_, was)) = before.iter().find(|(known, _)| known == at) else {
                continue;
            };
            if was == value {
                continue;
            }
            let mut differences = differences(was, value);
            if differences.is_empty() {
                differences = vec![format!("now {}", shortened(value))];
            }
            let message = format!("`{at}`, which this action replaces, was changed");
            mismatches.push(Mismatch {
                differences,
                outcome: "the action is applied anyway".to_owned(),
                ..Mismatch::at(
                    Subject::Overlay,
                    Which::Revision,
                    &applied.site(&documents[1]),
                    message,
                )
            });
        }
    }
    mismatches
}

fn shortened(value: &Value) -> String {
    value.to_string().chars().take(120).collect()
}

//! Whether every reference leads somewhere, and no component is nothing but a circle of them.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use crate::diagnostic::{Code, Diagnostic};
use crate::document::{Pointer, RefError, resolve};

/// Circles told in one run. A document with more has one cause for them.
const MAX_CIRCLES: usize = 20;

/// A `$ref` in a place where the specification knows one.
pub(super) struct Reference {
    /// The object that holds it.
    pub(super) holder: Pointer,
    pub(super) reference: String,
}

/// All findings about these references.
pub(super) fn check(root: &Value, mut references: Vec<Reference>) -> Vec<Diagnostic> {
    references.sort_by(|a, b| a.holder.cmp(&b.holder));
    let mut found = Vec::new();
    let mut targets = BTreeSet::new();
    for Reference { holder, reference } in &references {
        match resolve(root, reference) {
            Ok((target, _)) => {
                targets.insert(target);
            }
            Err(error) => {
                // Guessing what was meant takes time; after a few the reader knows the pattern.
                let diagnostic = broken(root, reference, &error, found.len() < 20);
                found.push(Diagnostic {
                    pointer: holder.child("$ref"),
                    ..diagnostic
                });
            }
        }
    }
    found.extend(circles(root, targets));
    found
}

fn broken(root: &Value, reference: &str, error: &RefError, guess: bool) -> Diagnostic {
    let at = Pointer::root();
    let RefError::Broken { existing, missing } = error else {
        let message = format!("`{reference}` leads out of the document");
        return Diagnostic::new(Code::ForeignRef, &at, message);
    };
    let mut message = format!("`{reference}` leads nowhere: `{existing}` has no `{missing}`");
    if guess && let Some(Value::Object(members)) = root.pointer(existing.as_str()) {
        let names: Vec<&str> = members.keys().map(String::as_str).collect();
        if let [name] = similar::get_close_matches(missing.as_str(), &names, 1, 0.6).as_slice() {
            message.push_str(&format!("; is `{name}` meant?"));
        }
    }
    Diagnostic::new(Code::BrokenRef, &at, message)
}

/// Circles of references and `allOf` parts, each once. Circles through properties, items or
/// variants are recursive schemas and fine.
fn circles(root: &Value, targets: BTreeSet<Pointer>) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    // Whether a node is on the way (true) or done (false).
    let mut seen: BTreeMap<Pointer, bool> = BTreeMap::new();
    for target in targets {
        if seen.contains_key(&target) {
            continue;
        }
        let mut way = vec![(target.clone(), successors(root, &target))];
        seen.insert(target, true);
        while let Some((node, rest)) = way.last_mut() {
            let Some(next) = rest.pop() else {
                seen.insert(node.clone(), false);
                way.pop();
                continue;
            };
            match seen.get(&next) {
                Some(true) if found.len() < MAX_CIRCLES => {
                    let circle = way
                        .iter()
                        .map(|(node, _)| node)
                        .skip_while(|node| **node != next);
                    found.push(circle_found(circle.cloned().collect()));
                }
                Some(_) => {}
                None => {
                    seen.insert(next.clone(), true);
                    let after = successors(root, &next);
                    way.push((next, after));
                }
            }
        }
    }
    found
}

/// What must be known to know this node: where its `$ref` leads, or the `$ref`s of its `allOf`.
fn successors(root: &Value, node: &Pointer) -> Vec<Pointer> {
    let mut found = BTreeSet::new();
    if let Some(value) = root.pointer(node.as_str()) {
        collect(root, value, &mut found);
    }
    found.into_iter().rev().collect()
}

fn collect(root: &Value, value: &Value, found: &mut BTreeSet<Pointer>) {
    if let Some(reference) = value.get("$ref").and_then(Value::as_str) {
        found.extend(resolve(root, reference).ok().map(|(target, _)| target));
    }
    for part in value
        .get("allOf")
        .and_then(Value::as_array)
        .into_iter()
        .flatten()
    {
        collect(root, part, found);
    }
}

fn circle_found(mut circle: Vec<Pointer>) -> Diagnostic {
    let first = circle
        .iter()
        .enumerate()
        .min_by_key(|(_, node)| *node)
        .map_or(0, |(index, _)| index);
    circle.rotate_left(first);
    let start = circle.first().cloned().unwrap_or_default();
    circle.push(start.clone());
    let way: Vec<String> = circle
        .iter()
        .map(|node| format!("`#{}`", node.as_str()))
        .collect();
    Diagnostic::new(Code::RefCycle, &start, way.join(" → "))
}

//! Checks that references resolve, and that no component consists of a reference cycle. A schema's
//! invalid reference is removed, which leaves arbitrary JSON. Others stay, and the operations that need
//! their targets are skipped.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value};

use super::notes::Notes;
use super::positions::{Kind, kind_at};
use super::resources::Resources;
use crate::diagnostic::{Code, did_you_mean};
use crate::document::Keyed;
use crate::document::{Pointer, RefError, resolve};

/// Nodes of a cycle that are shown.
const SHOWN: usize = 8;
/// The maximum number of suggestions, which take time; more would only repeat the pattern.
const GUESSES: usize = 20;

/// Keywords that identify a schema or its dialect.
const NAMES: [&str; 6] = [
    "$id",
    "$anchor",
    "$dynamicAnchor",
    "$schema",
    "$comment",
    "$vocabulary",
];

/// A `$ref` in a position where the specification allows one.
#[derive(Debug)]
struct Reference {
    /// The object that contains it.
    holder: Pointer,
    kind: Kind,
    reference: String,
}

/// The references found in one pass over a document.
#[derive(Debug, Default)]
pub(super) struct References {
    all: Vec<Reference>,
    resources: Resources,
    /// The entries of discriminator mappings: their addresses and their references.
    mappings: Vec<(Pointer, String)>,
    /// Targets outside of the known positions that were normalised as well.
    followed: BTreeSet<Pointer>,
}

impl References {
    pub(super) fn add(&mut self, holder: &Pointer, kind: Kind, reference: &str) {
        self.all.push(Reference {
            holder: holder.clone(),
            kind,
            reference: reference.to_owned(),
        });
    }

    /// Records the names that a schema declares for itself, and removes them: references become
    /// pointers.
    pub(super) fn name(&mut self, schema: &mut Map<String, Value>, at: &Pointer) {
        self.resources.name(schema, at);
        for key in NAMES {
            if schema.get(key).is_some_and(Value::is_string) {
                schema.remove(key);
            }
        }
        schema.remove("$recursiveAnchor");
    }

    /// Records the references in the mapping of a schema's discriminator.
    pub(super) fn mapping(&mut self, schema: &Map<String, Value>, at: &Pointer) {
        let mapping = schema
            .keyword("discriminator")
            .and_then(|discriminator| discriminator.object("mapping"));
        for (tag, target) in mapping.into_iter().flatten() {
            let Some(target) = target.as_str() else {
                continue;
            };
            let at = at.child("discriminator").child("mapping").child(tag);
            let reference = if target.contains(['#', '/']) {
                target.to_owned()
            } else {
                format!("#/components/schemas/{target}")
            };
            self.mappings.push((at, reference));
        }
    }

    /// The kind of the reference at `index`, and its target if that isn't a known position of an object
    /// and wasn't returned before. `None` after the last reference.
    pub(super) fn unplaced(
        &mut self,
        root: &mut Value,
        index: usize,
    ) -> Option<(Kind, Option<Pointer>)> {
        let reference = self.all.get_mut(index)?;
        let local = self
            .resources
            .local(root, &reference.holder, &reference.reference)
            .or_else(|| converted(root, &reference.reference));
        if let Some(local) = local {
            reference.reference.clone_from(&local);
            if let Some(holder) = root.pointer_mut(reference.holder.as_str()) {
                holder["$ref"] = local.into();
            }
        }
        let target = resolve(root, &reference.reference).ok().map(|it| it.0);
        let target = target.filter(|target| {
            !target.as_str().is_empty()
                && kind_at(target).is_none()
                && self.followed.insert(target.clone())
        });
        Some((reference.kind, target))
    }
}

/// The pointer in a converted description for a reference into a Swagger 2.0 description.
fn converted(root: &Value, reference: &str) -> Option<String> {
    let (place, name) = reference.strip_prefix("#/")?.split_once('/')?;
    let place = match place {
        "definitions" => "schemas",
        "parameters" | "responses" => place,
        _ => return None,
    };
    let moved = format!("#/components/{place}/{name}");
    let is_moved = resolve(root, reference).is_err() && resolve(root, &moved).is_ok();
    is_moved.then_some(moved)
}

/// Reports all findings about these references; broken ones are removed from schemas.
pub(super) fn check(root: &mut Value, mut references: References, notes: &mut Notes) {
    references.all.sort_by(|a, b| a.holder.cmp(&b.holder));
    let mut targets = BTreeSet::new();
    let (mut told, mut media_types) = (0, Vec::new());
    for Reference {
        holder,
        kind,
        reference,
    } in &references.all
    {
        let at = holder.child("$ref");
        match resolve(root, reference) {
            Ok((target, value)) => {
                if *kind == Kind::MediaType {
                    media_types.push((holder.clone(), value.clone()));
                }
                targets.insert(target);
            }
            Err(error) => {
                let (code, message) = broken(root, reference, &error, told < GUESSES);
                told += 1;
                match kind {
                    // The operation that has it is skipped, with the reason.
                    kind if kind.is_part_of_operation() => {}
                    Kind::PathItem => notes.lost(&at, message),
                    _ => notes.say(code, &at, message),
                }
                if *kind == Kind::Schema {
                    take_reference(root, holder);
                }
            }
        }
    }
    // References to media types are new in OpenAPI 3.2; the later stages don't expect them.
    for (holder, value) in media_types {
        if let Some(node) = root.pointer_mut(holder.as_str()) {
            *node = value;
        }
    }
    for (at, reference) in &references.mappings {
        if let Err(error) = resolve(root, reference) {
            let (_, message) = broken(root, reference, &error, told < GUESSES);
            told += 1;
            notes.say(Code::DeadMapping, at, message);
        }
    }
    unused(root, &targets, notes);
    circles(root, targets, notes);
}

/// Components of these kinds are part of the client only if they are referenced.
const USED_BY_REFERENCE: [&str; 8] = [
    "callbacks",
    "headers",
    "links",
    "mediaTypes",
    "parameters",
    "pathItems",
    "requestBodies",
    "responses",
];

/// Reports components that aren't referenced.
fn unused(root: &Value, targets: &BTreeSet<Pointer>, notes: &mut Notes) {
    for kind in USED_BY_REFERENCE {
        let at = Pointer::root().child("components").child(kind);
        let members = at.find(root).and_then(Value::as_object);
        for name in members.into_iter().flat_map(Map::keys) {
            let component = at.child(name);
            if !name.starts_with("x-") && !targets.contains(&component) {
                let message = format!("unused component of `{kind}`");
                notes.say(Code::NotInClient, &component, message);
            }
        }
    }
}

fn take_reference(root: &mut Value, holder: &Pointer) {
    if let Some(Value::Object(members)) = root.pointer_mut(holder.as_str()) {
        members.remove("$ref");
    }
}

fn broken(root: &Value, reference: &str, error: &RefError, guess: bool) -> (Code, String) {
    let RefError::Broken { existing, missing } = error else {
        let message = format!("can't resolve `{reference}`");
        return (Code::ForeignRef, message);
    };
    let mut message = format!("can't resolve `{reference}`: `{existing}` has no `{missing}`");
    if guess && let Some(Value::Object(members)) = root.pointer(existing.as_str()) {
        message.push_str(&did_you_mean(missing, members.keys().map(String::as_str)));
    }
    (Code::BrokenRef, message)
}

/// A reference that must be followed to determine a node.
struct Edge {
    /// The object that contains it.
    holder: Pointer,
    target: Pointer,
}

/// Reports cycles of references and `allOf` parts, each once, and removes the reference that closes
/// each. Cycles through properties, items or variants are recursive schemas and valid.
fn circles(root: &mut Value, targets: BTreeSet<Pointer>, notes: &mut Notes) {
    // Whether a node is on the current path (true) or done (false).
    let mut seen: BTreeMap<Pointer, bool> = BTreeMap::new();
    let mut closing = Vec::new();
    for target in targets {
        if seen.contains_key(&target) {
            continue;
        }
        let mut way = vec![(target.clone(), successors(root, &target))];
        seen.insert(target, true);
        while let Some((node, rest)) = way.last_mut() {
            let Some(Edge { holder, target }) = rest.pop() else {
                seen.insert(node.clone(), false);
                way.pop();
                continue;
            };
            match seen.get(&target) {
                Some(true) => {
                    let nodes = way.iter().map(|(node, _)| node);
                    let circle: Vec<&Pointer> = nodes.skip_while(|node| **node != target).collect();
                    report(circle, notes);
                    closing.push(holder);
                }
                Some(false) => {}
                None => {
                    seen.insert(target.clone(), true);
                    let after = successors(root, &target);
                    way.push((target, after));
                }
            }
        }
    }
    for holder in closing {
        // Other objects mean nothing without their reference; the operations that need them report it.
        if kind_at(&holder).is_none_or(|kind| kind == Kind::Schema) {
            take_reference(root, &holder);
        }
    }
}

/// The references that a node depends on: its `$ref`, and those of its `allOf` parts.
fn successors(root: &Value, node: &Pointer) -> Vec<Edge> {
    let mut found = Vec::new();
    if let Some(value) = root.pointer(node.as_str()) {
        collect(root, value, &mut node.clone(), &mut found);
    }
    found.sort_by(|a, b| b.target.cmp(&a.target));
    found
}

fn collect(root: &Value, value: &Value, at: &mut Pointer, found: &mut Vec<Edge>) {
    if let Some(reference) = value.str("$ref")
        && let Ok((target, _)) = resolve(root, reference)
    {
        let holder = at.clone();
        found.push(Edge { holder, target });
    }
    let parts = value.list("allOf");
    let length = at.len();
    for (index, part) in parts.into_iter().flatten().enumerate() {
        at.push("allOf");
        at.push(index);
        collect(root, part, at, found);
        at.truncate(length);
    }
}

fn report(mut circle: Vec<&Pointer>, notes: &mut Notes) {
    let first = (0..circle.len()).min_by_key(|index| circle.get(*index));
    circle.rotate_left(first.unwrap_or_default());
    let Some(start) = circle.first().copied() else {
        return;
    };
    let skip = circle.len() > SHOWN;
    let mut way: Vec<String> = circle
        .iter()
        .take(SHOWN)
        .map(|node| format!("`#{}`", node.as_str()))
        .collect();
    if skip {
        way.push(format!("{} more", circle.len() - SHOWN));
    }
    way.push(format!("`#{}`", start.as_str()));
    notes.say(Code::RefCycle, start, way.join(" → "));
}

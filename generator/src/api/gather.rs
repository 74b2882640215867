//! Merges the declarations of all parts of an allOf.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::enumeration;
use super::keywords::Keywords;
use super::queue::Work;
use super::schemas::{LONGEST_CHAIN, Schemas};
use super::union::{self, Choice};
use crate::document::{Made, Pointer};

/// The merged declarations of a schema's parts.
#[derive(Default)]
pub(super) struct Gathered {
    /// Whether a part has type object.
    pub(super) object: bool,
    /// Whether a part declares the shape of its objects, such as properties.
    pub(super) shaped: bool,
    /// Whether a part has `properties`.
    pub(super) named: bool,
    /// Whether a part allows no additional properties.
    pub(super) closed: bool,
    /// The declarations of each property.
    pub(super) properties: BTreeMap<String, Vec<Pointer>>,
    pub(super) required: Vec<String>,
    /// The locations of the schemas for additional properties.
    pub(super) additional: Vec<Pointer>,
    /// The parts that are neither objects nor unions.
    pub(super) plain: Vec<Pointer>,
    pub(super) choices: Vec<Choice>,
    /// Alternatives that are not in the type, with their keyword.
    pub(super) conditions: Vec<(Pointer, &'static str)>,
    /// Whether null is allowed by each part with a type, and by any part with annotations only.
    nulls: Vec<bool>,
    remarked_null: bool,
    trail: BTreeSet<Pointer>,
}

impl Gathered {
    /// Merges all parts of a schema.
    pub(super) fn of(schemas: &Schemas<'_>, work: &Work) -> Self {
        let mut found = Self::default();
        for part in &work.parts {
            gather(schemas, part, work, &mut found);
        }
        found
    }

    /// Null is allowed if all parts with a type allow it, or a part with annotations only adds it.
    pub(super) fn is_nullable(&self) -> bool {
        self.remarked_null || !self.nulls.is_empty() && self.nulls.iter().all(|null| *null)
    }
}

/// Adds the declarations of the schema at `pointer` and of all parts of its allOf.
fn gather(schemas: &Schemas<'_>, pointer: &Pointer, work: &Work, found: &mut Gathered) {
    let mut waiting = vec![(pointer.clone(), false)];
    while let Some((pointer, part)) = waiting.pop() {
        let (pointer, keywords) = schemas.node(&pointer);
        // Each part is visited once, which also ends cycles.
        if found.trail.len() > LONGEST_CHAIN * 16 || !found.trail.insert(pointer.clone()) {
            continue;
        }
        gather_own(schemas, &pointer, keywords, work, part, found);
        let at = pointer.child("allOf");
        for index in (0..keywords.list("allOf").len()).rev() {
            waiting.push((at.child(index), true));
        }
    }
}

/// Adds the declarations of one schema without its allOf.
fn gather_own(
    schemas: &Schemas<'_>,
    pointer: &Pointer,
    keywords: Keywords<'_>,
    work: &Work,
    part: bool,
    found: &mut Gathered,
) {
    found
        .required
        .extend(keywords.required().map(str::to_owned));
    let choices = union::choices(schemas, pointer, keywords);
    found
        .conditions
        .extend(conditions(pointer, keywords, &choices));
    for choice in choices {
        // If a base lists the schemas that extend it, these only use it as a base.
        let of_itself = part
            && choice.variants.iter().any(|at| {
                let (target, _) = schemas.node(at);
                target == work.id || found.trail.contains(&target)
            });
        if !of_itself && !work.decided.contains(&choice.pointer) {
            found.choices.push(choice);
        }
    }
    let is_object = keywords.is_object();
    if is_object {
        found.object = true;
        found.shaped |= keywords.has_shape();
        found.closed |= keywords.get("additionalProperties") == Some(&Value::Bool(false));
        found.named |= keywords.get("properties").is_some();
        let at = pointer.child("properties");
        for name in keywords.names("properties") {
            let declared = found.properties.entry(name.clone()).or_default();
            declared.push(at.child(name));
        }
        let additional = additional(pointer, keywords);
        found.additional.extend(additional);
    } else if is_plain(keywords) {
        found.plain.push(pointer.clone());
    }
    let null = keywords.is_nullable();
    if is_object || is_plain(keywords) {
        found.nulls.push(null);
    } else if part {
        found.remarked_null |= null;
    }
}

/// Alternatives without a type of their own, such as which properties go together: their locations and
/// keywords.
fn conditions(
    pointer: &Pointer,
    keywords: Keywords<'_>,
    choices: &[Choice],
) -> Vec<(Pointer, &'static str)> {
    let keys = ["oneOf", "anyOf"].into_iter();
    let found = keys.filter_map(|key| {
        let at = pointer.child(key);
        let is_read = choices.iter().any(|choice| choice.pointer == at)
            || enumeration::annotated(keywords, key).is_some();
        let narrows = keywords.list(key).iter().any(|alternative| {
            let alternative = Keywords::new(alternative);
            !alternative.has_only_annotations_beside(&[])
        });
        (!is_read && narrows).then_some((at, key))
    });
    found.collect()
}

/// The schema for the values of additional properties, if they have a type; for an object without named
/// properties also if they may be any JSON. Those that match a pattern and the others have one type, so
/// that has to accept both.
fn additional(pointer: &Pointer, keywords: Keywords<'_>) -> Option<Pointer> {
    let any_schema = || Pointer::root().made(Made::Nothing);
    let patterns = keywords.names("patternProperties");
    let at = pointer.child("patternProperties");
    match (keywords.get("additionalProperties"), patterns.as_slice()) {
        // An empty schema says as little as `true`.
        (Some(Value::Object(any)), []) if any.is_empty() => {
            keywords.names("properties").is_empty().then(any_schema)
        }
        (Some(Value::Object(_)), []) => Some(pointer.child("additionalProperties")),
        (Some(Value::Bool(true)), []) if keywords.names("properties").is_empty() => {
            Some(any_schema())
        }
        (_, []) => None,
        (Some(Value::Bool(false)), [only]) => Some(at.child(only)),
        _ => Some(any_schema()),
    }
}

/// Whether a schema restricts its values to a type other than object.
fn is_plain(keywords: Keywords<'_>) -> bool {
    keywords.is_plain() || keywords.kind().is_none() && enumeration::is_annotated(keywords)
}

//! What all parts of an allOf say together.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::enumeration;
use super::keywords::Keywords;
use super::queue::Work;
use super::schemas::{LONGEST_CHAIN, Schemas};
use super::union::{self, Choice};
use crate::document::{Made, Pointer};

/// What the parts of a schema say.
#[derive(Default)]
pub(super) struct Gathered {
    /// Whether a part says that it is an object.
    pub(super) object: bool,
    /// Whether a part names properties.
    pub(super) shaped: bool,
    /// Whether a part says which properties there are.
    pub(super) named: bool,
    /// Whether a part permits no properties but its own.
    pub(super) closed: bool,
    /// Where each property is declared.
    pub(super) properties: BTreeMap<String, Vec<Pointer>>,
    pub(super) required: Vec<String>,
    /// Where the schema of further properties stands.
    pub(super) additional: Option<Pointer>,
    /// The parts that are neither objects nor unions.
    pub(super) plain: Vec<Pointer>,
    pub(super) choices: Vec<Choice>,
    /// Alternatives that are not in the type, with their keyword.
    pub(super) conditions: Vec<(Pointer, &'static str)>,
    /// Whether null is a value of the parts that say something, and of those that only remark.
    nulls: Vec<bool>,
    remarked_null: bool,
    trail: BTreeSet<Pointer>,
}

impl Gathered {
    /// What all parts of a schema say.
    pub(super) fn of(schemas: &Schemas<'_>, work: &Work) -> Self {
        let mut found = Self::default();
        for part in &work.parts {
            gather(schemas, part, work, &mut found);
        }
        found
    }

    /// Null is a value where all parts permit it, or a part says nothing else.
    pub(super) fn is_nullable(&self) -> bool {
        self.remarked_null || !self.nulls.is_empty() && self.nulls.iter().all(|null| *null)
    }
}

/// Adds what the schema at `pointer` and all parts of its allOf say.
fn gather(schemas: &Schemas<'_>, pointer: &Pointer, work: &Work, found: &mut Gathered) {
    let mut waiting = vec![(pointer.clone(), false)];
    while let Some((pointer, part)) = waiting.pop() {
        let (pointer, keywords) = schemas.node(&pointer);
        // A part that was seen has said all that it says; this also ends circles.
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

/// What one schema says, its allOf aside.
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
        // A base that lists those who extend it is, to them, only a base.
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
        found.additional = found.additional.take().or(additional);
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

/// Alternatives without a type of their own, such as which properties go together: where they stand, and
/// their keyword.
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
            !alternative.only_remarks_beside(&[])
        });
        (!is_read && narrows).then_some((at, key))
    });
    found.collect()
}

/// The values of properties that are not named, where they are given a type; of an object
/// without any named property also where they may be anything.
fn additional(pointer: &Pointer, keywords: Keywords<'_>) -> Option<Pointer> {
    let anything = || Pointer::root().made(Made::Nothing);
    match keywords.get("additionalProperties") {
        Some(Value::Object(_)) => Some(pointer.child("additionalProperties")),
        Some(Value::Bool(true)) if keywords.names("properties").is_empty() => Some(anything()),
        _ => match keywords.names("patternProperties").as_slice() {
            [] => None,
            [only] => Some(pointer.child("patternProperties").child(only)),
            _ => Some(anything()),
        },
    }
}

/// Whether a schema says of what type its values are, objects aside.
fn is_plain(keywords: Keywords<'_>) -> bool {
    keywords.is_plain() || keywords.kind().is_none() && enumeration::is_annotated(keywords)
}

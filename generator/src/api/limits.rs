//! Restrictions of a schema's values beyond their kind: limits, and lists of values that aren't an
//! enum.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::enumeration::OPEN_ENUM;
use super::keywords::Keywords;
use super::parts::parts as extended;
use super::schemas::Schemas;
use super::weight::is_object_like;
use super::{SchemaKind, Union};
use crate::document::{KEY_PATTERN, Pointer, UNLISTED_NULL};

/// The restrictions in the documentation of a property, in this order.
const LIMITS: [&str; 12] = [
    "format",
    "default",
    "minimum",
    "exclusiveMinimum",
    "maximum",
    "exclusiveMaximum",
    "multipleOf",
    "minLength",
    "maxLength",
    "pattern",
    "minItems",
    "maxItems",
];

/// Further restrictions in the documentation of a property.
const COUNTS: [&str; 3] = ["uniqueItems", "minProperties", "maxProperties"];

/// Restrictions of a schema that follow those in the documentation.
const FURTHER_LIMITS: [&str; 22] = [
    "uniqueItems",
    "minProperties",
    "maxProperties",
    "not",
    "if",
    "then",
    "else",
    "dependentSchemas",
    "dependentRequired",
    "contains",
    "minContains",
    "maxContains",
    "patternProperties",
    "propertyNames",
    "unevaluatedProperties",
    "unevaluatedItems",
    "contentEncoding",
    "contentMediaType",
    "contentSchema",
    OPEN_ENUM,
    KEY_PATTERN,
    UNLISTED_NULL,
];

/// The keyword for the property that identifies the variant.
pub(crate) const DISCRIMINATOR: &str = "discriminator";

/// Alternatives that are only lists of properties of which one must be complete.
fn required_groups(parts: &[Keywords<'_>]) -> Vec<(&'static str, Value)> {
    let is_group = |one: &Value| {
        let members = one.as_object();
        members.is_some_and(|members| members.contains_key("required") && members.len() == 1)
    };
    let groups = ["oneOf", "anyOf"].into_iter().filter_map(|key| {
        let mut lists = parts.iter().map(|part| part.list(key));
        let list = lists.find(|list| !list.is_empty() && list.iter().all(is_group))?;
        Some((key, Value::Array(list.to_vec())))
    });
    groups.collect()
}

/// The limits in the parts of a schema; the first part with a limit wins.
pub(super) fn limits(
    schemas: &Schemas<'_>,
    all: &[Pointer],
    kind: &SchemaKind,
) -> Vec<(&'static str, Value)> {
    let typed_keys = matches!(kind, SchemaKind::Map { key: Some(_), .. });
    let mut parts: Vec<Keywords<'_>> = all.iter().map(|part| schemas.node(part).1).collect();
    // The bases of an object have their own limits; `anyOf: [X, null]` became `allOf: [X]` and null.
    if !matches!(kind, SchemaKind::Object(_) | SchemaKind::Union(_)) {
        let inner = all
            .iter()
            .flat_map(|part| extended(schemas, part).into_iter().skip(1));
        let inner: Vec<Pointer> = inner.collect();
        parts.extend(inner.iter().map(|part| schemas.node(part).1));
    }
    let groups = required_groups(&parts);
    let keys = LIMITS.iter().chain(&FURTHER_LIMITS).copied();
    // The type of the keys is more precise than the keyword.
    let keys = keys.filter(|key| !(typed_keys && *key == "propertyNames"));
    let ignored = ignored_discriminator(schemas, all, kind);
    let ignored = ignored.map(|at| (DISCRIMINATOR, schemas.at(&at).clone()));
    let mut limits = stated(&parts, keys);
    limits.extend(groups.into_iter().chain(ignored));
    limits
}

/// The restrictions in the documentation of a property: those next to the reference to its schema, those
/// of the schema, and those in the parts of a scalar. The first of each counts; defaults in parts don't.
pub(super) fn of_property(
    schemas: &Schemas<'_>,
    own: Keywords<'_>,
    target: &Pointer,
) -> Vec<(&'static str, Value)> {
    let (target, keywords) = schemas.node(target);
    let keys = || LIMITS.iter().chain(&COUNTS).copied();
    let mut limits = stated(&[own, keywords], keys());
    if keywords.get("allOf").is_some() && !is_object_like(schemas, &target, &mut BTreeSet::new()) {
        let parts = extended(schemas, &target);
        let parts = parts.iter().skip(1).map(|part| schemas.node(part).1);
        let inner = stated(&parts.collect::<Vec<_>>(), keys());
        for (key, value) in inner {
            if key != "default" && limits.iter().all(|(known, _)| *known != key) {
                limits.push((key, value));
            }
        }
    }
    limits
}

/// The keywords among `keys` that the parts state, in the order of `keys`; the first part with a keyword
/// wins. A schema has few of many keywords, so its own are looked up among them.
fn stated(
    parts: &[Keywords<'_>],
    keys: impl Iterator<Item = &'static str> + Clone,
) -> Vec<(&'static str, Value)> {
    let mut found = BTreeMap::new();
    for (name, value) in parts.iter().flat_map(|part| part.members()) {
        if let Some((at, key)) = keys.clone().enumerate().find(|(_, key)| key == name) {
            found.entry(at).or_insert((key, value));
        }
    }
    // Most schemas have one, and a vector that is collected begins with room for four.
    let mut stated = Vec::with_capacity(found.len());
    stated.extend(found.into_values().map(|(key, value)| (key, value.clone())));
    stated
}

/// The discriminator of a union that can't distinguish its variants, for example because they aren't
/// objects.
pub(super) fn ignored_discriminator(
    schemas: &Schemas<'_>,
    parts: &[Pointer],
    kind: &SchemaKind,
) -> Option<Pointer> {
    let SchemaKind::Union(Union {
        discriminator: None,
        ..
    }) = kind
    else {
        return None;
    };
    let mut parts = parts.iter().map(|part| schemas.node(part));
    let (at, _) = parts.find(|(_, keywords)| keywords.get(DISCRIMINATOR).is_some())?;
    Some(at.child(DISCRIMINATOR))
}

/// The values that a part lists, if the kind can't represent them.
pub(super) fn listed(schemas: &Schemas<'_>, parts: &[Pointer], kind: &SchemaKind) -> Vec<Value> {
    match kind {
        SchemaKind::Integer(_)
        | SchemaKind::Decimal
        | SchemaKind::String(_)
        | SchemaKind::Enum(_)
        | SchemaKind::Union(_) => Vec::new(),
        _ => {
            let lists = parts.iter().map(|part| schemas.node(part).1.list("enum"));
            let list = lists
                .filter(|list| !list.is_empty())
                .min_by_key(|it| it.len());
            list.unwrap_or_default().to_vec()
        }
    }
}

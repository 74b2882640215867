//! oneOf and anyOf: which variants there are and how a value says which one it is.

use std::collections::BTreeSet;

use heck::ToSnakeCase;
use openapiv3::Discriminator;
use serde::Deserialize;
use serde_json::Value;

use super::enumeration;
use super::keywords::Keywords;
use super::schema::{LONGEST_CHAIN, SchemaLowering};
use super::{SchemaId, SchemaKind, Union, Use, Variant};
use crate::document::{self, Pointer};

/// A list of alternatives in a schema.
#[derive(Clone, Debug)]
pub(super) struct Choice {
    /// The node of the list.
    pub(super) pointer: Pointer,
    pub(super) discriminator: Option<Discriminator>,
    pub(super) variants: Vec<Pointer>,
}

/// The discriminator of a schema; Swagger 2.0 gives only the name of the property.
pub(super) fn discriminator(keywords: Keywords<'_>) -> Option<Discriminator> {
    match keywords.get("discriminator")? {
        Value::String(name) => Some(Discriminator {
            property_name: name.clone(),
            ..Discriminator::default()
        }),
        value => Discriminator::deserialize(value).ok(),
    }
}

impl SchemaLowering<'_> {
    /// The lists of alternatives of a schema. A list whose alternatives only demand properties or
    /// rule values out says nothing about types and is none, and one of constants is an enumeration.
    pub(super) fn choices(&self, pointer: &Pointer, keywords: Keywords<'_>) -> Vec<Choice> {
        let lists = ["oneOf", "anyOf"].into_iter().filter_map(|key| {
            if enumeration::annotated(keywords, key).is_some() {
                return None;
            }
            let at = pointer.child(key);
            let variants: Vec<Pointer> = (0..keywords.list(key).len())
                .map(|index| at.child(index))
                .collect();
            let says = variants.iter().any(|variant| {
                let (_, variant) = self.node(variant);
                variant.is_object() && variant.has_shape()
                    || variant.kind() == Some("object") && keywords.kind().is_none()
                    || variant.is_plain()
                    || ["allOf", "oneOf", "anyOf"]
                        .iter()
                        .any(|key| variant.get(key).is_some())
                    || only_says_that_it_is_there(variant)
            });
            (says && !variants.is_empty()).then(|| Choice {
                pointer: at,
                discriminator: discriminator(keywords),
                variants,
            })
        });
        lists.collect()
    }
}

/// A component without any keyword is a variant that anybody may define.
fn only_says_that_it_is_there(variant: Keywords<'_>) -> bool {
    variant.only_remarks_beside(&[]) && variant.get("description").is_some()
}

/// The union of these variants. A variant that is null makes the union nullable and is no variant.
///
/// With a discriminator a variant's tag is the key of the mapping that leads to it, else the one
/// value that its own property can have, else the component's name (OpenAPI 3.0.3, Discriminator
/// Object). Where a variant has no tag, none has: the values must tell the variants apart.
pub(super) fn lower(
    lowering: &SchemaLowering<'_>,
    choice: &Choice,
    uses: Vec<(Pointer, Use)>,
) -> (SchemaKind, bool) {
    let mut nullable = false;
    let mut variants: Vec<(Vec<String>, Use)> = Vec::new();
    let mut seen = BTreeSet::new();
    for (pointer, mut value) in uses {
        nullable |= value.nullable;
        value.nullable = false;
        if is_null(lowering, &pointer) {
            nullable = true;
            continue;
        }
        let mut tags = match &choice.discriminator {
            Some(discriminator) => tags(lowering, &pointer, discriminator),
            None => Vec::new(),
        };
        let found = tags.len();
        // A tag says one thing: the first that has it.
        tags.retain(|tag| seen.insert(tag.clone()));
        if found == 0 || !tags.is_empty() {
            variants.push((tags, value));
        }
    }
    let tagged = variants.iter().all(|(tags, _)| !tags.is_empty());
    let discriminator = choice.discriminator.as_ref().filter(|_| tagged);
    let variants = variants.into_iter().flat_map(|(tags, value)| {
        let tags: Vec<Option<String>> = match discriminator {
            Some(_) => tags.into_iter().map(Some).collect(),
            None => vec![None],
        };
        tags.into_iter().map(move |tag| Variant {
            tag,
            value: value.clone(),
        })
    });
    let kind = SchemaKind::Union(Union {
        variants: variants.collect(),
        discriminator: discriminator.map(|it| it.property_name.clone()),
    });
    (kind, nullable)
}

fn tags(
    lowering: &SchemaLowering<'_>,
    pointer: &Pointer,
    discriminator: &Discriminator,
) -> Vec<String> {
    let (target, ..) = lowering.follow(pointer);
    let keywords = Keywords::new(lowering.at(&target));
    let mapped = discriminator
        .mapping
        .iter()
        .filter(|(_, to)| component(lowering.root, to).is_some_and(|pointer| pointer == target));
    let mut tags: Vec<String> = mapped.map(|(tag, _)| tag.clone()).collect();
    tags.sort();
    if !tags.is_empty() {
        return tags;
    }
    if let Some(tag) = keywords.text("x-ms-discriminator-value") {
        return vec![tag.to_owned()];
    }
    let name = SchemaId(target.clone()).component();
    let values = property_values(lowering, &target, &discriminator.property_name);
    let same = |value: &&String| {
        let name = name.as_deref().map(str::to_snake_case);
        name.is_some_and(|name| name == value.to_snake_case())
    };
    match (values.as_slice(), values.iter().find(same)) {
        ([only], _) => vec![only.clone()],
        (_, Some(value)) => vec![value.clone()],
        _ => name
            .or_else(|| keywords.text("title").map(str::to_owned))
            .into_iter()
            .collect(),
    }
}

/// Where a mapping leads: to a reference, a component by its name, or a file named after one.
fn component(root: &Value, to: &str) -> Option<Pointer> {
    let stem = to.rsplit('/').next().unwrap_or(to);
    let stem = stem.split_once('.').map_or(stem, |(stem, _)| stem);
    let names = [
        to.to_owned(),
        format!("#/components/schemas/{to}"),
        format!("#/components/schemas/{stem}"),
    ];
    let found = names
        .iter()
        .filter(|name| name.starts_with('#'))
        .find_map(|name| document::resolve(root, name).ok());
    let (mut pointer, mut value) = found?;
    // The name of a component may stand for another one.
    for _ in 0..LONGEST_CHAIN {
        let Some(next) = value.get("$ref").and_then(Value::as_str) else {
            break;
        };
        (pointer, value) = document::resolve(root, next).ok()?;
    }
    Some(pointer)
}

/// The texts that a property may have, in the schema or a part of its allOf: the shortest list.
fn property_values(
    lowering: &SchemaLowering<'_>,
    pointer: &Pointer,
    property: &str,
) -> Vec<String> {
    let mut shortest: Vec<String> = Vec::new();
    let mut seen = BTreeSet::new();
    let mut waiting = vec![pointer.clone()];
    while let Some(pointer) = waiting.pop() {
        let (pointer, keywords) = lowering.node(&pointer);
        if seen.len() > LONGEST_CHAIN || !seen.insert(pointer.clone()) {
            continue;
        }
        let at = pointer.child("allOf");
        waiting.extend((0..keywords.list("allOf").len()).map(|index| at.child(index)));
        let (target, ..) = lowering.follow(&pointer.child("properties").child(property));
        let listed = Keywords::new(lowering.at(&target)).list("enum");
        let texts: Vec<String> = listed
            .iter()
            .filter_map(|value| value.as_str().map(str::to_owned))
            .collect();
        if !texts.is_empty() && (shortest.is_empty() || texts.len() < shortest.len()) {
            shortest = texts;
        }
    }
    shortest
}

/// Whether null is the one value of a schema.
pub(super) fn is_null(lowering: &SchemaLowering<'_>, pointer: &Pointer) -> bool {
    let (_, keywords) = lowering.node(pointer);
    let values = keywords.list("enum");
    !values.is_empty() && values.iter().all(Value::is_null)
        || keywords.kind() == Some("null")
        || keywords.is_nullable() && keywords.only_remarks_beside(&[])
}

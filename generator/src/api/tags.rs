//! The tags of a union's variants: from the mapping of the discriminator, from the values of their
//! properties, or from their names.

use std::collections::BTreeMap;

use heck::ToSnakeCase;
use serde_json::Value;

use super::SchemaId;
use super::discriminator::{Discriminator, component};
use super::enumeration::{self, Values};
use super::keywords::Keywords;
use super::parts::parts;
use super::schemas::Schemas;
use crate::document::Pointer;

/// The tags of the schemas in a mapping.
pub(super) type Mapped = BTreeMap<Pointer, Vec<String>>;

/// The tags that the mapping gives to each schema.
pub(super) fn mapped(schemas: &Schemas<'_>, discriminator: &Discriminator) -> Mapped {
    let mut mapped = Mapped::new();
    for (tag, to) in &discriminator.mapping {
        if let Some(target) = component(schemas.root(), to) {
            mapped.entry(target).or_default().push(tag.clone());
        }
    }
    mapped
}

/// The tags of the schema that a variant extends, if neither that schema nor another one that extends
/// it is a variant, or if the values of the property are listed, so that the variant has no other.
fn inherited(
    schemas: &Schemas<'_>,
    target: &Pointer,
    variants: &[Pointer],
    mapped: &Mapped,
    listed: &[String],
) -> Option<Vec<String>> {
    let bases = parts(schemas, target);
    let (base, tags) = bases.iter().find_map(|base| {
        let tags = mapped.get(base).cloned();
        let tags = tags.or_else(|| Some(vec![same_name(listed, base)?.clone()]));
        Some((base, tags?))
    })?;
    let only = || {
        let mut others = variants.iter().filter(|other| *other != target);
        others.all(|other| !parts(schemas, other).contains(base))
    };
    (!listed.is_empty() || only()).then_some(tags)
}

/// The value that is spelled like the name of the component.
fn same_name<'a>(values: &'a [String], component: &Pointer) -> Option<&'a String> {
    let name = SchemaId(component.clone()).component()?.to_snake_case();
    values.iter().find(|value| value.to_snake_case() == name)
}

/// The values of a base's tag that the mapping, the names and the schemas of the variants which extend
/// it leave to the base itself; `None` if the property has any value.
pub(super) fn left_to_base(
    schemas: &Schemas<'_>,
    base: &Pointer,
    variants: &[Pointer],
    discriminator: &Discriminator,
) -> Option<Vec<String>> {
    let property = &discriminator.property;
    let listed = property_values(schemas, base, property).all;
    if listed.is_empty() {
        return None;
    }
    let mut left = unclaimed(base, variants, discriminator, listed);
    for other in variants.iter().filter(|other| *other != base) {
        let keywords = Keywords::new(schemas.at(other));
        let stated = keywords.text("x-ms-discriminator-value");
        let own = property_values(schemas, other, property);
        left.retain(|value| {
            stated != Some(value.as_str()) && !(own.own && own.all.contains(value))
        });
    }
    Some(left)
}

/// Whether a value of the tag that the base of a family keeps is more than its name.
pub(super) fn has_further(left: &[String], base: &Pointer) -> bool {
    let own = same_name(left, base);
    left.iter().any(|value| Some(value) != own)
}

/// The values that neither the mapping nor the name of another variant claims.
fn unclaimed(
    target: &Pointer,
    variants: &[Pointer],
    discriminator: &Discriminator,
    mut values: Vec<String>,
) -> Vec<String> {
    let others = variants.iter().filter(|other| *other != target);
    let names = others.filter_map(|other| SchemaId(other.clone()).component());
    let names: Vec<String> = names.map(|name| name.to_snake_case()).collect();
    let mapping = &discriminator.mapping;
    values.retain(|value| {
        !names.contains(&value.to_snake_case()) && !mapping.iter().any(|(tag, _)| tag == value)
    });
    values
}

/// The tags of a variant that is not in the mapping.
pub(super) fn tags(
    schemas: &Schemas<'_>,
    target: &Pointer,
    variants: &[Pointer],
    discriminator: &Discriminator,
    mapped: &Mapped,
    default: bool,
) -> Vec<String> {
    let keywords = Keywords::new(schemas.at(target));
    if let Some(tag) = keywords.text("x-ms-discriminator-value") {
        return vec![tag.to_owned()];
    }
    let mut values = property_values(schemas, target, &discriminator.property);
    let mut others = variants.iter().filter(|other| *other != target);
    if values.own && others.any(|other| parts(schemas, other).contains(target)) {
        // A schema that others extend lists the values of all of them.
        values.own = false;
        let left = left_to_base(schemas, target, variants, discriminator);
        if let Some(left) = left.filter(|left| !default && !left.is_empty()) {
            return left;
        }
    } else if values.own {
        values.all = unclaimed(target, variants, discriminator, values.all);
        values.own = !values.all.is_empty();
    }
    match same_name(&values.all, target) {
        _ if values.own || values.all.len() == 1 => values.all,
        Some(value) => vec![value.clone()],
        None => match inherited(schemas, target, variants, mapped, &values.all) {
            Some(tags) => tags,
            // The default variant has the values that no other variant has.
            None if default => Vec::new(),
            None => SchemaId(target.clone())
                .component()
                .or_else(|| keywords.text("title").map(str::to_owned))
                .into_iter()
                .collect(),
        },
    }
}

/// The values that a property may have.
struct TagValues {
    /// As strings, as in a mapping.
    all: Vec<String>,
    /// Whether the schema or a part of its own lists them, rather than a base that it shares with other
    /// schemas.
    own: bool,
}

/// The values that a property may have, in the schema or a part of its allOf: the shortest list.
fn property_values(schemas: &Schemas<'_>, pointer: &Pointer, property: &str) -> TagValues {
    let mut shortest = TagValues {
        all: Vec::new(),
        own: false,
    };
    let (own, _) = schemas.node(pointer);
    let inside = format!("{}/", own.as_str());
    for pointer in parts(schemas, pointer) {
        let (target, _) = schemas.follow(&pointer.child("properties").child(property));
        let keywords = Keywords::new(schemas.at(&target));
        let texts: Vec<String> = match enumeration::read(keywords) {
            Values::Enum(known) => known.values.iter().map(|one| one.wire.text()).collect(),
            _ => {
                let listed = keywords.list("enum").iter();
                let plain = listed.filter_map(|value| match value {
                    Value::String(text) => Some(text.clone()),
                    Value::Number(_) | Value::Bool(_) => Some(value.to_string()),
                    _ => None,
                });
                plain.collect()
            }
        };
        if !texts.is_empty() && (shortest.all.is_empty() || texts.len() < shortest.all.len()) {
            shortest = TagValues {
                all: texts,
                own: pointer == own || pointer.as_str().starts_with(&inside),
            };
        }
    }
    shortest
}

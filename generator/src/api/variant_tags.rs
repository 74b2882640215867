//! Tags as properties: the property of a variant whose only value identifies the variant.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::families::Extends;
use super::{EnumWire, Object, Schema, SchemaId, SchemaKind, StringFormat, Union, VariantTags};

type Schemas = BTreeMap<SchemaId, Schema>;

/// Finds the property that is the tag in the schemas of variants: if a schema declares the
/// discriminator and every union that contains it has that tag for it, or if it requires a property
/// with one value and another variant requires another value. Such a property doesn't become a field:
/// it is serialized automatically.
///
/// A variant that other variants extend has no tag of its own: if it is expected, the API may respond
/// with any of those. Its tag stays a property if it is required. Otherwise it is removed, and the
/// union serializes it instead, as an absent field would lose it.
pub(super) fn settle(schemas: &mut Schemas, extends: &Extends) -> VariantTags {
    let mut tags: BTreeMap<SchemaId, Vec<(String, Option<Value>)>> = BTreeMap::new();
    let mut constants: BTreeMap<SchemaId, BTreeSet<String>> = BTreeMap::new();
    for schema in schemas.values() {
        let SchemaKind::Union(union) = &schema.kind else {
            continue;
        };
        let Some(discriminator) = &union.discriminator else {
            for (id, name) in distinguishing(schemas, union) {
                constants.entry(id.clone()).or_default().insert(name);
            }
            for variant in &union.variants {
                let entry = tags.entry(variant.value.schema.clone()).or_default();
                // The tag of a value is unknown.
                if !entry.contains(&(String::new(), None)) {
                    entry.push((String::new(), None));
                }
            }
            continue;
        };
        let extended = extended(union, extends);
        for variant in &union.variants {
            let id = &variant.value.schema;
            if variant.default {
                // It also accepts other tags.
                tags.entry(id.clone())
                    .or_default()
                    .push((String::new(), None));
                continue;
            }
            let tag = variant.tag.as_ref().filter(|_| !extended.contains(id));
            if tag.is_none() && !extended.contains(id) {
                continue;
            }
            let tag = tag.map(|tag| union.tag_type.value(tag));
            let entry = tags.entry(id.clone()).or_default();
            if !entry.contains(&(discriminator.clone(), tag.clone())) {
                entry.push((discriminator.clone(), tag));
            }
        }
    }
    let mut found = VariantTags::new();
    for (id, names) in constants {
        let values = names.into_iter().filter_map(|name| {
            let value = only_value(schemas, object(schemas, &id)?, &name)?;
            Some((name, value))
        });
        let values = values.collect();
        found.insert(id, values);
    }
    for (id, tags) in tags {
        let [(discriminator, tag)] = tags.as_slice() else {
            continue;
        };
        match tag {
            Some(tag) if declares(schemas, &id, discriminator, tag) => {
                let of_schema = found.entry(id).or_default();
                of_schema.insert(discriminator.clone(), tag.clone());
            }
            None if !discriminator.is_empty() => {
                let kind = schemas.get_mut(&id).map(|schema| &mut schema.kind);
                if let Some(SchemaKind::Object(object)) = kind {
                    let properties = &mut object.properties;
                    properties.retain(|one| one.required.is_some() || one.name != *discriminator);
                }
            }
            _ => {}
        }
    }
    found
}

fn object<'a>(schemas: &'a Schemas, id: &SchemaId) -> Option<&'a Object> {
    match &schemas.get(id)?.kind {
        SchemaKind::Object(object) => Some(object),
        _ => None,
    }
}

/// The properties whose only value distinguishes a variant from another one that requires another
/// value.
fn distinguishing<'a>(schemas: &Schemas, union: &'a Union) -> Vec<(&'a SchemaId, String)> {
    let mut all = Vec::new();
    for variant in &union.variants {
        let Some(own) = object(schemas, &variant.value.schema) else {
            continue;
        };
        for property in own.properties.iter().filter(|one| one.required.is_some()) {
            let Some(value) = only_value(schemas, own, &property.name) else {
                continue;
            };
            let mut others = union.variants.iter().filter_map(|other| {
                let other = object(schemas, &other.value.schema)?;
                let same = other
                    .properties
                    .iter()
                    .find(|it| it.name == property.name)?;
                same.required?;
                values(schemas, &same.value.schema)
            });
            if others.any(|others| !others.contains(&value)) {
                all.push((&variant.value.schema, property.name.clone()));
            }
        }
    }
    all
}

fn only_value(schemas: &Schemas, object: &Object, name: &str) -> Option<Value> {
    let property = object.properties.iter().find(|one| one.name == name)?;
    let is_nullable = |schema: &Schema| property.value.nullable || schema.nullable;
    if schemas.get(&property.value.schema).is_none_or(is_nullable) {
        return None;
    }
    match values(schemas, &property.value.schema)?.as_slice() {
        [only] => Some(only.clone()),
        _ => None,
    }
}

/// The values that a schema lists.
fn values(schemas: &Schemas, id: &SchemaId) -> Option<Vec<Value>> {
    let schema = schemas.get(id)?;
    match &schema.kind {
        SchemaKind::Enum(known) => {
            let values = known.values.iter().map(|value| match &value.wire {
                EnumWire::Text(text) => text.as_str().into(),
                EnumWire::Integer(number) => (*number).into(),
            });
            Some(values.collect())
        }
        _ => (!schema.listed.is_empty()).then(|| schema.listed.clone()),
    }
}

/// The schemas that the variants of a union extend, directly or not.
fn extended<'a>(union: &'a Union, extends: &'a Extends) -> BTreeSet<&'a SchemaId> {
    let mut found = BTreeSet::new();
    let variants = union.variants.iter();
    let mut waiting: Vec<&SchemaId> = variants.map(|variant| &variant.value.schema).collect();
    while let Some(id) = waiting.pop() {
        for base in extends.get(id).into_iter().flatten() {
            if found.insert(base) {
                waiting.push(base);
            }
        }
    }
    found
}

fn declares(schemas: &Schemas, id: &SchemaId, discriminator: &str, tag: &Value) -> bool {
    let Some(object) = object(schemas, id) else {
        return false;
    };
    let mut properties = object.properties.iter();
    let property = properties.find(|property| property.name == discriminator);
    let value = property.and_then(|property| schemas.get(&property.value.schema));
    value.is_some_and(|value| match (&value.kind, values(schemas, &value.id)) {
        (_, Some(values)) => values.contains(tag),
        (SchemaKind::String(format), _) => *format == StringFormat::Text && tag.is_string(),
        (SchemaKind::Integer(_), _) => tag.is_i64() || tag.is_u64(),
        (SchemaKind::Number, _) => tag.is_number(),
        (SchemaKind::Boolean, _) => tag.is_boolean(),
        _ => false,
    })
}

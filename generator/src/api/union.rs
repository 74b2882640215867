//! oneOf and anyOf: which variants there are and how a value says which one it is.

use std::collections::{BTreeMap, BTreeSet};

use openapiv3::Discriminator;
use serde_json::Value;

use super::{Schema, SchemaId, SchemaKind, StringFormat, Union, Use, Variant};
use crate::document;

/// The union of these variants. A variant that is null makes the union nullable and is no variant;
/// a single variant that is left is the schema itself in all but name.
///
/// With a discriminator a variant's tag is the key of the mapping that leads to it, else the
/// component's name (OpenAPI 3.0.3, Discriminator Object).
pub(super) fn lower(
    root: &Value,
    uses: Vec<Use>,
    discriminator: Option<&Discriminator>,
) -> (SchemaKind, bool) {
    let mut nullable = false;
    let mut variants = Vec::new();
    let mut seen = BTreeSet::new();
    for mut value in uses {
        nullable |= value.nullable;
        value.nullable = false;
        if is_null(root, &value.schema) {
            nullable = true;
            continue;
        }
        if discriminator.is_none() {
            variants.push(Variant { tag: None, value });
            continue;
        }
        let mut tags = tags(root, &value.schema, discriminator);
        // A tag says one thing: the first that has it.
        tags.retain(|tag| seen.insert(tag.clone()));
        variants.extend(tags.into_iter().map(|tag| Variant {
            tag: Some(tag),
            value: value.clone(),
        }));
    }
    let discriminator = discriminator.map(|discriminator| discriminator.property_name.clone());
    (
        SchemaKind::Union(Union {
            discriminator,
            variants,
        }),
        nullable,
    )
}

fn tags(root: &Value, schema: &SchemaId, discriminator: Option<&Discriminator>) -> Vec<String> {
    let mapping = discriminator
        .into_iter()
        .flat_map(|discriminator| &discriminator.mapping);
    let mut tags: Vec<String> = mapping
        .filter(|(_, target)| {
            let target = if target.starts_with('#') {
                target.to_string()
            } else {
                format!("#/components/schemas/{target}")
            };
            document::resolve(root, &target).is_ok_and(|(pointer, _)| pointer == schema.0)
        })
        .map(|(tag, _)| tag.clone())
        .collect();
    if tags.is_empty() {
        tags.extend(schema.0.last());
    }
    tags.sort();
    tags
}

fn is_null(root: &Value, schema: &SchemaId) -> bool {
    root.pointer(schema.0.as_str()).is_some_and(|value| {
        value
            .get("enum")
            .and_then(Value::as_array)
            .is_some_and(|values| !values.is_empty() && values.iter().all(Value::is_null))
    })
}

/// Marks the property that holds the tag in the schemas of variants: where a schema declares the
/// discriminator as a text, or an enum with the tag, and every union that it belongs to gives it
/// that value.
pub(super) fn mark_tags(schemas: &mut BTreeMap<SchemaId, Schema>) {
    let mut tags: BTreeMap<SchemaId, Vec<(String, Option<String>)>> = BTreeMap::new();
    for schema in schemas.values() {
        let SchemaKind::Union(union) = &schema.kind else {
            continue;
        };
        let Some(discriminator) = &union.discriminator else {
            continue;
        };
        for variant in &union.variants {
            tags.entry(variant.value.schema.clone())
                .or_default()
                .push((discriminator.clone(), variant.tag.clone()));
        }
    }
    for (id, mut tags) in tags {
        tags.sort();
        tags.dedup();
        let [(discriminator, Some(tag))] = tags.as_slice() else {
            continue;
        };
        let declares = schemas
            .get(&id)
            .is_some_and(|schema| declares(schemas, schema, discriminator, tag));
        let Some(Schema {
            kind: SchemaKind::Object(object),
            ..
        }) = schemas.get_mut(&id)
        else {
            continue;
        };
        for property in &mut object.properties {
            if declares && property.name == *discriminator {
                property.tag = Some(tag.clone());
            }
        }
    }
}

fn declares(
    schemas: &BTreeMap<SchemaId, Schema>,
    schema: &Schema,
    discriminator: &str,
    tag: &str,
) -> bool {
    let SchemaKind::Object(object) = &schema.kind else {
        return false;
    };
    let property = object
        .properties
        .iter()
        .find(|property| property.name == discriminator);
    let value = property.and_then(|property| schemas.get(&property.value.schema));
    value.is_some_and(|value| match &value.kind {
        SchemaKind::Enum(values) => values.iter().any(|value| value == tag),
        SchemaKind::String(format) => *format == StringFormat::Text,
        _ => false,
    })
}

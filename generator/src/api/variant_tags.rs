//! Tags as properties: which property of a variant always has the one value that names the
//! variant.

use std::collections::{BTreeMap, BTreeSet};

use super::family::Extends;
use super::{EnumWire, Schema, SchemaId, SchemaKind, StringFormat, Union};

/// Marks the property that holds the tag in the schemas of variants: where a schema declares the
/// discriminator as a text, or an enum with the tag, and every union that it belongs to gives it
/// that value. What other variants extend has no tag of its own: where it is asked for, the API may
/// answer with any of those. Its tag stays a property where it is required, and is one that is not
/// declared where it is not: the union writes it then, which a field without a value would not.
pub(super) fn mark(schemas: &mut BTreeMap<SchemaId, Schema>, extends: &Extends) {
    let mut tags: BTreeMap<SchemaId, Vec<(String, Option<String>)>> = BTreeMap::new();
    for schema in schemas.values() {
        let SchemaKind::Union(union) = &schema.kind else {
            continue;
        };
        // Without a discriminator nothing says which tag a value has.
        let discriminator = union.discriminator.clone().unwrap_or_default();
        let extended = extended(union, extends);
        for variant in &union.variants {
            let id = &variant.value.schema;
            let tag = variant.tag.clone().filter(|_| !extended.contains(id));
            tags.entry(id.clone())
                .or_default()
                .push((discriminator.clone(), tag));
        }
    }
    for (id, mut tags) in tags {
        tags.sort();
        tags.dedup();
        let [(discriminator, tag)] = tags.as_slice() else {
            continue;
        };
        let declares = tag.as_ref().is_some_and(|tag| {
            let schema = schemas.get(&id);
            schema.is_some_and(|schema| declares(schemas, schema, discriminator, tag))
        });
        let Some(Schema {
            kind: SchemaKind::Object(object),
            ..
        }) = schemas.get_mut(&id)
        else {
            continue;
        };
        if tag.is_none() && !discriminator.is_empty() {
            let properties = &mut object.properties;
            properties.retain(|one| one.required.is_some() || one.name != *discriminator);
        }
        for property in &mut object.properties {
            if declares && property.name == *discriminator {
                property.tag.clone_from(tag);
            }
        }
    }
}

/// What the variants of a union extend, themselves aside.
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
        SchemaKind::Enum(known) => {
            let is = |wire: &EnumWire| matches!(wire, EnumWire::Text(text) if text == tag);
            known.values.iter().any(|value| is(&value.wire))
        }
        SchemaKind::String(format) => *format == StringFormat::Text,
        _ => false,
    })
}

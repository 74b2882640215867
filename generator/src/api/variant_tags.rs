//! Tags as properties: which property of a variant always has the one value that names the
//! variant.

use std::collections::BTreeMap;

use super::{EnumWire, Schema, SchemaId, SchemaKind, StringFormat};

/// Marks the property that holds the tag in the schemas of variants: where a schema declares the
/// discriminator as a text, or an enum with the tag, and every union that it belongs to gives it
/// that value.
pub(super) fn mark(schemas: &mut BTreeMap<SchemaId, Schema>) {
    let mut tags: BTreeMap<SchemaId, Vec<(String, Option<String>)>> = BTreeMap::new();
    for schema in schemas.values() {
        let SchemaKind::Union(union) = &schema.kind else {
            continue;
        };
        // Without a discriminator nothing says which tag a value has.
        let discriminator = union.discriminator.clone().unwrap_or_default();
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
        SchemaKind::Enum(known) => {
            let is = |wire: &EnumWire| matches!(wire, EnumWire::Text(text) if text == tag);
            known.values.iter().any(|value| is(&value.wire))
        }
        SchemaKind::String(format) => *format == StringFormat::Text,
        _ => false,
    })
}

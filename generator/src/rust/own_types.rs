//! Which schemas are types of their own, and their keys in the file of pinned names.

use std::collections::BTreeSet;

use super::constants;
use crate::api::{Api, Schema, SchemaId, SchemaKind, Use};

/// The key of a schema in the file of pinned names.
pub(crate) fn key(id: &SchemaId) -> String {
    id.component().unwrap_or_else(|| id.0.to_string())
}

/// The schemas that are types of their own, sorted by id.
pub(super) fn own_types(api: &Api) -> Vec<&Schema> {
    let units = unit_variants(api);
    let mut others = tag_values(api);
    others.extend(constants_only(api));
    let schemas = api.schemas.values().filter(|schema| is_type(schema));
    schemas
        .filter(|schema| !units.contains(&schema.id) && !others.contains(&schema.id))
        .collect()
}

/// Objects, unions and enums are types of their own; everything else is written inline.
pub(super) fn is_type(schema: &Schema) -> bool {
    matches!(
        schema.kind,
        SchemaKind::Object(_) | SchemaKind::Union(_) | SchemaKind::Enum(_)
    )
}

/// Empty objects that are used as tagged variants and nowhere else: variants without a payload.
fn unit_variants(api: &Api) -> BTreeSet<&SchemaId> {
    let mut units = BTreeSet::new();
    let mut others = BTreeSet::new();
    for schema in api.schemas.values() {
        for (child, tagged) in children(api, schema) {
            if tagged && is_unit(api, &child.schema) {
                units.insert(&child.schema);
            } else {
                others.insert(&child.schema);
            }
        }
    }
    others.extend(used_by_operations(api));
    units.difference(&others).copied().collect()
}

/// Whether a schema is an object without any property but its tag.
pub(super) fn is_unit(api: &Api, id: &SchemaId) -> bool {
    match api.schemas.get(id).map(|schema| &schema.kind) {
        Some(SchemaKind::Object(object)) => {
            let tags = api.tags_of(id);
            let mut properties = object.properties.iter();
            object.additional.is_none() && properties.all(|it| tags.contains_key(&it.name))
        }
        _ => false,
    }
}

/// Inline schemas that only define a variant's tag: there is nothing to choose.
fn tag_values(api: &Api) -> BTreeSet<&SchemaId> {
    let objects =
        api.variant_tags
            .iter()
            .filter_map(|(id, tags)| match &api.schemas.get(id)?.kind {
                SchemaKind::Object(object) => Some((object, tags)),
                _ => None,
            });
    let tags = objects.flat_map(|(object, tags)| {
        let properties = object.properties.iter();
        properties.filter(|it| tags.contains_key(&it.name))
    });
    let in_place = tags.filter(|one| one.value.schema.component().is_none());
    let mut found: BTreeSet<&SchemaId> = in_place.map(|one| &one.value.schema).collect();
    // The base of a family may have its tag as a field, of the schema that its children share.
    if !found.is_empty() {
        let fields = api
            .schemas
            .values()
            .flat_map(|schema| children(api, schema));
        for (field, _) in fields {
            found.remove(&field.schema);
        }
    }
    found
}

/// Inline schemas of nothing but constant parameters: there is nothing to choose.
fn constants_only(api: &Api) -> BTreeSet<&SchemaId> {
    let parameters = api.operations.iter().flat_map(|it| &it.parameters);
    let parameters = parameters.filter(|it| constants::constant(api, it).is_some());
    let schemas = parameters.filter_map(|it| Some(&it.value.as_ref()?.schema));
    let mut found: BTreeSet<&SchemaId> = schemas.filter(|id| id.component().is_none()).collect();
    if !found.is_empty() {
        let children = api.schemas.values().flat_map(|it| children(api, it));
        let children = children.map(|(child, _)| &child.schema);
        for used in children.chain(used_by_operations(api)) {
            found.remove(used);
        }
    }
    found
}

/// The schemas directly within another, except tags, and whether as a tagged variant.
pub(super) fn children<'a>(api: &Api, schema: &'a Schema) -> Vec<(&'a Use, bool)> {
    match &schema.kind {
        SchemaKind::Object(object) => {
            let tags = api.tags_of(&schema.id);
            let properties = object.properties.iter();
            let fields = properties.filter(|it| !tags.contains_key(&it.name));
            let values = fields.map(|property| &property.value);
            let values = values.chain(&object.additional);
            values.map(|value| (value, false)).collect()
        }
        SchemaKind::Union(union) => union
            .variants
            .iter()
            .map(|variant| (&variant.value, variant.tag.is_some()))
            .collect(),
        other => other.children().map(|value| (value, false)).collect(),
    }
}

/// The schemas of bodies, responses, and the parameters that a caller sets.
fn used_by_operations(api: &Api) -> impl Iterator<Item = &SchemaId> {
    api.operations.iter().flat_map(move |operation| {
        let bodies = operation.body.iter().flat_map(|body| &body.contents);
        let responses = operation.success.iter().chain(&operation.failures);
        let contents = bodies.chain(responses.flat_map(|response| &response.contents));
        let parameters = operation
            .parameters
            .iter()
            .filter(|parameter| constants::constant(api, parameter).is_none())
            .filter_map(|parameter| Some(&parameter.value.as_ref()?.schema));
        contents
            .map(|content| &content.value.schema)
            .chain(parameters)
    })
}

//! The kind of a schema that is an object: its properties with their own declarations.

use super::flags::Flags;
use super::gather::Gathered;
use super::keywords::Keywords;
use super::lowering::SchemaLowering;
use super::property::property;
use super::queue::Work;
use super::{Object, Property, SchemaKind, SourceLocation, Use, description, event_item, limits};
use crate::document::{Made, Pointer};

/// The object that all of these parts describe.
pub(super) fn object_kind(
    lowering: &mut SchemaLowering<'_>,
    work: &Work,
    found: Gathered,
) -> SchemaKind {
    let additional = match found.additional.as_slice() {
        [] => None,
        all => Some(property(lowering, work, "additionalProperties", all).1),
    };
    if found.properties.is_empty()
        && let Some(value) = additional
    {
        let key = lowering.schemas.at(&work.id.child("propertyNames"));
        let key = key.is_object().then(|| {
            let key = work.id.child("propertyNames");
            lowering.use_at(&key).schema
        });
        return SchemaKind::Map { key, value };
    }
    let is_open = !found.closed && !found.named;
    if found.properties.is_empty() && found.required.is_empty() && is_open {
        let value = lowering.queue.any_schema();
        return SchemaKind::Map { key: None, value };
    }
    let mut properties: Vec<Property> = Vec::with_capacity(found.properties.len());
    for (name, declared) in &found.properties {
        let (pointer, value) = match event_data(lowering, work, name, declared) {
            Some(contents) => property(lowering, work, name, &contents),
            None => property(lowering, work, name, declared),
        };
        let flags = Flags::of(&lowering.schemas, declared);
        let required = found.required.iter().position(|one| one == name);
        properties.push(describe(lowering, name, &pointer, value, flags, required));
    }
    for (at, name) in found.required.iter().enumerate() {
        if !properties.iter().any(|property| property.name == *name) {
            if found.closed && additional.is_none() {
                let message = format!(
                    "`required` names `{name}`, which `additionalProperties: false` forbids; it is typed as arbitrary JSON"
                );
                lowering.reports.contradiction(&work.id, &message);
            }
            let value = match &additional {
                Some(value) => value.clone(),
                None => lowering.queue.any_schema(),
            };
            let nowhere = Pointer::root().made(Made::Nothing);
            let flags = Flags::of(&lowering.schemas, &found.additional);
            properties.push(describe(lowering, name, &nowhere, value, flags, Some(at)));
        }
    }
    // Without the buffer of a stable sort, as each name is there once.
    properties.sort_unstable_by(|a, b| a.name.cmp(&b.name));
    SchemaKind::Object(Object {
        properties,
        additional,
    })
}

/// The location of the schema for an event's data: for a string that contains JSON, the schema of its
/// content.
fn event_data(
    lowering: &SchemaLowering<'_>,
    work: &Work,
    name: &str,
    declared: &[Pointer],
) -> Option<Vec<Pointer>> {
    if name != "data" || !work.parts.iter().any(|part| lowering.events.contains(part)) {
        return None;
    }
    let content = |pointer: &Pointer| {
        let (target, keywords) = lowering.schemas.node(pointer);
        if !event_item::holds_json(keywords) {
            return pointer.clone();
        }
        match keywords.get("contentSchema") {
            Some(_) => target.child("contentSchema"),
            None => Pointer::root().made(Made::Nothing),
        }
    };
    Some(declared.iter().map(content).collect())
}

fn describe(
    lowering: &mut SchemaLowering<'_>,
    name: &str,
    pointer: &Pointer,
    value: Use,
    flags: Flags,
    required: Option<usize>,
) -> Property {
    let description = description::said(&lowering.schemas, pointer);
    let node = lowering.schemas.at(pointer);
    lowering.look_at(pointer, node);
    let own = Keywords::new(node);
    let (_, target) = lowering.schemas.node(&value.schema.0);
    Property {
        name: name.to_owned(),
        at: SourceLocation(pointer.clone()),
        listed: required.is_some(),
        required,
        deprecated: flags.deprecated,
        description,
        constant: match own.list("enum").is_empty() {
            true => target.constant(),
            false => own.constant(),
        },
        read_only: flags.read_only,
        write_only: flags.write_only,
        limits: limits::of_property(&lowering.schemas, own, &value.schema.0),
        value,
    }
}

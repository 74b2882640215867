//! The final shape of unions once all schemas are lowered: nested unions, tags that the document
//! implies, and unions that have a simpler kind.

use std::collections::{BTreeMap, BTreeSet};

use super::enumeration::OPEN_VALUES;
use super::{
    Enum, EnumWire, Object, Schema, SchemaId, SchemaKind, StringFormat, TagType, Union, Variant,
};

type Schemas = BTreeMap<SchemaId, Schema>;

/// Gives every union its final shape. `shared` are the schemas that have several users.
pub(super) fn settle(schemas: &mut Schemas, shared: &BTreeSet<SchemaId>) {
    let ids: Vec<SchemaId> = schemas
        .iter()
        .filter(|(_, schema)| matches!(schema.kind, SchemaKind::Union(_)))
        .map(|(id, _)| id.clone())
        .collect();
    // All are flattened as in the document, before any is changed.
    let flat: Vec<(SchemaId, Union)> = ids
        .into_iter()
        .filter_map(|id| Some((id.clone(), flatten(schemas, &id)?)))
        .collect();
    for (id, union) in &flat {
        if let Some(schema) = schemas.get_mut(id) {
            schema.kind = SchemaKind::Union(union.clone());
        }
    }
    let mut merged = BTreeSet::new();
    for (id, union) in flat {
        let union = with_tags(schemas, union);
        let null = union.variants.iter().any(|variant| {
            let schema = schemas.get(&variant.value.schema);
            schema.is_some_and(|schema| schema.nullable)
        });
        let is_open = is_open(schemas, &union);
        let kind = match no_union(schemas, &union) {
            Some(kind) => {
                merged.extend(inline(schemas, &id, &union));
                kind
            }
            None => SchemaKind::Union(union),
        };
        if let Some(schema) = schemas.get_mut(&id) {
            schema.nullable |= null;
            if is_open && matches!(kind, SchemaKind::Enum(_)) {
                schema.limits.push((OPEN_VALUES, true.into()));
            }
            schema.kind = kind;
        }
    }
    schemas.retain(|id, _| !merged.contains(id) || shared.contains(id));
}

/// Whether a variant has any string or integer, beside those with lists.
fn is_open(schemas: &Schemas, union: &Union) -> bool {
    union.variants.iter().any(|variant| {
        schemas.get(&variant.value.schema).is_some_and(|schema| {
            schema.limits.is_empty() && !matches!(schema.kind, SchemaKind::Enum(_))
        })
    })
}

/// The inline variants whose values the kind of the union itself now has.
fn inline(schemas: &Schemas, id: &SchemaId, union: &Union) -> Vec<SchemaId> {
    let only = union.variants.len() == 1;
    let variants = union.variants.iter().map(|variant| &variant.value.schema);
    let inline = variants.filter(|variant| {
        let schema = schemas.get(variant);
        let is_enum = schema.is_some_and(|it| matches!(it.kind, SchemaKind::Enum(_)));
        variant.0.is_below(&id.0) && (only || is_enum)
    });
    inline.cloned().collect()
}

fn union_of<'a>(schemas: &'a Schemas, id: &SchemaId) -> Option<&'a Union> {
    match &schemas.get(id)?.kind {
        SchemaKind::Union(union) => Some(union),
        _ => None,
    }
}

/// Replaces nested unions by their variants, if they share the union's discriminator or contain the
/// union itself.
fn flatten(schemas: &Schemas, id: &SchemaId) -> Option<Union> {
    let union = union_of(schemas, id)?;
    let mut flat: Vec<Variant> = Vec::new();
    let mut seen = BTreeSet::from([id.clone()]);
    let mut waiting: Vec<&Variant> = union.variants.iter().rev().collect();
    while let Some(variant) = waiting.pop() {
        let target = &variant.value.schema;
        let inner = union_of(schemas, target).filter(|inner| {
            inner.discriminator.is_some() && inner.discriminator == union.discriminator
                || leads_to(schemas, target, id)
        });
        match inner {
            Some(inner) if seen.insert(target.clone()) => {
                waiting.extend(inner.variants.iter().rev());
            }
            Some(_) => {}
            None => {
                let same =
                    |other: &Variant| other.tag == variant.tag && other.value == variant.value;
                if !flat.iter().any(same) {
                    flat.push(variant.clone());
                }
            }
        }
    }
    Some(union_with(union.discriminator.clone(), flat))
}

/// Whether a union has another as a direct or indirect variant.
fn leads_to(schemas: &Schemas, from: &SchemaId, to: &SchemaId) -> bool {
    let mut seen = BTreeSet::new();
    let mut waiting = vec![from];
    while let Some(id) = waiting.pop() {
        if id == to {
            return true;
        }
        if let Some(union) = union_of(schemas, id)
            && seen.insert(id)
        {
            waiting.extend(union.variants.iter().map(|variant| &variant.value.schema));
        }
    }
    false
}

/// A union of these variants. Without any tag there is no discriminator. A variant with several tags
/// may have lost them.
fn union_with(discriminator: Option<String>, mut variants: Vec<Variant>) -> Union {
    let is_tagged = variants.iter().any(|variant| variant.tag.is_some());
    let mut seen = Vec::new();
    variants.retain(|variant| {
        let new = variant.tag.is_some() || !seen.contains(&variant.value);
        if variant.tag.is_none() {
            seen.push(variant.value.clone());
        }
        new
    });
    Union {
        discriminator: discriminator.filter(|_| is_tagged),
        tag_type: TagType::default(),
        variants,
    }
}

/// The union with the tags that its variants can have, or else with those that they imply.
fn with_tags(schemas: &Schemas, union: Union) -> Union {
    let possible = |variant: Variant| Variant {
        tag: variant.tag.clone().filter(|_| has_tag(schemas, &variant)),
        ..variant
    };
    let union = match union.discriminator {
        Some(name) => union_with(
            Some(name),
            union.variants.into_iter().map(possible).collect(),
        ),
        None => union,
    };
    if let Some(name) = &union.discriminator {
        let tag_type = tag_type(schemas, &union, name);
        return Union { tag_type, ..union };
    }
    let Some((name, tags)) = implied_tags(schemas, &union) else {
        return union;
    };
    let variants = union.variants.into_iter().zip(tags);
    let variants = variants.map(|(variant, tag)| Variant {
        tag: Some(tag),
        ..variant
    });
    union_with(Some(name), variants.collect())
}

/// The type of a discriminator's values: that of the first variant which declares it.
fn tag_type(schemas: &Schemas, union: &Union, name: &str) -> TagType {
    let mut declared = union.variants.iter().filter_map(|variant| {
        let SchemaKind::Object(object) = &schemas.get(&variant.value.schema)?.kind else {
            return None;
        };
        let property = object.properties.iter().find(|one| one.name == name)?;
        match &schemas.get(&property.value.schema)?.kind {
            SchemaKind::Any => None,
            SchemaKind::Integer(_) | SchemaKind::Number | SchemaKind::Decimal => {
                Some(TagType::Number)
            }
            SchemaKind::Enum(known) if known.is_integer() => Some(TagType::Number),
            SchemaKind::Boolean => Some(TagType::Boolean),
            _ => Some(TagType::Text),
        }
    });
    declared.next().unwrap_or_default()
}

/// Whether values of a variant can have a tag: they are objects.
fn has_tag(schemas: &Schemas, variant: &Variant) -> bool {
    let kind = schemas
        .get(&variant.value.schema)
        .map(|schema| &schema.kind);
    match kind {
        Some(SchemaKind::Object(_) | SchemaKind::Map { .. } | SchemaKind::Any) => true,
        Some(SchemaKind::Union(union)) => {
            union.discriminator.is_some() || {
                union.variants.iter().all(|variant| {
                    let schema = schemas.get(&variant.value.schema);
                    schema.is_some_and(|it| matches!(it.kind, SchemaKind::Object(_)))
                })
            }
        }
        _ => false,
    }
}

/// A property that every variant requires, each with a single distinct value, is the tag even if it
/// isn't declared as such: its name, and the tag of each variant.
fn implied_tags(schemas: &Schemas, union: &Union) -> Option<(String, Vec<String>)> {
    let objects = union.variants.iter();
    let objects = objects.map(|variant| match &schemas.get(&variant.value.schema)?.kind {
        SchemaKind::Object(object) => Some(object),
        _ => None,
    });
    let objects: Vec<&Object> = objects.collect::<Option<_>>()?;
    let [first, _, ..] = objects.as_slice() else {
        return None;
    };
    let constant = |object: &Object, name: &str| {
        let property = object.properties.iter().find(|one| one.name == name)?;
        property.required?;
        match &schemas.get(&property.value.schema)?.kind {
            SchemaKind::Enum(Enum { values }) => match values.as_slice() {
                [only] => match &only.wire {
                    EnumWire::Text(tag) => Some(tag.clone()),
                    EnumWire::Integer(_) => None,
                },
                _ => None,
            },
            _ => None,
        }
    };
    first.properties.iter().find_map(|property| {
        let tags = objects.iter().map(|it| constant(it, &property.name));
        let tags: Vec<String> = tags.collect::<Option<_>>()?;
        let is_distinct = tags.iter().collect::<BTreeSet<_>>().len() == tags.len();
        is_distinct.then(|| (property.name.clone(), tags))
    })
}

/// The kind of a union whose variants have the same type: strings or integers with and without a list
/// of known ones, numbers of one format, or arbitrary JSON. A union with one variant has that variant's
/// kind.
fn no_union(schemas: &Schemas, union: &Union) -> Option<SchemaKind> {
    if union.discriminator.is_some() {
        return None;
    }
    let kinds: Option<Vec<&SchemaKind>> = union
        .variants
        .iter()
        .map(|variant| Some(&schemas.get(&variant.value.schema)?.kind))
        .collect();
    let kinds = kinds?;
    let Some(first) = kinds.first() else {
        return Some(SchemaKind::Any);
    };
    let is_named = |kind: &SchemaKind| matches!(kind, SchemaKind::Object(_) | SchemaKind::Union(_));
    let only = kinds.len() == 1;
    if kinds.iter().all(|kind| kind == first) && (only || !is_named(first)) {
        return Some((*first).clone());
    }
    let mut all = Enum { values: Vec::new() };
    for kind in &kinds {
        match kind {
            SchemaKind::String(StringFormat::Text) | SchemaKind::Integer(_) => {}
            SchemaKind::Enum(values) => {
                for value in &values.values {
                    if !all.values.iter().any(|other| other.wire == value.wire) {
                        all.values.push(value.clone());
                    }
                }
            }
            _ => return None,
        }
    }
    // Strings and integers are distinguished; enums and plain types of either become one enum.
    let integers = kinds.iter().filter(|kind| match kind {
        SchemaKind::Enum(values) => values.is_integer(),
        kind => matches!(kind, SchemaKind::Integer(_)),
    });
    let integers = integers.count();
    let is_one = (integers == 0 || integers == kinds.len()) && !all.values.is_empty();
    is_one.then_some(SchemaKind::Enum(all))
}

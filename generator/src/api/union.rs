//! oneOf and anyOf: the variants, and how a value identifies its variant.

use super::discriminator::{Discriminator, component, discriminator};
use super::enumeration;
use super::keywords::Keywords;
use super::parts::parts;
use super::schemas::Schemas;
use super::tags::{mapped, tags};
use super::{SchemaKind, TagType, Union, Use, Variant};
use crate::document::Pointer;

/// A list of alternatives in a schema.
#[derive(Clone, Debug)]
pub(super) struct Choice {
    /// The node of the list.
    pub(super) pointer: Pointer,
    pub(super) discriminator: Option<Discriminator>,
    pub(super) variants: Vec<Pointer>,
}

/// The lists of alternatives of a schema. A list whose alternatives only require properties or exclude
/// values doesn't affect the type and isn't included, and one of constants is an enumeration.
pub(super) fn choices(
    schemas: &Schemas<'_>,
    pointer: &Pointer,
    keywords: Keywords<'_>,
) -> Vec<Choice> {
    let lists = ["oneOf", "anyOf"].into_iter().filter_map(|key| {
        if enumeration::annotated(keywords, key).is_some() {
            return None;
        }
        let at = pointer.child(key);
        let variants: Vec<Pointer> = (0..keywords.list(key).len())
            .map(|index| at.child(index))
            .collect();
        let says = variants.iter().any(|variant| {
            let (_, variant) = schemas.node(variant);
            variant.is_object() && variant.has_shape()
                || variant.kind() == Some("object") && keywords.kind().is_none()
                || variant.is_plain()
                || ["allOf", "oneOf", "anyOf"]
                    .iter()
                    .any(|key| variant.get(key).is_some())
                || has_only_description(variant)
        });
        (says && !variants.is_empty()).then(|| Choice {
            pointer: at,
            discriminator: discriminator(keywords),
            variants,
        })
    });
    lists.collect()
}

/// A component with only a description is a variant without a defined structure.
fn has_only_description(variant: Keywords<'_>) -> bool {
    variant.has_only_annotations_beside(&[]) && variant.get("description").is_some()
}

/// The union of these variants. A null variant makes the union nullable and is removed.
///
/// With a discriminator, a variant's tag is its key in the mapping, or else a value that its own
/// property can have, or else the component's name (OpenAPI 3.0.3, Discriminator Object). The
/// discriminator may be that of a base which all variants extend. Variants without a tag are
/// distinguished by their values.
pub(super) fn lower(
    schemas: &Schemas<'_>,
    choice: &Choice,
    uses: Vec<(Pointer, Use)>,
) -> (SchemaKind, bool) {
    let mut nullable = false;
    let mut variants: Vec<(Pointer, Use)> = Vec::new();
    for (pointer, mut value) in uses {
        nullable |= value.nullable || schemas.is_null(&pointer);
        value.nullable = false;
        if !schemas.is_null(&pointer) {
            variants.push((pointer, value));
        }
    }
    let own = choice.discriminator.clone();
    let discriminator = own.or_else(|| of_base(schemas, &variants));
    let default = discriminator
        .as_ref()
        .and_then(|it| component(schemas.root(), it.default.as_deref()?));
    let mapped = discriminator.as_ref().map(|it| mapped(schemas, it));
    let mapped = mapped.unwrap_or_default();
    let targets: Vec<Pointer> = variants
        .iter()
        .map(|(pointer, _)| schemas.follow(pointer).0)
        .collect();
    let mut all = Vec::new();
    for (at, (_, value)) in variants.iter().enumerate() {
        let target = &targets[at];
        let default = default.as_ref() == Some(target);
        let tags = discriminator.as_ref().map(|it| match mapped.get(target) {
            Some(tags) => tags.clone(),
            None => tags(schemas, target, &targets, it, &mapped, default),
        });
        let mut tags: Vec<Option<String>> = tags.into_iter().flatten().map(Some).collect();
        if tags.is_empty() {
            tags.push(None);
        }
        all.extend(tags.into_iter().map(|tag| Variant {
            tag,
            default,
            value: value.clone(),
        }));
    }
    let tagged = all.iter().any(|variant| variant.tag.is_some());
    let kind = SchemaKind::Union(Union {
        variants: all,
        tag_type: TagType::Text,
        discriminator: discriminator.filter(|_| tagged).map(|it| it.property),
    });
    (kind, nullable)
}

/// The discriminator of a base that all variants extend by allOf: it also distinguishes some of the
/// base's family.
fn of_base(schemas: &Schemas<'_>, variants: &[(Pointer, Use)]) -> Option<Discriminator> {
    let mut common: Option<Vec<Pointer>> = None;
    for (pointer, _) in variants {
        let (own, _) = schemas.node(pointer);
        let bases = parts(schemas, pointer).into_iter().filter(|base| {
            let keywords = Keywords::new(schemas.at(base));
            *base != own && keywords.get("discriminator").is_some()
        });
        let bases: Vec<Pointer> = match common {
            Some(common) => {
                let bases: Vec<Pointer> = bases.collect();
                common.into_iter().filter(|it| bases.contains(it)).collect()
            }
            None => bases.collect(),
        };
        common = Some(bases);
    }
    let base = common?.into_iter().next()?;
    discriminator(Keywords::new(schemas.at(&base)))
}

//! Unions: the names of their variants, the writer of their tag, and the variant of a value that
//! fits several equally well.

use std::collections::BTreeSet;

use super::chosen_names::{Chosen, OPEN_VARIANTS, variant_key};
use super::distinction::{self, VariantFacts};
use super::docs::clean_line;
use super::models::Lowering;
use super::own_types::{is_unit, key};
use super::types::type_of;
use super::{Generic, Ident, Plain, TagWriter, Type, Union, Variant};
use crate::api::{self, Presence, SchemaId, SchemaKind, Shape};

impl Lowering<'_> {
    pub(super) fn union(&self, union: &api::Union, id: &SchemaId) -> Union {
        let mut taken = BTreeSet::from(OPEN_VARIANTS.map(str::to_owned));
        let chosen = self.names.variants.get(&key(id));
        let chosen = Chosen::claim(chosen, true, &mut taken);
        let mut variants: Vec<Variant> = Vec::new();
        let mut looks: Vec<VariantFacts> = Vec::new();
        let mut all: Vec<Type> = Vec::new();
        for variant in &union.variants {
            let payload = type_of(self.api, self.named, &variant.value);
            if !all.contains(&payload) {
                all.push(payload);
            }
        }
        for variant in &union.variants {
            let id = &variant.value.schema;
            let schema = self.api.schemas.get(id);
            let shape = Shape::of(self.api, &variant.value);
            // The payload keeps an unknown tag.
            let unit = variant.tag.is_some()
                && !variant.default
                && self.named.get(id).is_none()
                && is_unit(self.api, id);
            let payload = type_of(self.api, self.named, &variant.value);
            // One variant for all values of one type, unless a tag distinguishes them.
            let same =
                |other: &Variant| other.tag.is_none() && other.payload.as_ref() == Some(&payload);
            let same = variants
                .iter()
                .position(same)
                .filter(|_| variant.tag.is_none());
            if let Some(look) = same.and_then(|at| looks.get_mut(at)) {
                look.or(shape);
                continue;
            }
            let shared = |tag: &String| {
                let tags = union.variants.iter().filter_map(|other| other.tag.as_ref());
                tags.filter(|other| *other == tag).count() > 1
            };
            let tag = variant.tag.as_ref();
            let name = match (tag.filter(|tag| !shared(tag)), payload.as_model()) {
                (Some(tag), _) => self.tag_name(tag),
                (None, Some(model)) => self.variant_name(model),
                (None, None) => plain_name(&payload, &all),
            };
            variants.push(Variant {
                personal: false,
                name: (chosen.get(&variant_key(variant)))
                    .unwrap_or_else(|| name.unique(&mut taken)),
                docs: schema
                    .and_then(|schema| schema.description.as_deref())
                    .map(clean_line)
                    .unwrap_or_default(),
                tag: tag.map(|tag| union.tag_type.value(tag)),
                tag_writer: match (tag, &union.discriminator) {
                    (Some(_), Some(name)) if !variant.default => self.tag_writer(id, name),
                    _ => TagWriter::Payload,
                },
                tag_is_optional: false,
                tag_note: None,
                from: !unit && payload.as_model() != Some(self.name),
                payload: (!unit).then_some(payload),
            });
            looks.push(VariantFacts {
                shape,
                default: variant.default,
            });
        }
        // A payload of two variants identifies neither.
        let payloads: Vec<Option<Type>> = variants.iter().map(|it| it.payload.clone()).collect();
        for variant in &mut variants {
            let same = payloads.iter().filter(|other| **other == variant.payload);
            variant.from &= same.count() == 1;
        }
        let mut pairs: Vec<(Variant, VariantFacts)> = variants.into_iter().zip(looks).collect();
        if union.discriminator.is_none() {
            // Of variants that a value fits equally well, the most demanding one comes first.
            pairs.sort_by_key(|(variant, _)| {
                let payload = variant.payload.as_ref();
                std::cmp::Reverse(payload.map_or((0, 0, 0), |ty| self.demands(union, ty)))
            });
        }
        let distinction = distinction::decide(union, &pairs);
        for (variant, look) in &mut pairs {
            variant.tag_is_optional = variant.tag_writer != TagWriter::Payload
                && union
                    .discriminator
                    .as_ref()
                    .is_some_and(|tag| may_lack(&look.shape, tag));
        }
        Union {
            discriminator: union.discriminator.clone(),
            distinction,
            variants: pairs.into_iter().map(|(variant, _)| variant).collect(),
        }
    }

    /// A tag without the name of the union at its end: `Conversation::Email`.
    fn tag_name(&self, tag: &str) -> Ident {
        let name = Ident::pascal(tag);
        match name.as_str().strip_suffix(self.name.as_str()) {
            Some(rest) if !rest.is_empty() => Ident::pascal(rest),
            _ => name,
        }
    }

    /// A variant without the words that it shares with its union.
    fn variant_name(&self, model: &Ident) -> Ident {
        match model.as_str().strip_prefix(self.name.as_str()) {
            Some(rest) if rest.starts_with(|c: char| c.is_ascii_uppercase()) => Ident::pascal(rest),
            _ => model.clone(),
        }
    }

    /// The writer of a variant's tag. Only an object can hold a tag.
    fn tag_writer(&self, id: &SchemaId, discriminator: &str) -> TagWriter {
        let Some(SchemaKind::Object(object)) = self.api.schemas.get(id).map(|it| &it.kind) else {
            return TagWriter::Payload;
        };
        let mut properties = object.properties.iter();
        match properties.find(|property| property.name == discriminator) {
            Some(_) if !self.api.tags_of(id).contains_key(discriminator) => TagWriter::Over,
            Some(property) if property.required.is_some() => TagWriter::Payload,
            _ => TagWriter::Union,
        }
    }

    /// How demanding a type is: JSON kinds are distinct, and within a kind the narrowest type comes
    /// first; of objects the one with the most required properties, then the one with the most
    /// properties.
    fn demands(&self, union: &api::Union, ty: &Type) -> (usize, usize, usize) {
        if let Some(plain) = ty.described().plain() {
            return (plain.facts().narrow, 0, 0);
        }
        let narrow = match ty.inside(Generic::Vec) {
            Some(item) if *item != Plain::Json => return (5, self.demands(union, item).0, 0),
            // Arbitrary strings and objects take the rest.
            Some(_) => 1,
            None if ty.map_values().is_some() => 1,
            None if ty.is_tuple() => 6,
            None if ty.as_model().is_some() => match self.payload_kind(union, ty) {
                Some(SchemaKind::Enum(known)) if known.is_integer() => 10,
                Some(SchemaKind::Enum(_)) => 4,
                Some(SchemaKind::Object(object)) => {
                    let required = object
                        .properties
                        .iter()
                        .filter(|one| one.required.is_some());
                    return (3, required.count(), object.properties.len());
                }
                _ => 2,
            },
            None => 0,
        };
        (narrow, 0, 0)
    }

    fn payload_kind(&self, union: &api::Union, ty: &Type) -> Option<&SchemaKind> {
        let variant = union
            .variants
            .iter()
            .find(|variant| type_of(self.api, self.named, &variant.value) == *ty)?;
        let schema = self.api.schemas.get(&variant.value.schema)?;
        Some(&schema.kind)
    }
}

/// Whether an object may lack its tag.
fn may_lack(shape: &Shape, tag: &str) -> bool {
    let Shape::Object(object) = shape else {
        return false;
    };
    let mut properties = object.properties.iter();
    properties.any(|it| it.name == tag && it.presence == Presence::Optional)
}

/// A variant without a model: the word for its type, with that of its items if several variants are
/// lists or maps, so that their order does not matter.
fn plain_name(ty: &Type, all: &[Type]) -> Ident {
    let list = |ty: &Type| ty.is(Generic::Vec);
    let map = |ty: &Type| ty.map_values().is_some();
    let alike = |other: &&Type| list(ty) && list(other) || map(ty) && map(other);
    let item = ty.inside(Generic::Vec).or(ty.map_values());
    match item.filter(|_| all.iter().filter(alike).count() > 1) {
        Some(item) => Ident::pascal(&format!("{} {}", word(item), word(ty))),
        None => Ident::pascal(word(ty)),
    }
}

fn word(ty: &Type) -> &str {
    let ty = ty.described();
    match (ty.plain(), ty.as_model()) {
        (Some(plain), _) => plain.facts().variant,
        (_, Some(name)) => name.as_str(),
        _ if ty.is_tuple() => "Tuple",
        _ if ty.is(Generic::Vec) || ty.is(Generic::List) => "List",
        _ if ty.map_values().is_some() => "Map",
        _ => "Json",
    }
}

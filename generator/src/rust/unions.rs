//! Unions: what their variants are called, and in which order they are tried where no tag tells
//! them apart.

use std::collections::BTreeSet;

use super::docs::clean_line;
use super::model_names::is_unit;
use super::models::Lowering;
use super::types::type_of;
use super::{Ident, Type, Union, Variant};
use crate::api::{self, SchemaId, SchemaKind};

impl Lowering<'_> {
    pub(super) fn union(&self, union: &api::Union) -> Union {
        let mut taken = BTreeSet::from(["unknown".to_owned()]);
        let mut payloads = BTreeSet::new();
        let mut variants: Vec<Variant> = Vec::new();
        for variant in &union.variants {
            let id = &variant.value.schema;
            let schema = self.api.schemas.get(id);
            let unit =
                variant.tag.is_some() && self.named.get(id).is_none() && is_unit(self.api, id);
            let payload = type_of(self.api, self.named, &variant.value);
            // Without a tag the first of two variants of one type would be read always.
            if variant.tag.is_none() && payloads.contains(&payload) {
                continue;
            }
            let name = match (&variant.tag, &payload) {
                (Some(tag), _) => self.tag_name(tag),
                (None, Type::Model(model)) => self.variant_name(model),
                (None, other) => plain_name(other, &taken),
            };
            variants.push(Variant {
                name: name.unique(&mut taken),
                docs: schema
                    .and_then(|schema| schema.description.as_deref())
                    .map(clean_line)
                    .unwrap_or_default(),
                tag: variant.tag.clone(),
                writes_tag: self.writes_tag(id, union.discriminator.as_deref()),
                from: !unit
                    && payload != Type::Model(self.name.clone())
                    && payloads.insert(payload.clone()),
                payload: (!unit).then_some(payload),
                open: false,
            });
        }
        // A payload that stands for two variants tells neither.
        for index in 0..variants.len() {
            let same = |other: &Variant| other.payload == variants[index].payload;
            if variants.iter().filter(|other| same(other)).count() > 1 {
                variants[index].from = false;
            }
        }
        if union.discriminator.is_none() {
            // Without a tag the variant that demands most is tried first.
            variants.sort_by_key(|variant| {
                let payload = variant.payload.as_ref();
                std::cmp::Reverse(payload.map_or((0, 0, 0), |ty| self.demands(union, ty)))
            });
        }
        Union {
            discriminator: union.discriminator.clone(),
            variants,
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

    /// Whether a payload has the tag among its own properties. What is no object has, for it has
    /// no place where a tag could be added.
    fn writes_tag(&self, id: &SchemaId, discriminator: Option<&str>) -> bool {
        match self.api.schemas.get(id).map(|schema| &schema.kind) {
            Some(SchemaKind::Object(object)) => object.properties.iter().any(|one| {
                discriminator == Some(one.name.as_str())
                    && (one.tag.is_none() || one.required.is_some())
            }),
            _ => true,
        }
    }

    /// How much a value must have to be of this type: kinds of JSON tell themselves apart, and of
    /// one kind the narrowest type comes first; of objects the one that requires most properties,
    /// then the one that knows most.
    fn demands(&self, union: &api::Union, ty: &Type) -> (usize, usize, usize) {
        let narrow = match ty {
            Type::Bool | Type::I32 | Type::U32 => 9,
            Type::I64 | Type::U64 | Type::I128 | Type::U128 => 8,
            Type::F64 | Type::Decimal => 7,
            Type::Uuid | Type::DateTime | Type::Date => 6,
            Type::Tuple(_) => 6,
            Type::Vec(item) if **item != Type::Json => return (5, self.demands(union, item).0, 0),
            Type::Model(_) => match self.payload_kind(union, ty) {
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
            // Texts and objects of any form take what is left.
            Type::Vec(_) | Type::Map(..) | Type::Base64 | Type::String => 1,
            _ => 0,
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

/// A variant that has no model's name: the word for its type, made longer where two have one.
fn plain_name(ty: &Type, taken: &BTreeSet<String>) -> Ident {
    let name = Ident::pascal(&word(ty));
    match ty {
        Type::Vec(item) | Type::Map(_, item) if taken.contains(&name.as_str().to_lowercase()) => {
            Ident::pascal(&format!("{} {}", word(item), word(ty)))
        }
        _ => name,
    }
}

fn word(ty: &Type) -> String {
    match ty {
        Type::Bool => "Boolean",
        Type::I32 | Type::I64 | Type::U32 | Type::U64 => "Integer",
        Type::I128 | Type::U128 => "Integer",
        Type::F64 | Type::Decimal => "Number",
        Type::String => "Text",
        Type::Uuid => "Id",
        Type::DateTime => "DateTime",
        Type::Date => "Date",
        Type::Base64 => "Base64",
        Type::Tuple(_) => "Tuple",
        Type::Vec(_) | Type::List(_) => "List",
        Type::Map(..) => "Map",
        Type::Model(name) => name.as_str(),
        _ => "Json",
    }
    .to_owned()
}

//! Schemas to structs, enums and unions.

use std::collections::BTreeSet;

use super::docs::{clean, clean_line};
use super::ident::NO_FILES;
use super::model_names::{Named, is_unit};
use super::types::{is_nullable, item_type, type_of};
use super::{
    EnumValue, Field, Ident, Model, ModelKind, Passing, Struct, Type, Union, Variant, boxing,
};
use crate::api::{self, Api, Encoding, Property, Schema, SchemaId, SchemaKind, StringFormat};

/// Every type of payloads, sorted by name.
pub(super) fn decide_models(api: &Api, named: &Named) -> Vec<Model> {
    let forms = forms(api);
    let mut modules: BTreeSet<String> = NO_FILES.iter().map(|&name| name.into()).collect();
    let mut models: Vec<Model> = named
        .owners()
        .filter_map(|(name, id)| {
            let schema = api.schemas.get(id)?;
            let lowering = Lowering {
                api,
                named,
                name,
                form: forms.contains(id),
            };
            Some(Model {
                name: name.clone(),
                module: Ident::snake(name.as_str()).unique(&mut modules),
                docs: schema.description.as_deref().map(clean).unwrap_or_default(),
                deprecated: schema.deprecated,
                kind: lowering.kind(schema)?,
            })
        })
        .collect();
    let unions: BTreeSet<Ident> = models
        .iter()
        .filter(|model| matches!(model.kind, ModelKind::Union(_)))
        .map(|model| model.name.clone())
        .collect();
    for model in &mut models {
        let ModelKind::Struct(structure) = &mut model.kind else {
            continue;
        };
        for field in &mut structure.fields {
            if matches!(&field.argument, Type::Model(name) if unions.contains(name)) {
                field.passing = Passing::Into;
            }
        }
    }
    boxing::break_cycles(&mut models);
    models
}

/// The schemas that are sent as forms.
fn forms(api: &Api) -> BTreeSet<SchemaId> {
    let bodies = api
        .operations
        .iter()
        .filter_map(|operation| operation.body.as_ref());
    let forms = bodies.filter(|body| body.content.encoding == Encoding::Multipart);
    forms
        .map(|body| body.content.value.schema.clone())
        .collect()
}

struct Lowering<'a> {
    api: &'a Api,
    named: &'a Named,
    name: &'a Ident,
    form: bool,
}

impl Lowering<'_> {
    fn kind(&self, schema: &Schema) -> Option<ModelKind> {
        match &schema.kind {
            SchemaKind::Enum(values) => Some(ModelKind::Enum(enum_values(values))),
            SchemaKind::Object(object) => Some(ModelKind::Struct(self.structure(object))),
            SchemaKind::Union(union) => Some(ModelKind::Union(self.union(union))),
            _ => None,
        }
    }

    fn structure(&self, object: &api::Object) -> Struct {
        // Names of methods that every struct has.
        let mut taken = BTreeSet::from(["new".to_owned()]);
        let tags = object
            .properties
            .iter()
            // A tag that may be absent is the union's to write: elsewhere it is not sent.
            .filter(|property| property.required.is_some())
            .filter_map(|property| Some((property.name.clone(), property.tag.clone()?)))
            .collect();
        let mut fields: Vec<Field> = object
            .properties
            .iter()
            .filter(|property| property.tag.is_none())
            .map(|property| self.field(property, &mut taken))
            .collect();
        self.order(&mut fields, object);
        let extra = if object.additional.is_some() {
            "additional_properties"
        } else {
            "extra"
        };
        Struct {
            fields,
            tags,
            extra: Ident::snake(extra).unique(&mut taken),
            additional: object
                .additional
                .as_ref()
                .map(|value| item_type(self.api, self.named, value)),
            form: self.form,
        }
    }

    /// Required fields first: in the pinned order, then in that of the document, so that neither
    /// a vendor who sorts a list nor a new property swaps two arguments of one type in silence.
    fn order(&self, fields: &mut [Field], object: &api::Object) {
        let pinned = self.named.arguments(self.name);
        fields.sort_by_key(|field| {
            let at = pinned.iter().position(|wire| *wire == field.wire);
            let property = object.properties.iter().find(|one| one.name == field.wire);
            let listed = property.and_then(|property| property.required);
            (
                !field.required,
                at.unwrap_or(usize::MAX),
                listed.unwrap_or(usize::MAX),
            )
        });
    }

    fn field(&self, property: &Property, taken: &mut BTreeSet<String>) -> Field {
        let mut plain = type_of(self.api, self.named, &property.value);
        if self.form {
            plain = self.form_type(&property.value.schema, plain);
        }
        let nullable = is_nullable(self.api, &property.value) && plain != Type::Json;
        let ty = match (property.required.is_some(), nullable, &plain) {
            (true, false, _) => plain.clone(),
            (true, true, _) => Type::Option(plain.clone().into()),
            (false, true, _) => Type::Nullable(plain.clone().into()),
            (false, false, Type::Vec(item)) => Type::List(item.clone()),
            (false, false, _) => Type::Option(plain.clone().into()),
        };
        // What may be null is given as it is stored, so that null can be given.
        let argument = if nullable { ty.clone() } else { plain };
        Field {
            name: Ident::snake(&property.name).unique(taken),
            wire: property.name.clone(),
            docs: property
                .description
                .as_deref()
                .map(clean)
                .unwrap_or_default(),
            deprecated: property.deprecated,
            text: self.form && self.is_enum(&property.value.schema),
            passing: passing(&argument),
            required: property.required.is_some(),
            argument,
            ty,
        }
    }

    /// Whether the values, or the items of a list, are enums: texts with a type of their own.
    fn is_enum(&self, id: &SchemaId) -> bool {
        match self.api.schemas.get(id).map(|schema| &schema.kind) {
            Some(SchemaKind::Enum(_)) => true,
            Some(SchemaKind::List(item)) => matches!(
                self.api
                    .schemas
                    .get(&item.schema)
                    .map(|schema| &schema.kind),
                Some(SchemaKind::Enum(_))
            ),
            _ => false,
        }
    }

    /// Bytes in a form are files.
    fn form_type(&self, id: &SchemaId, plain: Type) -> Type {
        match self.api.schemas.get(id).map(|schema| &schema.kind) {
            Some(SchemaKind::String(StringFormat::Binary)) => Type::File,
            Some(SchemaKind::List(item)) => match plain {
                Type::Vec(inner) => Type::Vec(self.form_type(&item.schema, *inner).into()),
                other => other,
            },
            _ => plain,
        }
    }

    fn union(&self, union: &api::Union) -> Union {
        let mut taken = BTreeSet::from(["unknown".to_owned()]);
        let mut payloads = BTreeSet::new();
        let mut variants: Vec<Variant> = union
            .variants
            .iter()
            .map(|variant| {
                let id = &variant.value.schema;
                let schema = self.api.schemas.get(id);
                let unit =
                    variant.tag.is_some() && self.named.get(id).is_none() && is_unit(self.api, id);
                let payload = type_of(self.api, self.named, &variant.value);
                let name = match (&variant.tag, &payload) {
                    (Some(tag), _) => self.tag_name(tag),
                    (None, Type::Model(model)) => self.variant_name(model),
                    (None, other) => Ident::pascal(plain_name(other)),
                };
                Variant {
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
                }
            })
            .collect();
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
                std::cmp::Reverse(
                    variant
                        .payload
                        .as_ref()
                        .map_or(0, |ty| self.demands(union, ty)),
                )
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

    /// How much a value must have to be of this type.
    fn demands(&self, union: &api::Union, ty: &Type) -> usize {
        let schema = union.variants.iter().find_map(|variant| {
            (type_of(self.api, self.named, &variant.value) == *ty)
                .then(|| self.api.schemas.get(&variant.value.schema))?
        });
        match schema.map(|schema| &schema.kind) {
            Some(SchemaKind::Object(object)) => {
                2 + object
                    .properties
                    .iter()
                    .filter(|property| property.required.is_some())
                    .count()
            }
            Some(SchemaKind::Any) | None => 0,
            Some(_) => match ty {
                // Text takes what is left of texts with a form.
                Type::String => 1,
                _ => 1000,
            },
        }
    }
}

fn plain_name(ty: &Type) -> &'static str {
    match ty {
        Type::Bool => "Boolean",
        Type::I32 | Type::I64 => "Integer",
        Type::F32 | Type::F64 => "Number",
        Type::String => "Text",
        Type::Uuid => "Id",
        Type::DateTime => "DateTime",
        Type::Date => "Date",
        Type::Vec(_) | Type::List(_) => "List",
        Type::Map(..) => "Map",
        _ => "Json",
    }
}

/// How a value of this type is passed to a function.
pub(super) fn passing(ty: &Type) -> Passing {
    match ty {
        Type::Vec(item) if **item == Type::String => Passing::IntoItems,
        Type::Vec(_) => Passing::Items,
        Type::String | Type::DateTime | Type::Nullable(_) => Passing::Into,
        _ => Passing::Value,
    }
}

fn enum_values(values: &[String]) -> Vec<EnumValue> {
    let mut taken = BTreeSet::from(["unknown".to_owned()]);
    values
        .iter()
        .map(|value| {
            let name = if value.trim().is_empty() {
                "Empty"
            } else {
                value
            };
            EnumValue {
                variant: Ident::pascal(name).unique(&mut taken),
                wire: value.clone(),
            }
        })
        .collect()
}

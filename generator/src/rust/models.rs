//! Schemas to structs, enums and unions.

use std::collections::{BTreeMap, BTreeSet};

use super::docs::clean;
use super::ident::NO_FILES;
use super::model_names::Named;
use super::types::{is_nullable, item_type, type_of};
use super::{
    Constant, Field, Ident, Model, ModelKind, Passing, Struct, Type, boxing, enums, limits,
};
use crate::api::{
    self, Api, Encoding, PartEncoding, Property, Schema, SchemaId, SchemaKind, StringFormat,
};

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
                form: forms.get(id).copied(),
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
    mark_constants(&mut models);
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

/// Gives properties that are always there and have one value that value: it is nothing to ask for.
fn mark_constants(models: &mut [Model]) {
    let constants: BTreeMap<Ident, Ident> = models
        .iter()
        .filter_map(|model| match &model.kind {
            ModelKind::Enum(known) => match known.values.as_slice() {
                [only] => Some((model.name.clone(), only.variant.clone())),
                _ => None,
            },
            _ => None,
        })
        .collect();
    let structs = models.iter_mut().filter_map(|model| match &mut model.kind {
        ModelKind::Struct(structure) => Some(structure),
        _ => None,
    });
    for field in structs.flat_map(|structure| &mut structure.fields) {
        if let Type::Model(name) = &field.ty
            && let Some(only) = constants.get(name)
        {
            field.constant = Some(Constant::Variant(name.clone(), only.clone()));
        }
        if field.constant.is_some() {
            field.asked = false;
        }
    }
}

/// The schemas that are sent as forms, and how their parts are written. Where several operations
/// send one, the first says it.
fn forms(api: &Api) -> BTreeMap<SchemaId, &BTreeMap<String, PartEncoding>> {
    let bodies = api
        .operations
        .iter()
        .filter_map(|operation| operation.body.as_ref());
    bodies
        .flat_map(|body| &body.contents)
        .filter(|content| content.encoding == Encoding::Multipart)
        .rev()
        .map(|content| (content.value.schema.clone(), &content.parts))
        .collect()
}

/// What the decisions about one type look at.
pub(super) struct Lowering<'a> {
    pub(super) api: &'a Api,
    pub(super) named: &'a Named,
    pub(super) name: &'a Ident,
    form: Option<&'a BTreeMap<String, PartEncoding>>,
}

impl Lowering<'_> {
    fn kind(&self, schema: &Schema) -> Option<ModelKind> {
        match &schema.kind {
            SchemaKind::Enum(known) => Some(ModelKind::Enum(enums::known_values(known))),
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
            form: self.form.is_some(),
            sent: true,
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
        if self.form.is_some() {
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
        let docs = field_docs(property, &plain);
        // What may be null is given as it is stored, so that null can be given.
        let argument = if nullable { ty.clone() } else { plain };
        Field {
            name: Ident::snake(&property.name).unique(taken),
            wire: property.name.clone(),
            docs,
            deprecated: property.deprecated,
            text: self.form.is_some() && self.is_enum(&property.value.schema),
            media_type: self.part_media_type(&property.name),
            passing: passing(&argument),
            required: property.required.is_some(),
            asked: is_asked(property),
            constant: property
                .constant
                .as_ref()
                .and_then(serde_json::Value::as_bool)
                .filter(|_| ty == Type::Bool)
                .map(Constant::Boolean),
            received: property.read_only && property.required.is_none(),
            argument,
            ty,
        }
    }

    /// The media type of a part of a form. Of several it is for the caller to say which.
    fn part_media_type(&self, name: &str) -> Option<String> {
        let media_type = self.form?.get(name)?.media_type.as_deref()?;
        (!media_type.contains([',', '*'])).then(|| media_type.to_owned())
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
}

/// Whether who makes a value must give a property: it is required, and what is required of the
/// sender alone, too.
fn is_asked(property: &Property) -> bool {
    let only_sent = property.listed && property.write_only && !property.read_only;
    property.required.is_some() || only_sent
}

/// What the description says about a property, then what it says about its values.
fn field_docs(property: &Property, plain: &Type) -> Vec<String> {
    let mut docs = property
        .description
        .as_deref()
        .map(clean)
        .unwrap_or_default();
    let limits = limits::sentences(property, plain);
    if !limits.is_empty() {
        if docs.is_empty() {
            docs.push(format!(
                "The property `{}`.",
                property.name.replace('`', "'")
            ));
        }
        docs.push(String::new());
        docs.extend(limits);
    }
    docs
}

/// How a value of this type is passed to a function.
pub(super) fn passing(ty: &Type) -> Passing {
    match ty {
        Type::Vec(item) if **item == Type::String => Passing::IntoItems,
        Type::Vec(_) => Passing::Items,
        Type::Json | Type::String | Type::Base64 | Type::DateTime => Passing::Into,
        Type::Decimal | Type::Nullable(_) => Passing::Into,
        _ => Passing::Value,
    }
}

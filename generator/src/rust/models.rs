//! Converts schemas to structs, enums and unions.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::chosen_names::{Chosen, STRUCT_METHODS};
use super::code_span::code_span;
use super::docs::clean;
use super::ident::NO_FILES;
use super::model_names::Named;
use super::own_types::key;
use super::personal::FORMATS;
use super::place_docs::place;
use super::sample_limits::TEXT;
use super::types::{is_nullable, item_type, type_of};
use super::{
    Constant, EnumValue, Field, FurtherParts, Generic, Ident, Model, ModelKind, Part, PartHeader,
    Passing, Plain, Struct, Type, boxing, enums, limits, sample_value,
};
use crate::Names;
use crate::api::{
    self, Api, Encoding, PartEncoding, Property, Schema, SchemaId, SchemaKind, StringFormat,
};

/// The most arguments of `new` that are positional.
const MOST_ARGUMENTS: usize = 4;

/// Every payload type, sorted by name.
pub(super) fn decide_models(api: &Api, named: &Named, names: &Names) -> Vec<Model> {
    let forms = forms(api);
    let shared = named.shared();
    let mut modules: BTreeSet<String> = NO_FILES.iter().map(|&name| name.into()).collect();
    let mut models: Vec<Model> = named
        .owners()
        .filter_map(|(name, id)| {
            let schema = api.schemas.get(id)?;
            let lowering = Lowering {
                api,
                named,
                names,
                name,
                id,
                form: forms.get(id).copied(),
            };
            Some(Model {
                name: name.clone(),
                module: Ident::snake(name.as_str())
                    .unique(&mut modules)
                    .private_module(),
                home: None,
                docs: schema
                    .description
                    .as_deref()
                    .map(clean)
                    .filter(|lines| !lines.is_empty())
                    .unwrap_or_else(|| {
                        let place = place(&id.0, shared.contains(name));
                        vec![place.unwrap_or_else(|| format!("The schema `{name}`."))]
                    }),
                deprecated: schema.deprecated,
                derives: Vec::new(),
                kind: lowering.kind(schema)?,
            })
        })
        .collect();
    let open: BTreeSet<Ident> = models
        .iter()
        .filter(|model| model.is_open())
        .map(|model| model.name.clone())
        .collect();
    mark_constants(&mut models);
    mark_tag_notes(&mut models);
    for model in &mut models {
        let ModelKind::Struct(structure) = &mut model.kind else {
            continue;
        };
        for field in &mut structure.fields {
            if field
                .argument
                .as_model()
                .is_some_and(|name| open.contains(name))
            {
                field.passing = Passing::Into;
            }
        }
    }
    boxing::break_cycles(&mut models);
    name_arguments(&mut models, names);
    models
}

/// Turns the arguments of `new` into fields of a struct, if there are too many to tell apart by
/// position.
fn name_arguments(models: &mut [Model], names: &Names) {
    let types = models.iter().map(|model| model.name.as_str());
    let types = types.chain(names.aliases.keys().map(String::as_str));
    let mut taken: BTreeSet<String> = types.map(str::to_lowercase).collect();
    for model in models {
        if let ModelKind::Struct(structure) = &mut model.kind {
            let asked = structure.fields.iter().filter(|field| field.asked).count();
            let name = format!("{} Required", model.name);
            structure.arguments =
                (asked > MOST_ARGUMENTS).then(|| Ident::pascal(&name).unique(&mut taken));
        }
    }
}

/// Sets required properties that have a constant or default: `new` does not ask for them.
fn mark_constants(models: &mut [Model]) {
    let enums: BTreeMap<Ident, Vec<EnumValue>> = models
        .iter()
        .filter_map(|model| match &model.kind {
            ModelKind::Enum(known) => Some((model.name.clone(), known.values.clone())),
            _ => None,
        })
        .collect();
    let structs = models.iter_mut().filter_map(|model| match &mut model.kind {
        ModelKind::Struct(structure) => Some(structure),
        _ => None,
    });
    for field in structs.flat_map(|structure| &mut structure.fields) {
        // An optional property only has a value if the caller sets it.
        if !field.asked {
            field.constant = None;
        } else if let Some(name) = field.ty.present().as_model() {
            let variant = match (enums.get(name).map(Vec::as_slice), &field.constant) {
                (Some([only]), _) => Some(only),
                (Some(values), Some(Constant::Text(default))) => {
                    values.iter().find(|value| value.wire.text() == *default)
                }
                _ => None,
            };
            field.constant = variant
                .map(|variant| Constant::Variant(name.clone(), variant.variant.clone()))
                .or(field.constant.take().filter(|it| *it == Constant::None));
        }
        if field.constant.is_some() {
            field.asked = false;
        }
    }
}

/// Sets where variants note that an optional tag was missing: in the undescribed properties.
fn mark_tag_notes(models: &mut [Model]) {
    let notes: BTreeMap<Ident, Ident> = models
        .iter()
        .filter_map(|model| match &model.kind {
            ModelKind::Struct(it) if it.is_json() && it.rest().is_none() => {
                Some((model.name.clone(), it.extra.clone()))
            }
            _ => None,
        })
        .collect();
    let unions = models.iter_mut().filter_map(|model| match &mut model.kind {
        ModelKind::Union(union) => Some(union),
        _ => None,
    });
    for variant in unions.flat_map(|union| &mut union.variants) {
        let payload = variant.payload.as_ref().and_then(Type::as_model);
        if let (true, Some(payload)) = (variant.tag_is_optional, payload) {
            variant.tag_note = notes.get(payload).cloned();
        }
    }
}

/// The constant value of a property of this type.
fn constant(value: &Value, ty: &Type) -> Option<Constant> {
    match (value, ty.plain()?) {
        (Value::Bool(value), Plain::Bool) => Some(Constant::Boolean(*value)),
        (Value::Number(number), Plain::F64) => number.as_f64().map(Constant::Number),
        (Value::Number(number), plain) => {
            let text = number.to_string();
            let integer = text.parse().ok().filter(|_| plain.holds_integer(&text));
            integer.map(Constant::Integer)
        }
        (Value::Null, Plain::Json) => Some(Constant::Null),
        _ => None,
    }
}

/// The default of a required property. That of an enum is its string, until the variants are known.
fn default(property: &Property, ty: &Type) -> Option<Constant> {
    let (_, value) = property.limits.iter().find(|(key, _)| *key == "default")?;
    let present = ty.present();
    let is_model = present.as_model().is_some();
    match value {
        Value::Null => ty.is(Generic::Option).then_some(Constant::None),
        Value::String(text) => {
            (is_model || *present == Plain::String).then(|| Constant::Text(text.clone()))
        }
        Value::Number(number) if is_model => Some(Constant::Text(number.to_string())),
        Value::Array(items) if items.is_empty() => {
            present.is(Generic::Vec).then_some(Constant::NoItems)
        }
        value => constant(value, present),
    }
}

/// The schemas that are sent as forms, and the encoding of their parts. If several operations send
/// one, the first decides.
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

/// The input of decisions about one type.
pub(super) struct Lowering<'a> {
    pub(super) api: &'a Api,
    pub(super) named: &'a Named,
    pub(super) names: &'a Names,
    pub(super) name: &'a Ident,
    id: &'a SchemaId,
    form: Option<&'a BTreeMap<String, PartEncoding>>,
}

impl Lowering<'_> {
    fn kind(&self, schema: &Schema) -> Option<ModelKind> {
        match &schema.kind {
            SchemaKind::Enum(known) => {
                let chosen = self.names.variants.get(&key(&schema.id));
                Some(ModelKind::Enum(enums::known_values(known, chosen)))
            }
            SchemaKind::Object(object) => Some(ModelKind::Struct(self.structure(object, schema))),
            SchemaKind::Union(union) => Some(ModelKind::Union(self.union(union, &schema.id))),
            _ => None,
        }
    }

    fn structure(&self, object: &api::Object, schema: &Schema) -> Struct {
        let mut taken = BTreeSet::from(STRUCT_METHODS.map(str::to_owned));
        let chosen = self.names.properties.get(&key(&schema.id));
        let chosen = Chosen::claim(chosen, false, &mut taken);
        let tag_values = self.api.tags_of(&schema.id);
        let tags = object
            .properties
            .iter()
            // The union writes an optional tag: elsewhere it is not sent.
            .filter(|property| property.required.is_some())
            .filter_map(|it| Some((it.name.clone(), tag_values.get(&it.name)?.clone())))
            .collect();
        let properties =
            (object.properties.iter()).filter(|property| !tag_values.contains_key(&property.name));
        let names = chosen.or_snake(properties.clone().map(|it| it.name.as_str()), &mut taken);
        let fields = properties.zip(names);
        let mut fields: Vec<Field> = fields
            .map(|(property, name)| self.field(property, name))
            .collect();
        fields.extend(self.part_headers(object, &mut taken));
        self.order(&mut fields, object);
        let parts = self.further_parts(object, &fields, schema.closed);
        let extra = if object.additional.is_some() || parts.is_some() {
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
            parts,
            arguments: None,
        }
    }

    /// Required fields first: in the pinned order, then in that of the document, so that neither a
    /// vendor who sorts a list nor a new property silently swaps two arguments of one type.
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

    fn field(&self, property: &Property, name: Ident) -> Field {
        let plain = type_of(self.api, self.named, &property.value);
        let types = &self.named.chosen;
        let mut plain = types.of_property(self.id, &property.name, plain);
        let mut nullable = is_nullable(self.api, &property.value)
            && plain != Plain::Json
            && !self.named.nulls.are_absent(self.id, &property.name);
        if self.form.is_some() {
            plain = self.form_type(&property.value.schema, plain);
            // A part can't be null: it is absent.
            nullable &= property.required.is_some();
        }
        let ty = match (property.required.is_some(), nullable) {
            (true, false) => plain.clone(),
            (true, true) => Generic::Option.of(plain.clone()),
            (false, true) => Generic::Nullable.of(plain.clone()),
            (false, false) => match plain.inside(Generic::Vec) {
                Some(item) => Generic::List.of(item.clone()),
                None => Generic::Option.of(plain.clone()),
            },
        };
        let docs = field_docs(property, &name, &plain);
        // A nullable value is passed as stored, so that null can be passed.
        let argument = if nullable { ty.clone() } else { plain };
        Field {
            name,
            wire: property.name.clone(),
            docs,
            deprecated: property.deprecated,
            part: self.form.map(|parts| part(parts, &property.name, &ty)),
            header: None,
            passing: passing(&argument),
            required: property.required.is_some(),
            asked: is_asked(property),
            constant: self.constant(property, &ty),
            read_only: property.read_only && property.required.is_none(),
            personal: self.has_personal_format(property),
            argument,
            ty,
        }
    }

    /// The value of a property that `new` sets on its own. A released argument stays an argument,
    /// even if it gets a default.
    fn constant(&self, property: &Property, ty: &Type) -> Option<Constant> {
        let released = self.named.arguments(self.name).contains(&property.name);
        let one = property.constant.as_ref();
        one.and_then(|value| constant(value, ty.present()))
            .or_else(|| default(property, ty).filter(|_| !released))
    }

    /// Whether the values of a property, or its items, have a format of personal data.
    fn has_personal_format(&self, property: &Property) -> bool {
        let items = match self.api.schemas.get(&property.value.schema) {
            Some(schema) => match &schema.kind {
                SchemaKind::List(item) => self.api.schemas.get(&item.schema),
                _ => None,
            },
            None => None,
        };
        let of_items = items.into_iter().flat_map(|schema| &schema.limits);
        let mut limits = property.limits.iter().chain(of_items);
        limits.any(|(key, value)| {
            let format = value.as_str().filter(|_| *key == "format");
            format.is_some_and(|format| FORMATS.contains(&format))
        })
    }

    /// The described headers of parts.
    fn part_headers(&self, object: &api::Object, taken: &mut BTreeSet<String>) -> Vec<Field> {
        let parts = self.form.into_iter().flatten();
        let parts = parts.filter(|(name, _)| object.properties.iter().any(|it| it.name == **name));
        let headers = parts.flat_map(|(part, encoding)| {
            let headers = encoding.headers.iter();
            headers.filter_map(move |(name, header)| Some((part, name, header.as_ref()?)))
        });
        headers
            .map(|(part, wire, header)| {
                let plain = type_of(self.api, self.named, &header.value);
                let code = |text: &str| text.replace('`', "'");
                let mut docs = vec![format!(
                    "The header `{}` of the part `{}`{}.",
                    code(wire),
                    code(part),
                    if header.required {
                        ", which must have it"
                    } else {
                        ""
                    },
                )];
                if let Some(text) = &header.description {
                    docs.push(String::new());
                    docs.extend(clean(text));
                }
                Field {
                    name: Ident::snake(&format!("{part} {wire}")).unique(taken),
                    wire: wire.clone(),
                    docs,
                    deprecated: false,
                    part: None,
                    header: Some(PartHeader {
                        part: part.clone(),
                        explode: header.explode,
                        sample: sample_value::make(self.api, self.named, &header.value),
                    }),
                    passing: passing(&plain),
                    required: false,
                    asked: false,
                    constant: None,
                    read_only: false,
                    personal: false,
                    ty: Generic::Option.of(plain.clone()),
                    argument: plain,
                }
            })
            .collect()
    }

    /// The undescribed parts, if they are not JSON: they are files, or may be.
    fn further_parts(
        &self,
        object: &api::Object,
        fields: &[Field],
        closed: bool,
    ) -> Option<FurtherParts> {
        self.form?;
        let mut parts = fields.iter().filter_map(|field| field.part.as_ref());
        let beside_files = parts.any(|part| part.files);
        match &object.additional {
            Some(value) => {
                let ty = type_of(self.api, self.named, value);
                let ty = self.form_type(&value.schema, ty);
                (beside_files || ty.holds_file()).then(|| FurtherParts {
                    ty,
                    sample: sample_value::make(self.api, self.named, value),
                })
            }
            None => (beside_files && !closed).then(|| FurtherParts {
                ty: Plain::FormPart.into(),
                sample: TEXT.into(),
            }),
        }
    }

    /// Bytes in a form are files. One or several files are a list of them; values that may also be
    /// something else are parts of either kind.
    fn form_type(&self, id: &SchemaId, plain: Type) -> Type {
        let mut found = Found::default();
        self.look_for_files(id, &mut Vec::new(), &mut found);
        if !found.file {
            return plain.without_null_items();
        }
        let item = if found.other {
            Plain::FormPart
        } else {
            Plain::File
        };
        match found.list {
            true => Generic::Vec.of(item),
            false => item.into(),
        }
    }

    /// Searches lists and unions for their possible values.
    fn look_for_files(&self, id: &SchemaId, trail: &mut Vec<SchemaId>, found: &mut Found) {
        if trail.contains(id) {
            return;
        }
        trail.push(id.clone());
        match self.api.schemas.get(id).map(|schema| &schema.kind) {
            Some(SchemaKind::String(StringFormat::Binary)) => found.file = true,
            Some(SchemaKind::List(item)) => {
                found.list = true;
                self.look_for_files(&item.schema, trail, found);
            }
            Some(SchemaKind::Union(union)) => {
                for variant in &union.variants {
                    self.look_for_files(&variant.value.schema, trail, found);
                }
            }
            _ => found.other = true,
        }
        trail.pop();
    }
}

/// The possible values of a part.
#[derive(Default)]
struct Found {
    file: bool,
    list: bool,
    other: bool,
}

fn part(parts: &BTreeMap<String, PartEncoding>, name: &str, ty: &Type) -> Part {
    let encoding = parts.get(name);
    let listed = encoding.and_then(|it| it.media_type.as_deref());
    // Of several, the caller's file decides; else the first that is not a range.
    let mut media_types = listed.unwrap_or_default().split(',').map(str::trim);
    Part {
        position: encoding.map_or(usize::MAX, |it| it.position.0),
        files: ty.holds_file(),
        media_type: media_types
            .find(|one| !one.is_empty() && !one.contains('*'))
            .map(str::to_owned),
        style: encoding.and_then(|it| it.style),
    }
}

/// Whether the creator of a value must set a property: it is required, possibly only of the sender.
fn is_asked(property: &Property) -> bool {
    let only_sent = property.listed && property.write_only && !property.read_only;
    property.required.is_some() || only_sent
}

/// The description of a property, or else its name on the wire if that differs; then its limits.
fn field_docs(property: &Property, name: &Ident, plain: &Type) -> Vec<String> {
    let wire = &property.name;
    let described = property.description.as_deref().map(clean);
    let described = described.filter(|lines| !lines.is_empty());
    let mut docs = described.unwrap_or_else(|| {
        let differs = wire != name.as_str();
        let on_the_wire = differs.then(|| format!("{} on the wire.", code_span(wire)));
        on_the_wire.into_iter().collect()
    });
    let limits = limits::sentences(property, plain);
    if !limits.is_empty() {
        if !docs.is_empty() {
            docs.push(String::new());
        }
        docs.extend(limits);
    }
    docs
}

/// How a value of this type is passed to a function.
pub(super) fn passing(ty: &Type) -> Passing {
    let of_plain = |ty: &Type| Some(ty.plain()?.facts().passing);
    match ty.generic() {
        Some((Generic::Vec, item)) => of_plain(item).map_or(Passing::Items, |[_, list]| list),
        Some((Generic::Nullable, _)) => Passing::Into,
        _ => of_plain(ty).map_or(Passing::Value, |[one, _]| one),
    }
}

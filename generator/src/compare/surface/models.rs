//! The types of payloads: fields, constructors, values, variants and conversions.

use std::collections::BTreeMap;

use serde_json::Value;

use super::{Item, Origin, Surface};
use crate::rust::{
    Client, Enum, EnumWire, Field, Ident, Model, ModelKind, Struct, Telling, Type, Union, Untagged,
    argument,
};

pub(super) fn add(surface: &mut Surface, client: &Client) {
    for model in &client.models {
        let mut adding = Adding {
            surface,
            path: format!("models::{}", model.name),
            name: &model.name,
        };
        adding.model(model);
    }
}

/// Adds the former names of types.
pub(super) fn add_aliases(surface: &mut Surface, aliases: &BTreeMap<Ident, Ident>) {
    for (alias, name) in aliases {
        let origin = Origin::Model(name.clone());
        let item = Item::plain(origin.clone(), format!("pub type {alias} = {name}"));
        surface.insert(
            format!("models::{alias}"),
            item.part(origin, format!("models::{name}")),
        );
    }
}

struct Adding<'a> {
    surface: &'a mut Surface,
    path: String,
    name: &'a Ident,
}

impl Adding<'_> {
    fn model(&mut self, model: &Model) {
        let keyword = match &model.kind {
            ModelKind::Struct(_) => "struct",
            ModelKind::Enum(_) | ModelKind::Union(_) => "enum",
        };
        let origin = Origin::Model(self.name.clone());
        let mut item = Item::plain(origin.clone(), format!("pub {keyword} {}", self.name));
        item.deprecated = model.deprecated;
        item = item.part(origin.clone(), keyword);
        match &model.kind {
            ModelKind::Struct(structure) => {
                for (name, value) in &structure.tags {
                    item = item.wire(self.member(name), tag_text(value));
                }
                self.structure(structure);
            }
            ModelKind::Enum(known) => {
                self.json();
                let kind = if known.integer { "numbers" } else { "texts" };
                item = item.part(origin, kind);
                self.enumeration(known);
            }
            ModelKind::Union(union) => {
                self.json();
                item = item.wire(origin, told_by(union));
                self.union(union);
            }
        }
        self.surface.insert(self.path.clone(), item);
    }

    fn member(&self, wire: &str) -> Origin {
        Origin::Member(self.name.clone(), wire.to_owned())
    }

    fn insert(&mut self, name: &str, item: Item) {
        self.surface.insert(format!("{}::{name}", self.path), item);
    }

    /// The conversions from and to JSON.
    fn json(&mut self) {
        for name in ["Serialize", "Deserialize"] {
            let origin = Origin::Model(self.name.clone());
            let shown = format!("impl {name} for {}", self.name);
            self.insert(&format!("<{name}>"), Item::of(&self.path, origin, shown));
        }
    }

    fn structure(&mut self, structure: &Struct) {
        let origin = Origin::Model(self.name.clone());
        for field in &structure.fields {
            self.field(field, structure.sent);
        }
        if structure.is_json() {
            self.json();
        }
        if structure.has_rest() {
            let ty = match structure.rest() {
                Some(ty) => format!("BTreeMap<String, {ty}>"),
                None => "Extra".to_owned(),
            };
            let extra = structure.extra.as_str();
            let item = Item::of(&self.path, origin.clone(), format!("pub {extra}: {ty}"));
            self.insert(extra, item.part(origin.clone(), ty));
        }
        if structure.form {
            let shown = format!("impl From<{}> for Form", self.name);
            self.insert("<into Form>", Item::of(&self.path, origin.clone(), shown));
        }
        if structure.sent {
            self.constructors(structure);
        }
    }

    fn constructors(&mut self, structure: &Struct) {
        let origin = Origin::Model(self.name.clone());
        let required: Vec<&Field> = structure.fields.iter().filter(|it| it.asked).collect();
        let arguments: Vec<String> = required
            .iter()
            .map(|field| {
                format!(
                    "{}: {}",
                    field.name,
                    argument(&field.argument, field.passing)
                )
            })
            .collect();
        let shown = format!("pub fn new({}) -> Self", arguments.join(", "));
        let mut new = Item::of(&self.path, origin.clone(), shown);
        for field in &required {
            new = new.part(
                self.member(&field.wire),
                argument(&field.argument, field.passing),
            );
        }
        self.insert("new", new);
        if required.is_empty() {
            let shown = format!("impl Default for {}", self.name);
            self.insert("<Default>", Item::of(&self.path, origin, shown));
        }
    }

    fn field(&mut self, field: &Field, sent: bool) {
        let origin = self.member(&field.wire);
        let shown = format!("pub {}: {}", field.name, field.ty);
        let mut item = Item::of(&self.path, origin.clone(), shown)
            .part(origin.clone(), field.ty.to_string())
            .wire(origin.clone(), field.wire.as_str());
        item.deprecated = field.deprecated;
        self.insert(field.name.as_str(), item);
        if sent && !field.asked {
            let taken = argument(&field.argument, field.passing);
            let shown = format!("pub fn {}(self, {taken}) -> Self", field.name);
            let mut setter = Item::of(&self.path, origin.clone(), shown).part(origin, taken);
            setter.deprecated = field.deprecated;
            self.insert(&format!("{}()", field.name), setter);
        }
    }

    fn enumeration(&mut self, known: &Enum) {
        for value in &known.values {
            let wire = match &value.wire {
                EnumWire::Text(text) => text.clone(),
                EnumWire::Integer(number) => number.to_string(),
            };
            let origin = self.member(&wire);
            let item = Item::of(&self.path, origin.clone(), value.variant.as_str());
            self.insert(value.variant.as_str(), item.wire(origin, wire));
        }
    }

    fn union(&mut self, union: &Union) {
        for variant in &union.variants {
            let payload = variant.payload.as_ref();
            let origin = match &variant.tag {
                Some(tag) => self.member(&tag_text(tag)),
                None => Origin::Model(self.name.clone()),
            };
            let shown = match payload {
                Some(payload) => format!("{}({payload})", variant.name),
                None => variant.name.to_string(),
            };
            let item = Item::of(&self.path, origin.clone(), shown.as_str())
                .part(
                    origin.clone(),
                    payload.map(Type::to_string).unwrap_or_default(),
                )
                .wire(
                    origin.clone(),
                    variant.tag.as_ref().map(tag_text).unwrap_or_default(),
                );
            self.insert(variant.name.as_str(), item);
            if let Some(payload) = payload.filter(|_| variant.from) {
                let from = match payload {
                    Type::Box(inner) => inner,
                    other => other,
                };
                let shown = format!("impl From<{from}> for {}", self.name);
                self.insert(
                    &format!("<From<{from}>>"),
                    Item::of(&self.path, origin, shown),
                );
            }
        }
    }
}

/// What tells the variants of a union apart: the discriminator, the type of its values where they are
/// no texts, and the variant of all other values.
fn told_by(union: &Union) -> String {
    let mut words = union.discriminator.clone().unwrap_or_default();
    match union
        .variants
        .iter()
        .find_map(|variant| variant.tag.as_ref())
    {
        Some(Value::Number(_)) => words.push_str(" number"),
        Some(Value::Bool(_)) => words.push_str(" boolean"),
        _ => {}
    }
    let default = match union.telling {
        Telling::Tag {
            rest: Some(Untagged::Unknown(at)),
        } => Some(at),
        Telling::Table { default, .. } => default,
        Telling::Tag { .. } => None,
    };
    if let Some(default) = default.and_then(|at| union.variants.get(at)) {
        words.push_str(" else ");
        words.push_str(default.name.as_str());
    }
    words
}

/// A tag as a mapping names it.
fn tag_text(tag: &Value) -> String {
    match tag {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

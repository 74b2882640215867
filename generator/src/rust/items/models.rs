//! Payload types: fields, constructors, values, variants and conversions.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::Items;
use super::{Item, Kind, Member, Origin, Owner, Path, Receiver, Text};
use crate::rust::{
    Client, Distinction, Enum, EnumWire, Field, Generic, Ident, Model, ModelKind, Plain, Struct,
    Type, Union, Untagged, Variant,
};

/// The items that every struct has.
const STRUCT: &[&str] = &["<Clone>", "<Debug>", "<PartialEq>"];

/// The items that every union has.
const UNION: &[&str] = &["<Clone>", "<Debug>", "<PartialEq>", "Unknown"];

/// The items that every enum of strings has.
const TEXTS: &[&str] = &[
    "<Clone>",
    "<Debug>",
    "<Display>",
    "<Eq>",
    "<From<&str>>",
    "<From<String>>",
    "<Hash>",
    "<Ord>",
    "<PartialEq>",
    "<PartialOrd>",
    "Unknown",
    "as_str",
];

/// The items that every enum of integers has.
const INTEGERS: &[&str] = &[
    "<Clone>",
    "<Debug>",
    "<Display>",
    "<Eq>",
    "<From<i64>>",
    "<Hash>",
    "<Ord>",
    "<PartialEq>",
    "<PartialOrd>",
    "Unknown",
    "as_i64",
];

/// The items of a struct.
pub(crate) struct StructItems<'a> {
    /// The field that keeps undescribed properties.
    pub(crate) rest: Option<Rest<'a>>,
    /// The arguments of `new`, if there is one.
    pub(crate) new: Option<Vec<&'a Field>>,
    /// The struct that holds them as fields, if `new` takes one.
    pub(crate) arguments: Option<&'a Ident>,
    /// The fields with setters.
    pub(crate) setters: Vec<&'a Field>,
    /// Whether it is `Default`.
    pub(crate) default: bool,
    /// Whether `new` sets values on its own, so that it can't be derived.
    pub(crate) filled: bool,
    /// Whether it is (de)serialized as JSON.
    pub(crate) json: bool,
    /// Whether it can be sent as a form.
    pub(crate) form: bool,
    /// Whether programs construct it.
    sent: bool,
}

/// The field that keeps undescribed properties.
pub(crate) struct Rest<'a> {
    /// The field.
    pub(crate) name: &'a Ident,
    /// The type of the values, if the description sets one.
    pub(crate) ty: Option<&'a Type>,
}

impl<'a> Rest<'a> {
    pub(crate) fn of(structure: &'a Struct) -> Option<Self> {
        structure.has_rest().then(|| Self {
            name: &structure.extra,
            ty: structure.rest(),
        })
    }
}

impl<'a> StructItems<'a> {
    /// The items of a struct; `sent` is whether programs construct it.
    pub(crate) fn of(structure: &'a Struct, sent: bool) -> Self {
        let asked = structure.fields.iter().filter(|field| field.asked);
        let asked: Vec<&Field> = asked.collect();
        let setters = structure.fields.iter().filter(|field| !field.asked);
        let mut fields = structure.fields.iter();
        Self {
            rest: Rest::of(structure),
            setters: setters.filter(|_| sent).collect(),
            default: sent && asked.is_empty(),
            filled: fields.any(|field| field.asked || field.constant.is_some()),
            new: sent.then_some(asked),
            arguments: structure.arguments.as_ref().filter(|_| sent),
            json: structure.is_json(),
            form: structure.form,
            sent,
        }
    }

    /// Whether a field is decoded and never sent.
    pub(crate) fn is_received(&self, field: &Field) -> bool {
        self.sent && field.read_only
    }

    /// How a property is read and written.
    pub(crate) fn property(&self, field: &Field) -> Property {
        // Null is an ordinary value in arbitrary JSON.
        let inner = field.ty.inside(Generic::Option);
        let is_json = inner.is_some_and(|inner| *inner == Plain::Json);
        match (field.required, self.is_received(field), is_json) {
            (true, _, _) => Property::Required,
            (false, false, false) => Property::Optional,
            (false, false, true) => Property::OptionalJson,
            (false, true, false) => Property::Received,
            (false, true, true) => Property::ReceivedJson,
        }
    }
}

/// How a property is read from and written to JSON.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Property {
    Required,
    Optional,
    /// Any JSON, where null is a value.
    OptionalJson,
    /// Never sent.
    Received,
    /// Both.
    ReceivedJson,
}

/// The items of a union.
pub(crate) struct UnionItems<'a> {
    /// The variants that can be converted from their payload's type, with that type.
    pub(crate) from: Vec<(&'a Variant, &'a Type)>,
}

impl<'a> UnionItems<'a> {
    pub(crate) fn of(union: &'a Union) -> Self {
        let from = union.variants.iter().filter(|variant| variant.from);
        let from = from.filter_map(|variant| Some((variant, variant.payload.as_ref()?.unboxed())));
        Self {
            from: from.collect(),
        }
    }
}

/// The items of one payload type of a client.
pub(crate) fn items_of_model(client: &Client, model: &Model) -> Items {
    let features = client.features_of_model(&model.name);
    items_of_type(model, client.sent.contains(&model.name), &features)
}

/// The items of one payload type, which any of these cargo features compiles; `sent` is whether
/// programs construct it.
pub(super) fn items_of_type(model: &Model, sent: bool, features: &BTreeSet<&str>) -> Items {
    let mut items = Items::new();
    let mut adding = Adding {
        items: &mut items,
        path: Path::of(Owner::Model(model.name.clone())),
        name: &model.name,
    };
    adding.model(model, sent);
    if let Some(home) = &model.home {
        add_uses(&mut items, home);
    }
    add_features(&mut items, features);
    items
}

/// Sets the cargo features of types, which their members are compiled with.
fn add_features(items: &mut Items, features: &BTreeSet<&str>) {
    if !features.is_empty() {
        for (_, item) in items.iter_mut().filter(|(path, _)| path.member.is_none()) {
            item.features = features.iter().map(|&it| it.to_owned()).collect();
        }
    }
}

/// Adds the paths of types in their module.
fn add_uses(items: &mut Items, home: &Ident) {
    let types = items.keys().filter(|path| path.member.is_none());
    let uses = types.filter_map(|path| {
        let name = path.model()?;
        let at = Path::of(Owner::InHome(home.clone(), name.clone()));
        Some((
            at,
            Item::new(Kind::Use, Origin::Model(name.clone())).of(path),
        ))
    });
    let uses: Items = uses.collect();
    items.extend(uses);
}

/// Adds the former names of a client's types.
pub(crate) fn add_aliases(items: &mut Items, client: &Client) {
    let features = |name: &Ident| client.features_of_model(name);
    add_names(items, &client.models, &client.aliases, features);
}

/// Adds the former names of types, each compiled with the features of its type.
pub(super) fn add_names<'a>(
    items: &mut Items,
    models: &[Model],
    aliases: &BTreeMap<Ident, Ident>,
    features: impl Fn(&Ident) -> BTreeSet<&'a str>,
) {
    let models = models
        .iter()
        .map(|model| (&model.name, model.home.as_ref()));
    let models: BTreeMap<&Ident, Option<&Ident>> = models.collect();
    // An existing type with the name takes precedence.
    for (alias, name) in aliases
        .iter()
        .filter(|(alias, _)| !models.contains_key(alias))
    {
        let origin = Origin::Model(name.clone());
        let item = Item::new(Kind::Alias, origin.clone());
        let item = item.part(origin, Type::model(name));
        let path = Path::of(Owner::Model(alias.clone()));
        let mut added = Items::from([(path, item)]);
        if let Some(Some(home)) = models.get(name) {
            add_uses(&mut added, home);
        }
        add_features(&mut added, &features(name));
        items.extend(added);
    }
}

struct Adding<'a> {
    items: &'a mut Items,
    path: Path,
    name: &'a Ident,
}

impl Adding<'_> {
    fn model(&mut self, model: &Model, sent: bool) {
        let origin = self.origin();
        let mut item = match &model.kind {
            ModelKind::Struct(structure) => {
                self.structure(structure, sent);
                let mut item =
                    Item::new(Kind::Struct(STRUCT), origin.clone()).part(origin, "struct");
                for (name, value) in &structure.tags {
                    item = item.wire(self.of_member(name), tag_text(value));
                }
                item
            }
            ModelKind::Enum(known) => {
                self.enumeration(known);
                let (always, values) = match known.integer {
                    true => (INTEGERS, "enum of numbers"),
                    false => (TEXTS, "enum of texts"),
                };
                Item::new(Kind::Enum(always), origin.clone()).part(origin, values)
            }
            ModelKind::Union(union) => {
                self.union(union);
                let item = Item::new(Kind::Enum(UNION), origin.clone());
                item.part(origin.clone(), "enum")
                    .wire(origin, distinction(union))
            }
        };
        for derive in &model.derives {
            self.implement(derive.to_string(), self.origin());
        }
        item.deprecated = model.deprecated;
        self.items.insert(self.path.clone(), item);
    }

    fn origin(&self) -> Origin {
        Origin::Model(self.name.clone())
    }

    fn of_member(&self, wire: &str) -> Origin {
        Origin::Member(self.name.clone(), wire.to_owned())
    }

    fn insert(&mut self, member: Member, item: Item) {
        self.items
            .insert(self.path.member(member), item.of(&self.path));
    }

    fn implement(&mut self, name: impl Into<String>, origin: Origin) {
        let item = Item::new(Kind::Trait, origin);
        self.insert(Member::Trait(name.into()), item);
    }

    /// The conversions from and to JSON.
    fn json(&mut self) {
        for name in ["Serialize", "Deserialize"] {
            self.implement(name, self.origin());
        }
    }

    fn structure(&mut self, structure: &Struct, sent: bool) {
        let items = StructItems::of(structure, sent);
        for field in &structure.fields {
            let origin = self.of_member(&field.wire);
            let mut item = Item::new(Kind::Field, origin.clone())
                .part(origin.clone(), &field.ty)
                .wire(origin, field.wire.as_str());
            item.deprecated = field.deprecated;
            self.insert(Member::Named(field.name.to_string()), item);
        }
        if let Some(rest) = items.rest {
            let item = Item::new(Kind::Field, self.origin());
            let item = match rest.ty {
                Some(ty) => {
                    let map = Type::map_of(ty.clone());
                    item.part(self.origin(), map)
                }
                None => item.part(self.origin(), "Extra"),
            };
            self.insert(Member::Named(rest.name.to_string()), item);
        }
        if let Some(arguments) = items.new {
            let output = Text::from("Self");
            let mut new = Item::new(Kind::Function(Receiver::None, output), self.origin());
            match items.arguments {
                Some(name) => {
                    let ty = Text::from(Type::model(name));
                    new = new.argument(self.origin(), "required", ty);
                    self.arguments(name, arguments);
                }
                None => new = self.with_fields(new, arguments),
            }
            for field in &structure.fields {
                if let Some(value) = &field.constant {
                    new = new.wire(self.of_member(&field.wire), format!("{value:?}"));
                }
            }
            self.insert(Member::Named("new".to_owned()), new);
        }
        for field in items.setters {
            let origin = self.of_member(&field.wire);
            let kind = Kind::Function(Receiver::Owned, "Self".into());
            let taken = Text::argument(&field.argument, field.passing);
            let mut setter = Item::new(kind, origin.clone()).part(origin, taken);
            setter.deprecated = field.deprecated;
            self.insert(Member::Method(field.name.to_string()), setter);
        }
        if items.default {
            self.implement("Default", self.origin());
        }
        if items.json {
            self.json();
        }
        if items.form {
            self.implement("into Form", self.origin());
        }
    }

    /// The struct that holds the arguments of `new` as fields: callers do not depend on their
    /// order.
    fn arguments(&mut self, name: &Ident, mut arguments: Vec<&Field>) {
        arguments.sort_by_key(|field| &field.name);
        let item = Item::new(Kind::Record, Origin::Model(name.clone())).of(&self.path);
        let item = self.with_fields(item, arguments);
        self.items
            .insert(Path::of(Owner::Model(name.clone())), item);
    }

    /// The same with each of these fields as an argument.
    fn with_fields(&self, item: Item, fields: Vec<&Field>) -> Item {
        fields.into_iter().fold(item, |item, field| {
            let taken = Text::argument(&field.argument, field.passing);
            item.argument(self.of_member(&field.wire), field.name.to_string(), taken)
        })
    }

    fn enumeration(&mut self, known: &Enum) {
        self.json();
        for value in &known.values {
            let wire = match &value.wire {
                EnumWire::Text(text) => text.clone(),
                EnumWire::Integer(number) => number.to_string(),
            };
            let origin = self.of_member(&wire);
            let item = Item::new(Kind::Variant, origin.clone()).wire(origin, wire);
            self.insert(Member::Named(value.variant.to_string()), item);
        }
    }

    fn union(&mut self, union: &Union) {
        self.json();
        for variant in &union.variants {
            let origin = self.of_variant(variant);
            let item = Item::new(Kind::Variant, origin.clone());
            let item = match &variant.payload {
                Some(payload) => item.part(origin.clone(), payload),
                None => item,
            };
            let tag = variant.tag.as_ref().map(tag_text).unwrap_or_default();
            let name = Member::Named(variant.name.to_string());
            self.insert(name, item.wire(origin, tag));
        }
        for (variant, from) in UnionItems::of(union).from {
            let origin = self.of_variant(variant);
            if *from == Plain::String {
                self.implement("From<&str>", origin.clone());
            }
            self.implement(format!("From<{from}>"), origin);
        }
    }

    fn of_variant(&self, variant: &Variant) -> Origin {
        match &variant.tag {
            Some(tag) => self.of_member(&tag_text(tag)),
            None => self.origin(),
        }
    }
}

/// How the variants of a union are told apart: the discriminator, the type of its values unless
/// they are strings, and the variant of all other values.
fn distinction(union: &Union) -> String {
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
    let default = match union.distinction {
        Distinction::Tag {
            rest: Some(Untagged::Unknown(at)),
        } => Some(at),
        Distinction::Table { default, .. } => default,
        Distinction::Tag { .. } => None,
    };
    if let Some(default) = default.and_then(|at| union.variants.get(at)) {
        words.push_str(" else ");
        words.push_str(default.name.as_str());
    }
    words
}

/// A tag as written in a mapping.
fn tag_text(tag: &Value) -> String {
    match tag {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

//! The input of a schema's type: schemas of one shape are equal, ignoring descriptions.

use std::collections::BTreeSet;

use indexmap::IndexSet;
use serde_json::Value;

use super::own_types::is_type;
use crate::api::{
    Api, Enum, EnumValue, Object, Property, Schema, SchemaId, SchemaKind, TagType, Union, Use,
    Variant,
};

static NONE: BTreeSet<SchemaId> = BTreeSet::new();

/// The shapes of an API's schemas, each made once.
#[derive(Debug)]
pub(crate) struct Shapes<'a> {
    api: &'a Api,
    /// The schemas that are equal to no other.
    apart: &'a BTreeSet<SchemaId>,
    /// The numbers that are known, by the schemas' positions in the API.
    numbers: Vec<Option<usize>>,
    classes: Vec<Option<usize>>,
    known: IndexSet<Shape<'a>>,
}

impl<'a> Shapes<'a> {
    pub(crate) fn new(api: &'a Api) -> Self {
        Self::of(api, &NONE)
    }

    pub(super) fn of(api: &'a Api, apart: &'a BTreeSet<SchemaId>) -> Self {
        Self {
            api,
            apart,
            numbers: vec![None; api.schemas.len()],
            classes: vec![None; api.schemas.len()],
            known: IndexSet::new(),
        }
    }

    /// Whether two schemas are equal, ignoring descriptions, so that they can share one type.
    pub(crate) fn are_equal(&mut self, a: &SchemaId, b: &SchemaId) -> bool {
        let schemas = &self.api.schemas;
        let keys = schemas.get_key_value(a).zip(schemas.get_key_value(b));
        keys.is_some_and(|((a, _), (b, _))| self.class(a) == self.class(b))
    }

    /// One number for all equal schemas, components included.
    pub(super) fn class(&mut self, id: &'a SchemaId) -> usize {
        let Some((at, _, schema)) = self.api.schemas.get_full(id) else {
            return self.intern(Shape::Missing(id));
        };
        if let Some(class) = self.classes[at] {
            return class;
        }
        let shape = self.shape(schema);
        let class = self.intern(shape);
        self.classes[at] = Some(class);
        class
    }

    /// One number for all equal inline schemas; a component only equals itself.
    pub(super) fn number(&mut self, id: &'a SchemaId) -> usize {
        let Some((at, _, schema)) = self.api.schemas.get_full(id) else {
            return self.intern(Shape::Missing(id));
        };
        if let Some(number) = self.numbers[at] {
            return number;
        }
        // A recursive schema equals no other.
        self.numbers[at] = Some(at);
        if id.component().is_some() || self.apart.contains(id) {
            return at;
        }
        let shape = self.shape(schema);
        let number = self.intern(shape);
        self.numbers[at] = Some(number);
        number
    }

    /// The number of a shape: the smaller ones are of schemas that equal no other.
    fn intern(&mut self, shape: Shape<'a>) -> usize {
        self.numbers.len() + self.known.insert_full(shape).0
    }

    fn shape(&mut self, schema: &'a Schema) -> Shape<'a> {
        let kind = match &schema.kind {
            SchemaKind::Object(object) => self.object(object, &schema.id),
            SchemaKind::Union(union) => self.union(union),
            SchemaKind::Enum(Enum { values }) => {
                let values = values.iter().map(|value| {
                    let EnumValue {
                        wire,
                        name,
                        description: _,
                    } = value;
                    (wire, name)
                });
                Kind::Plain(format!("enum {:?}", values.collect::<BTreeSet<_>>()))
            }
            SchemaKind::List(item) => Kind::List(self.used(item)),
            SchemaKind::Tuple(items) => Kind::Tuple(self.all_used(items)),
            SchemaKind::OpenTuple { first, least, rest } => {
                Kind::OpenTuple(self.all_used(first), *least, self.used(rest))
            }
            SchemaKind::Map { key, value } => {
                let key = key.as_ref().map(|key| self.referred(key));
                Kind::Map(key, self.used(value))
            }
            kind => Kind::Plain(format!("{kind:?}")),
        };
        Shape::Of {
            deprecated: schema.deprecated,
            kind,
            // A type's limits belong to the property that has it.
            limits: (!is_type(schema)).then_some(schema.limits.as_slice()),
        }
    }

    fn object(&mut self, object: &'a Object, id: &SchemaId) -> Kind<'a> {
        let Object {
            properties,
            additional,
        } = object;
        let tags = self.api.tags_of(id);
        let properties = properties.iter().map(|property| {
            let Property {
                name,
                at: _,
                value,
                required,
                listed,
                description: _,
                deprecated,
                constant,
                read_only,
                write_only,
                limits,
            } = property;
            PropertyShape {
                name,
                value: self.used(value),
                required: required.is_some(),
                listed: *listed,
                deprecated: *deprecated,
                tag: tags.get(name),
                constant: constant.as_ref(),
                read_only: *read_only,
                write_only: *write_only,
                limits,
            }
        });
        let properties = properties.collect();
        Kind::Object(
            properties,
            additional.as_ref().map(|value| self.used(value)),
        )
    }

    fn union(&mut self, union: &'a Union) -> Kind<'a> {
        let Union {
            discriminator,
            tag_type,
            variants,
        } = union;
        let variants = variants.iter().map(|variant| {
            let Variant {
                tag,
                default,
                value,
            } = variant;
            (tag.as_deref(), *default, self.used(value))
        });
        Kind::Union(variants.collect(), discriminator.as_deref(), *tag_type)
    }

    fn all_used(&mut self, values: &'a [Use]) -> Vec<Used<'a>> {
        values.iter().map(|value| self.used(value)).collect()
    }

    fn used(&mut self, value: &'a Use) -> Used<'a> {
        let Use { schema, nullable } = value;
        Used {
            schema: self.referred(schema),
            nullable: *nullable,
        }
    }

    /// A component by its name, an inline schema by its equality class.
    fn referred(&mut self, id: &'a SchemaId) -> Referred<'a> {
        match id.component() {
            Some(_) => Referred::Component(id),
            None => Referred::InPlace(self.number(id)),
        }
    }
}

#[derive(Debug, PartialEq, Eq, Hash)]
enum Shape<'a> {
    /// Of a schema that the API lacks.
    Missing(&'a SchemaId),
    Of {
        deprecated: bool,
        kind: Kind<'a>,
        limits: Option<&'a [(&'static str, Value)]>,
    },
}

#[derive(Debug, PartialEq, Eq, Hash)]
enum Kind<'a> {
    /// A schema without references, as text.
    Plain(String),
    List(Used<'a>),
    Tuple(Vec<Used<'a>>),
    OpenTuple(Vec<Used<'a>>, usize, Used<'a>),
    Map(Option<Referred<'a>>, Used<'a>),
    Object(Vec<PropertyShape<'a>>, Option<Used<'a>>),
    Union(
        Vec<(Option<&'a str>, bool, Used<'a>)>,
        Option<&'a str>,
        TagType,
    ),
}

#[derive(Debug, PartialEq, Eq, Hash)]
struct PropertyShape<'a> {
    name: &'a str,
    value: Used<'a>,
    required: bool,
    listed: bool,
    deprecated: bool,
    tag: Option<&'a Value>,
    constant: Option<&'a Value>,
    read_only: bool,
    write_only: bool,
    limits: &'a [(&'static str, Value)],
}

#[derive(Debug, PartialEq, Eq, Hash)]
struct Used<'a> {
    schema: Referred<'a>,
    nullable: bool,
}

#[derive(Debug, PartialEq, Eq, Hash)]
enum Referred<'a> {
    Component(&'a SchemaId),
    InPlace(usize),
}

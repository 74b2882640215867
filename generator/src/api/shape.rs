//! The values that a schema excludes, as far as they distinguish the variants of a union: JSON types,
//! listed values, formats, and properties that are required, forbidden or not declared. A shape is at most
//! two objects deep, since decoding doesn't look deeper into a value to find its variant, and less where
//! that has too many parts.

use serde::Serialize;
use serde_json::Value;

use super::{Api, EnumWire, Object, Schema, SchemaId, SchemaKind, StringFormat, Union, Use};

/// The depth to which objects and arrays have content, and how many schemas may be visited for it; the next
/// is tried where that is not enough. Hundreds of objects that refer to each other would have hundreds of
/// thousands of parts at full depth, each of them a line of the client.
const DETAILS: [(usize, usize); 3] = [(2, 200), (1, 200), (0, 10_000)];
/// The maximum depth of nested unions; deeper ones accept any value.
const MOST_UNIONS: usize = 8;
/// The maximum number of variants of a union in an object; one with more accepts any value.
const MOST_VARIANTS: usize = 64;

/// The shape of a schema's values.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub enum Shape {
    /// Any JSON.
    Any,
    /// `null`, or this.
    OrNull(Box<Shape>),
    /// `true` or `false`.
    Boolean,
    /// A number without a fraction.
    Integer,
    /// A number.
    Number,
    /// A string of any format.
    Text,
    /// A string of a format that not every string has.
    Formatted(TextFormat),
    /// One of these, or one that a newer server adds.
    Listed(Vec<Value>),
    /// One of these, which no other variant has.
    Only(Vec<Value>),
    /// An array of items of this shape.
    Array(Box<Shape>),
    /// An array with an item of each shape.
    Tuple(Vec<Shape>),
    /// An object with values of this shape.
    Map(Box<Shape>),
    /// An object.
    Object(ObjectShape),
    /// One of these.
    Either(Vec<Shape>),
}

/// The shape of an object.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct ObjectShape {
    /// The properties that the schema restricts, sorted by name.
    pub properties: Vec<PropertyShape>,
    /// Whether other properties are excluded.
    pub closed: bool,
}

/// The shape of a property.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct PropertyShape {
    /// Its name.
    pub name: String,
    /// Whether it is present.
    pub presence: Presence,
    /// Its values.
    pub shape: Shape,
}

/// Whether a property is present.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub enum Presence {
    /// Always.
    Required,
    /// It may be absent.
    Optional,
    /// Never.
    Forbidden,
}

/// A format that not every string has.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub enum TextFormat {
    /// `date`
    Date,
    /// `date-time`
    DateTime,
    /// `time`
    Time,
    /// `uuid`
    Uuid,
    /// `ipv4`
    Ipv4,
    /// `ipv6`
    Ipv6,
    /// `uri`
    Uri,
    /// `email`
    Email,
}

impl Shape {
    /// The shape of the values of a use.
    #[must_use]
    pub fn of(api: &Api, value: &Use) -> Self {
        let shape = |(deepest, most)| {
            let mut shapes = Shapes {
                api,
                deepest,
                unions: 0,
                left: Some(most),
            };
            let shape = shapes.of_use(value, 0);
            shapes.left.map(|_| shape)
        };
        DETAILS.into_iter().find_map(shape).unwrap_or(Shape::Any)
    }
}

struct Shapes<'a> {
    api: &'a Api,
    /// The depth from which objects and arrays have no content.
    deepest: usize,
    /// The number of unions being visited.
    unions: usize,
    /// How many more schemas may be visited; `None` if there were too many.
    left: Option<usize>,
}

impl Shapes<'_> {
    fn of_use(&mut self, value: &Use, depth: usize) -> Shape {
        self.left = self.left.and_then(|left| left.checked_sub(1));
        if self.left.is_none() {
            return Shape::Any;
        }
        let Some(schema) = self.api.schemas.get(&value.schema) else {
            return Shape::Any;
        };
        let shape = self.of_schema(schema, depth);
        match value.nullable || schema.nullable {
            true if shape != Shape::Any => Shape::OrNull(Box::new(shape)),
            _ => shape,
        }
    }

    fn of_schema(&mut self, schema: &Schema, depth: usize) -> Shape {
        if !schema.listed.is_empty() {
            return Shape::Listed(schema.listed.clone());
        }
        match &schema.kind {
            SchemaKind::Any => Shape::Any,
            SchemaKind::Boolean => Shape::Boolean,
            SchemaKind::Integer(_) => Shape::Integer,
            SchemaKind::Number | SchemaKind::Decimal => Shape::Number,
            SchemaKind::String(format) => of_text(schema, *format),
            SchemaKind::Enum(known) => {
                let values = known.values.iter().map(|value| match &value.wire {
                    EnumWire::Text(text) => Value::from(text.as_str()),
                    EnumWire::Integer(number) => Value::from(*number),
                });
                Shape::Listed(values.collect())
            }
            SchemaKind::List(_) if depth >= self.deepest => Shape::Array(Box::new(Shape::Any)),
            SchemaKind::List(item) => Shape::Array(Box::new(self.of_use(item, depth + 1))),
            SchemaKind::Tuple(items) if depth < self.deepest => {
                let items = items.iter().map(|item| self.of_use(item, depth + 1));
                Shape::Tuple(items.collect())
            }
            SchemaKind::Tuple(_) | SchemaKind::OpenTuple { .. } => {
                Shape::Array(Box::new(Shape::Any))
            }
            SchemaKind::Map { value, .. } if depth < self.deepest => {
                Shape::Map(Box::new(self.of_use(value, depth + 1)))
            }
            SchemaKind::Map { .. } => Shape::Map(Box::new(Shape::Any)),
            SchemaKind::Object(_) if depth >= self.deepest => Shape::Object(ObjectShape::default()),
            SchemaKind::Object(object) => self.of_object(schema, object, depth),
            SchemaKind::Union(_) if self.unions == MOST_UNIONS => Shape::Any,
            SchemaKind::Union(union) if depth > 0 && union.variants.len() > MOST_VARIANTS => {
                Shape::Any
            }
            SchemaKind::Union(union) => {
                self.unions += 1;
                let shape = self.of_union(union, depth);
                self.unions -= 1;
                shape
            }
        }
    }

    fn of_object(&mut self, schema: &Schema, object: &Object, depth: usize) -> Shape {
        let forbidden = forbidden(schema);
        let is_forbidden = |name: &str, id: &SchemaId| {
            forbidden.contains(&name.to_owned()) || self.api.schemas.get(id).is_some_and(is_never)
        };
        let mut properties = Vec::new();
        for property in &object.properties {
            let presence = match property.required {
                _ if is_forbidden(&property.name, &property.value.schema) => Presence::Forbidden,
                Some(_) => Presence::Required,
                None => Presence::Optional,
            };
            properties.push((property, presence));
        }
        let mut properties: Vec<PropertyShape> = properties
            .into_iter()
            .map(|(property, presence)| PropertyShape {
                name: property.name.clone(),
                presence,
                shape: self.of_use(&property.value, depth + 1),
            })
            .collect();
        for name in forbidden {
            if !properties.iter().any(|property| property.name == name) {
                properties.push(PropertyShape {
                    name,
                    presence: Presence::Forbidden,
                    shape: Shape::Any,
                });
            }
        }
        // In byte order, like the comparison in the lookup.
        properties.sort_by(|a, b| a.name.cmp(&b.name));
        Shape::Object(ObjectShape {
            properties,
            closed: schema.closed && object.additional.is_none(),
        })
    }

    fn of_union(&mut self, union: &Union, depth: usize) -> Shape {
        let shapes = union.variants.iter().map(|variant| {
            let mut shape = self.of_use(&variant.value, depth);
            // Without any content it has no tag either.
            if let (Some(name), Some(tag), Shape::Object(object)) =
                (&union.discriminator, &variant.tag, &mut shape)
                && self.deepest > 0
            {
                let tag = union.tag_type.value(tag);
                match object.properties.iter_mut().find(|it| it.name == *name) {
                    Some(property) => property.shape = Shape::Listed(vec![tag]),
                    None => {
                        object.properties.push(PropertyShape {
                            name: name.clone(),
                            presence: Presence::Required,
                            shape: Shape::Listed(vec![tag]),
                        });
                        object.properties.sort_by(|a, b| a.name.cmp(&b.name));
                    }
                }
            }
            shape
        });
        let mut all: Vec<Shape> = Vec::new();
        for shape in shapes {
            if !all.contains(&shape) {
                all.push(shape);
            }
        }
        match all.len() {
            1 => all.swap_remove(0),
            _ => Shape::Either(all),
        }
    }
}

fn of_text(schema: &Schema, format: StringFormat) -> Shape {
    let named = schema.limits.iter().find(|(key, _)| *key == "format");
    Shape::Formatted(match (format, named.and_then(|(_, name)| name.as_str())) {
        (StringFormat::Uuid, _) => TextFormat::Uuid,
        (StringFormat::DateTime, _) => TextFormat::DateTime,
        (StringFormat::Date, _) => TextFormat::Date,
        (StringFormat::Text, Some("time")) => TextFormat::Time,
        (StringFormat::Text, Some("ipv4")) => TextFormat::Ipv4,
        (StringFormat::Text, Some("ipv6")) => TextFormat::Ipv6,
        (StringFormat::Text, Some("uri" | "url")) => TextFormat::Uri,
        (StringFormat::Text, Some("email")) => TextFormat::Email,
        _ => return Shape::Text,
    })
}

fn limit<'a>(schema: &'a Schema, key: &str) -> Option<&'a Value> {
    let found = schema.limits.iter().find(|(name, _)| *name == key);
    found.map(|(_, value)| value)
}

/// Whether a schema has no values: `false` in JSON Schema.
fn is_never(schema: &Schema) -> bool {
    let not = limit(schema, "not").and_then(Value::as_object);
    not.is_some_and(serde_json::Map::is_empty)
}

/// The properties that `not` forbids individually: `not: {required: [a]}`, and
/// `not: {anyOf: [{required: [a]}, {required: [b]}]}`.
fn forbidden(schema: &Schema) -> Vec<String> {
    fn only(schema: &Value, key: &str) -> Option<Vec<Value>> {
        let members = schema.as_object()?;
        let others = members.keys().any(|other| other != key && other != "type");
        let list = members.get(key)?.as_array()?;
        (!others).then(|| list.clone())
    }
    let required = |schema: &Value| match only(schema, "required")?.as_slice() {
        [name] => name.as_str().map(str::to_owned),
        _ => None,
    };
    let Some(not) = limit(schema, "not") else {
        return Vec::new();
    };
    let several = only(not, "anyOf").unwrap_or_default();
    let several = several.iter().filter_map(required);
    required(not).into_iter().chain(several).collect()
}

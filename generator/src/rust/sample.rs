//! A call of every operation for tests: payloads from the description, else made from the schemas.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use super::model_names::Named;
use super::sample_limits::{self, TEXT};
use super::{Input, Sample, sample_sets};
use crate::api::{
    Api, Direction, Encoding, EnumWire, Operation, SchemaId, SchemaKind, Status, StringFormat,
    Union, Use, Variant,
};

/// To which depth optional properties are filled in.
const OPTIONAL_DEPTH: usize = 3;
/// To which depth values are made at all; a schema that requires itself ends here.
const DEEPEST: usize = 24;
/// The most values in one payload; schemas that double with each level end here.
const MOST: usize = 1_000;

/// Values for all inputs of an operation and the response of a server.
pub(super) fn call<'a>(
    api: &Api,
    named: &Named,
    operation: &Operation,
    inputs: impl Iterator<Item = &'a Input>,
) -> Sample {
    let mut values = BTreeMap::new();
    for input in inputs {
        let value = if input.is_body() {
            body(api, named, operation)
        } else {
            let parameter = operation.parameters.iter().find(|one| {
                one.name == input.wire && input.target.location() == Some(one.location)
            });
            parameter.map_or(Value::Null, |parameter| {
                parameter
                    .example
                    .clone()
                    .unwrap_or_else(|| match &parameter.value {
                        Some(value) => make(api, named, value),
                        None => json!(TEXT),
                    })
            })
        };
        values.insert(input.name.to_string(), value);
    }
    Sample {
        inputs: values,
        response: response(api, named, operation),
    }
}

fn body(api: &Api, named: &Named, operation: &Operation) -> Value {
    let shown = operation
        .examples
        .iter()
        .find(|one| one.direction == Direction::Request);
    match (shown, &operation.body) {
        (Some(example), _) => match described(operation, Direction::Request) {
            Some(of) => named.nulls.without(api, of, &example.value),
            None => example.value.clone(),
        },
        (None, Some(body)) => body
            .preferred()
            .map_or(Value::Null, |content| make(api, named, &content.value)),
        (None, None) => Value::Null,
    }
}

/// The schema of the payloads in this direction.
pub(super) fn described(spec: &Operation, direction: Direction) -> Option<&Use> {
    let contents = match direction {
        Direction::Request => &spec.body.as_ref()?.contents,
        Direction::Response(status) => {
            let mut responses = spec.success.iter().chain(&spec.failures);
            &responses.find(|one| one.status == status)?.contents
        }
    };
    let json = contents.iter().find(|one| one.encoding == Encoding::Json);
    Some(&json?.value)
}

fn response(api: &Api, named: &Named, operation: &Operation) -> (u16, Option<Value>) {
    let mut successes = operation.success.iter();
    let Some(response) = successes.find(|one| !one.status.is_redirect()) else {
        return (200, None);
    };
    let code = match response.status {
        Status::Code(code) => code,
        Status::Range(_) | Status::Default => 200,
    };
    let mut shown = operation
        .examples
        .iter()
        .filter(|_| !response.contents.is_empty());
    let shown = shown.find(|example| example.direction == Direction::Response(response.status));
    let made = || {
        response
            .preferred()
            .map(|content| make(api, named, &content.value))
    };
    (
        code,
        shown.map(|example| example.value.clone()).or_else(made),
    )
}

/// A value of a schema.
pub(super) fn make(api: &Api, named: &Named, value: &Use) -> Value {
    let mut maker = Maker {
        api,
        named,
        left: MOST,
    };
    maker.schema(&value.schema, 0)
}

/// Makes one payload.
struct Maker<'a> {
    api: &'a Api,
    named: &'a Named,
    /// How many values may still be made.
    left: usize,
}

impl Maker<'_> {
    fn schema(&mut self, id: &SchemaId, depth: usize) -> Value {
        let api = self.api;
        let Some(schema) = api.schemas.get(id) else {
            return Value::Null;
        };
        if depth > DEEPEST || self.left == 0 {
            return Value::Null;
        }
        self.left -= 1;
        if let Some(value) = self.named.chosen.sample(id) {
            return value.clone();
        }
        if let Some(value) = self.named.limited.get(id) {
            return value.clone();
        }
        match &schema.kind {
            SchemaKind::Any => json!({ "any": "value" }),
            SchemaKind::Boolean => json!(true),
            SchemaKind::Integer(_) => json!(7),
            SchemaKind::Number | SchemaKind::Decimal => json!(1.5),
            SchemaKind::String(StringFormat::Uuid) => json!("1c6fbb06-9a5e-4b7c-8f4e-7f6a1d2c3b4a"),
            SchemaKind::String(StringFormat::DateTime) => json!("2026-01-02T03:04:05.678Z"),
            SchemaKind::String(StringFormat::Date) => json!("2026-01-02"),
            SchemaKind::String(StringFormat::Base64 | StringFormat::Base64Url) => {
                json!("c29tZSB0ZXh0")
            }
            SchemaKind::String(StringFormat::Base32) => json!("ONXW2ZI="),
            SchemaKind::String(StringFormat::Base32Hex) => json!("EDNMQP8="),
            SchemaKind::String(StringFormat::Base16) => json!("736F6D65"),
            SchemaKind::String(StringFormat::Text | StringFormat::Binary) => json!(TEXT),
            SchemaKind::Enum(known) => match known.values.first().map(|value| &value.wire) {
                Some(EnumWire::Text(text)) => json!(text),
                Some(EnumWire::Integer(number)) => json!(number),
                None => Value::Null,
            },
            SchemaKind::Tuple(items) => {
                let items = items
                    .iter()
                    .map(|item| self.schema(&item.schema, depth + 1));
                items.collect()
            }
            SchemaKind::OpenTuple { first, .. } => {
                let items = first
                    .iter()
                    .map(|item| self.schema(&item.schema, depth + 1));
                items.collect()
            }
            SchemaKind::List(item) if sample_sets::is_set(schema) => {
                self.set(&item.schema, sample_limits::items(schema), depth + 1)
            }
            SchemaKind::List(item) => {
                let items = 0..sample_limits::items(schema);
                items
                    .map(|_| self.schema(&item.schema, depth + 1))
                    .collect()
            }
            SchemaKind::Map { key, value } => {
                let key = key.as_ref().map(|key| self.schema(key, depth + 1));
                let key = key.and_then(|key| key.as_str().map(str::to_owned));
                let key = key.unwrap_or_else(|| "1c6fbb06-9a5e-4b7c-8f4e-7f6a1d2c3b4a".into());
                json!({ key: self.schema(&value.schema, depth + 1) })
            }
            SchemaKind::Object(object) => {
                let tags = api.tags_of(id);
                let mut made = Map::new();
                for property in &object.properties {
                    if let Some(tag) = tags.get(&property.name) {
                        made.insert(property.name.clone(), tag.clone());
                    } else if let Some(value) =
                        self.named.chosen.sample_of_property(id, &property.name)
                    {
                        made.insert(property.name.clone(), value.clone());
                    } else if property.required.is_some() || depth < OPTIONAL_DEPTH {
                        made.insert(
                            property.name.clone(),
                            self.schema(&property.value.schema, depth + 1),
                        );
                    }
                }
                Value::Object(made)
            }
            SchemaKind::Union(union) => match union.variants.first() {
                Some(variant) => self.variant(union, variant, depth),
                None => Value::Null,
            },
        }
    }

    /// This many different items, or fewer if no more were found.
    fn set(&mut self, item: &SchemaId, number: usize, depth: usize) -> Value {
        let (api, named) = (self.api, self.named);
        let first = self.schema(item, depth);
        let is_chosen = |id: &SchemaId| named.chosen.sample(id).is_some();
        let varied = |id: &SchemaId| named.varied.get(id).filter(|_| !is_chosen(id));
        let others: Vec<Value> = match api.schemas.get(item).map(|schema| &schema.kind) {
            _ if is_chosen(item) => Vec::new(),
            Some(SchemaKind::Union(union)) => {
                let variants = union.variants.iter().skip(1).take(number);
                variants.map(|it| self.variant(union, it, depth)).collect()
            }
            Some(SchemaKind::Object(object)) => {
                let tags = api.tags_of(item);
                let properties = object.properties.iter().filter(|it| {
                    let chosen = named.chosen.sample_of_property(item, &it.name);
                    !tags.contains_key(&it.name) && it.constant.is_none() && chosen.is_none()
                });
                let properties = properties.filter_map(|property| {
                    let values = varied(&property.value.schema)?;
                    Some((&property.name, values)).filter(|_| values.len() > 1)
                });
                let values = properties
                    .take(number)
                    .flat_map(|(name, values)| values.iter().map(move |value| (name, value)));
                let objects = values.filter_map(|(name, value)| {
                    let mut object = first.clone();
                    *object.get_mut(name)? = value.clone();
                    Some(object)
                });
                objects.collect()
            }
            _ => varied(item).cloned().unwrap_or_default(),
        };
        let mut items = vec![first];
        for other in others {
            if items.len() < number && !items.contains(&other) {
                items.push(other);
            }
        }
        Value::Array(items)
    }

    fn variant(&mut self, union: &Union, variant: &Variant, depth: usize) -> Value {
        let mut made = self.schema(&variant.value.schema, depth + 1);
        if let (Some(name), Some(tag), Value::Object(made)) =
            (&union.discriminator, &variant.tag, &mut made)
        {
            made.insert(name.clone(), union.tag_type.value(tag));
        }
        made
    }
}

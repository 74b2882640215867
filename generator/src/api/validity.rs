//! Whether a value is valid for a schema, as far as a client encodes and decodes it: types, listed
//! values, properties. Lengths, patterns and the like are left to the API.

use std::cell::Cell;

use serde_json::{Map, Value};

use super::{
    Api, EnumWire, IntegerFormat, Object, Schema, SchemaId, SchemaKind, StringFormat, Union, Use,
};
use crate::document::{Pointer, kind};

/// The maximum depth of nested schemas.
const DEEPEST: usize = 200;

/// The maximum number of comparisons with a schema, as nested alternatives multiply. Beyond it, a value
/// counts as valid.
const MOST: usize = 100_000;

/// The reason why a value is invalid.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Fault {
    /// The location of the invalid part.
    pub(crate) at: Pointer,
    /// The reason, to follow "the value".
    pub(crate) message: String,
}

/// The first fault of the value at `at`.
pub(crate) fn fault(api: &Api, of: &Use, value: &Value, at: &Pointer) -> Option<Fault> {
    let validity = Validity {
        api,
        left: Cell::new(MOST),
    };
    validity.of_use(of, value, at, 0).err()
}

struct Validity<'a> {
    api: &'a Api,
    /// The remaining number of comparisons with a schema.
    left: Cell<usize>,
}

impl Validity<'_> {
    fn of_use(&self, of: &Use, value: &Value, at: &Pointer, depth: usize) -> Result<(), Fault> {
        if of.nullable && value.is_null() {
            return Ok(());
        }
        self.of_schema(&of.schema, value, at, depth + 1)
    }

    fn of_schema(
        &self,
        id: &SchemaId,
        value: &Value,
        at: &Pointer,
        depth: usize,
    ) -> Result<(), Fault> {
        let left = self.left.get();
        self.left.set(left.saturating_sub(1));
        let known = self.api.schemas.get(id);
        let Some(schema) = known.filter(|_| depth < DEEPEST && left > 0) else {
            return Ok(());
        };
        if schema.nullable && value.is_null() {
            return Ok(());
        }
        if !schema.listed.is_empty() && !schema.listed.contains(value) {
            return Err(wrong(at, "is not one of the `enum` values"));
        }
        match &schema.kind {
            SchemaKind::Any => Ok(()),
            SchemaKind::Boolean => expect(value.is_boolean(), "a boolean", value, at),
            SchemaKind::Integer(format) => {
                expect(is_integer(value), "an integer", value, at)?;
                if is_in_range(*format, value) {
                    Ok(())
                } else {
                    Err(wrong(at, "is out of range for its format"))
                }
            }
            SchemaKind::Number | SchemaKind::Decimal => {
                expect(value.is_number(), "a number", value, at)
            }
            SchemaKind::String(format) => {
                expect(value.is_string(), "a string", value, at)?;
                let text = value.as_str().unwrap_or_default();
                if *format == StringFormat::Uuid && !is_uuid(text) {
                    return Err(wrong(at, "is not a UUID"));
                }
                Ok(())
            }
            SchemaKind::Enum(known) => {
                let is = |wire: &EnumWire| match wire {
                    EnumWire::Text(text) => value.as_str() == Some(text),
                    EnumWire::Integer(number) => value.as_i64() == Some(*number),
                };
                if known.values.iter().any(|one| is(&one.wire)) {
                    Ok(())
                } else {
                    Err(wrong(at, "is not one of the `enum` values"))
                }
            }
            SchemaKind::List(item) => {
                let items = array(value, at)?;
                let mut items = items.iter().enumerate();
                items.try_for_each(|(index, value)| {
                    self.of_use(item, value, &at.child(index), depth)
                })
            }
            SchemaKind::Tuple(uses) => {
                let items = array(value, at)?;
                if items.len() != uses.len() {
                    let message = format!("has {} items instead of {}", items.len(), uses.len());
                    return Err(wrong(at, &message));
                }
                let mut items = uses.iter().zip(items).enumerate();
                items.try_for_each(|(index, (of, value))| {
                    self.of_use(of, value, &at.child(index), depth)
                })
            }
            SchemaKind::OpenTuple { first, least, rest } => {
                let items = array(value, at)?;
                if items.len() < *least {
                    let message = format!("has {} items, fewer than {least}", items.len());
                    return Err(wrong(at, &message));
                }
                let mut items = items.iter().enumerate();
                items.try_for_each(|(index, value)| {
                    let of = first.get(index).unwrap_or(rest);
                    self.of_use(of, value, &at.child(index), depth)
                })
            }
            SchemaKind::Map { key, value: of } => {
                for (name, value) in object(value, at)? {
                    let at = at.child(name);
                    if let Some(key) = key {
                        let name = Value::from(name.as_str());
                        self.of_schema(key, &name, &at, depth + 1)?;
                    }
                    self.of_use(of, value, &at, depth)?;
                }
                Ok(())
            }
            SchemaKind::Object(described) => {
                let members = object(value, at)?;
                self.of_object(described, schema, members, at, depth)
            }
            SchemaKind::Union(union) => self.of_union(union, value, at, depth),
        }
    }

    fn of_object(
        &self,
        object: &Object,
        schema: &Schema,
        members: &Map<String, Value>,
        at: &Pointer,
        depth: usize,
    ) -> Result<(), Fault> {
        let tags = self.api.tags_of(&schema.id);
        for property in &object.properties {
            let Some(value) = members.get(&property.name) else {
                if property.required.is_some() {
                    let message = format!("lacks `{}`, which is required", property.name);
                    return Err(wrong(at, &message));
                }
                continue;
            };
            let at = at.child(&property.name);
            let only = tags.get(&property.name).or(property.constant.as_ref());
            if let Some(only) = only.filter(|only| *only != value) {
                return Err(wrong(
                    &at,
                    &format!("is not `{only}`, the only valid value"),
                ));
            }
            self.of_use(&property.value, value, &at, depth)?;
        }
        for (name, value) in members {
            if object.properties.iter().any(|it| it.name == *name) {
                continue;
            }
            match &object.additional {
                Some(of) => self.of_use(of, value, &at.child(name), depth)?,
                None if schema.closed => {
                    let message = format!("has `{name}`, which `additionalProperties` forbids");
                    return Err(wrong(at, &message));
                }
                None => {}
            }
        }
        Ok(())
    }

    fn of_union(
        &self,
        union: &Union,
        value: &Value,
        at: &Pointer,
        depth: usize,
    ) -> Result<(), Fault> {
        let tag = union.discriminator.as_ref().and_then(|it| value.get(it));
        let tagged: Vec<_> = union
            .variants
            .iter()
            .filter(|one| {
                let of_variant = one.tag.as_ref().map(|it| union.tag_type.value(it));
                tag.is_some() && tag == of_variant.as_ref()
            })
            .collect();
        // If exactly one variant has the value's tag, its fault can be reported.
        if let [only] = tagged.as_slice() {
            return self.of_use(&only.value, value, at, depth);
        }
        let mut variants = union.variants.iter();
        if variants.any(|one| self.of_use(&one.value, value, at, depth).is_ok()) {
            Ok(())
        } else {
            Err(wrong(at, "matches none of the alternatives"))
        }
    }
}

fn wrong(at: &Pointer, message: &str) -> Fault {
    Fault {
        at: at.clone(),
        message: message.to_owned(),
    }
}

fn expect(is: bool, expected: &str, value: &Value, at: &Pointer) -> Result<(), Fault> {
    if is {
        return Ok(());
    }
    let message = format!("is {}, but the schema expects {expected}", kind(value));
    Err(wrong(at, &message))
}

fn array<'v>(value: &'v Value, at: &Pointer) -> Result<&'v [Value], Fault> {
    expect(value.is_array(), "an array", value, at)?;
    Ok(value.as_array().map_or(&[], Vec::as_slice))
}

fn object<'v>(value: &'v Value, at: &Pointer) -> Result<&'v Map<String, Value>, Fault> {
    match value {
        Value::Object(members) => Ok(members),
        _ => {
            let message = format!("is {}, but the schema expects an object", kind(value));
            Err(wrong(at, &message))
        }
    }
}

/// A number without a fraction is an integer however it is written (JSON Schema 2020-12, section
/// 4.2.2).
fn is_integer(value: &Value) -> bool {
    let whole = |number: f64| number.fract() == 0.0;
    value.is_i64() || value.is_u64() || value.as_f64().is_some_and(whole)
}

fn is_in_range(format: IntegerFormat, value: &Value) -> bool {
    let Some(number) = value.as_f64() else {
        return true;
    };
    let (least, most) = match format {
        IntegerFormat::Int32 => (f64::from(i32::MIN), f64::from(i32::MAX)),
        IntegerFormat::UInt32 => (0.0, f64::from(u32::MAX)),
        IntegerFormat::Int64 => (-(2_f64.powi(63)), 2_f64.powi(63)),
        IntegerFormat::UInt64 => (0.0, 2_f64.powi(64)),
        IntegerFormat::Int128 => (-(2_f64.powi(127)), 2_f64.powi(127)),
        IntegerFormat::UInt128 => (0.0, 2_f64.powi(128)),
    };
    (least..=most).contains(&number)
}

/// The form of RFC 9562, section 4, and others that a client accepts: without hyphens, in braces, as a
/// URN.
fn is_uuid(text: &str) -> bool {
    let braced = text.strip_prefix('{').and_then(|it| it.strip_suffix('}'));
    let bare = braced.or_else(|| text.strip_prefix("urn:uuid:"));
    let text = bare.unwrap_or(text);
    let is_hyphen = |index| [8, 13, 18, 23].contains(&index);
    let hyphenated = text.len() == 36
        && text.bytes().enumerate().all(|(index, byte)| {
            byte == b'-' && is_hyphen(index) || byte.is_ascii_hexdigit() && !is_hyphen(index)
        });
    hyphenated || text.len() == 32 && text.bytes().all(|byte| byte.is_ascii_hexdigit())
}

//! The Rust type of a use of a schema.

use super::model_names::Named;
use super::{Generic, Plain, Type};
use crate::api::{Api, IntegerFormat, SchemaId, SchemaKind, StringFormat, Use};

/// How deep lists and maps may be nested before the rest is arbitrary JSON.
const DEEPEST: usize = 16;

/// Whether a use allows null.
pub(super) fn is_nullable(api: &Api, value: &Use) -> bool {
    value.nullable
        || api
            .schemas
            .get(&value.schema)
            .is_some_and(|schema| schema.nullable)
}

/// The type of the values of a use, ignoring null.
pub(super) fn type_of(api: &Api, named: &Named, value: &Use) -> Type {
    let mut trail = Trail {
        api,
        named,
        ids: Vec::new(),
    };
    trail.schema_type(&value.schema)
}

/// The type of the values of a map: null is `None`.
pub(super) fn item_type(api: &Api, named: &Named, value: &Use) -> Type {
    let mut trail = Trail {
        api,
        named,
        ids: Vec::new(),
    };
    trail.inner_type(value)
}

/// The schemas on the path to the one that is written inline.
struct Trail<'a> {
    api: &'a Api,
    named: &'a Named,
    ids: Vec<&'a SchemaId>,
}

impl<'a> Trail<'a> {
    /// The type of an item or map value: null is `None`.
    fn inner_type(&mut self, value: &'a Use) -> Type {
        let ty = self.schema_type(&value.schema);
        if is_nullable(self.api, value) && ty != Plain::Json {
            Generic::Option.of(ty)
        } else {
            ty
        }
    }

    fn schema_type(&mut self, id: &'a SchemaId) -> Type {
        let described = self.described_type(id);
        match self.named.chosen.of_schema(id) {
            Some(path) => Type::foreign(path, described),
            None => described,
        }
    }

    /// A list or map that contains itself has no type without a name: its content is arbitrary
    /// JSON.
    fn described_type(&mut self, id: &'a SchemaId) -> Type {
        if let Some(name) = self.named.get(id) {
            return Type::model(name);
        }
        let Some(schema) = self.api.schemas.get(id) else {
            return Plain::Json.into();
        };
        if self.ids.len() == DEEPEST || self.ids.contains(&id) {
            return Plain::Json.into();
        }
        self.ids.push(id);
        let ty = self.kind_type(&schema.kind);
        self.ids.pop();
        ty
    }

    fn kind_type(&mut self, kind: &'a SchemaKind) -> Type {
        match kind {
            SchemaKind::Boolean => Plain::Bool.into(),
            SchemaKind::Integer(IntegerFormat::Int32) => Plain::I32.into(),
            SchemaKind::Integer(IntegerFormat::Int64) => Plain::I64.into(),
            SchemaKind::Integer(IntegerFormat::UInt32) => Plain::U32.into(),
            SchemaKind::Integer(IntegerFormat::UInt64) => Plain::U64.into(),
            SchemaKind::Integer(IntegerFormat::Int128) => Plain::I128.into(),
            SchemaKind::Integer(IntegerFormat::UInt128) => Plain::U128.into(),
            // JSON numbers have no single precision: a decoded `f32` is encoded differently.
            SchemaKind::Number => Plain::F64.into(),
            SchemaKind::Decimal => Plain::Decimal.into(),
            SchemaKind::String(StringFormat::Text) => Plain::String.into(),
            SchemaKind::String(StringFormat::Uuid) => Plain::Uuid.into(),
            SchemaKind::String(StringFormat::DateTime) => Plain::DateTime.into(),
            SchemaKind::String(StringFormat::Date) => Plain::Date.into(),
            SchemaKind::String(StringFormat::Base64) => Plain::Base64.into(),
            SchemaKind::String(StringFormat::Base64Url) => Plain::Base64Url.into(),
            SchemaKind::String(StringFormat::Base32) => Plain::Base32.into(),
            SchemaKind::String(StringFormat::Base32Hex) => Plain::Base32Hex.into(),
            SchemaKind::String(StringFormat::Base16) => Plain::Base16.into(),
            // JSON can't hold bytes; forms send them as files.
            SchemaKind::String(StringFormat::Binary) => Plain::String.into(),
            SchemaKind::List(item) => Generic::Vec.of(self.inner_type(item)),
            SchemaKind::Tuple(items) => {
                Type::Tuple(items.iter().map(|item| self.inner_type(item)).collect())
            }
            SchemaKind::OpenTuple { first, least, rest } => {
                let items = first.iter().enumerate().map(|(at, item)| {
                    let ty = self.inner_type(item);
                    // Null and absent are the same.
                    match at < *least || ty.is(Generic::Option) {
                        true => ty,
                        false => Generic::Option.of(ty),
                    }
                });
                let items = items.collect();
                Type::OpenTuple(items, *least, self.inner_type(rest).into())
            }
            SchemaKind::Map { key, value } => {
                let key = key.as_ref().filter(|key| self.is_key(key));
                let key = key.map_or(Plain::String.into(), |key| self.described_type(key));
                Type::Map(key.into(), self.inner_type(value).into())
            }
            SchemaKind::Any
            | SchemaKind::Enum(_)
            | SchemaKind::Object(_)
            | SchemaKind::Union(_) => Plain::Json.into(),
        }
    }

    /// Whether a schema's type can be the key of a map: strings of a special type.
    fn is_key(&self, key: &SchemaId) -> bool {
        match self.api.schemas.get(key).map(|schema| &schema.kind) {
            Some(SchemaKind::Enum(values)) => !values.is_integer(),
            Some(SchemaKind::String(StringFormat::Uuid)) => true,
            _ => false,
        }
    }
}

//! The Rust type of a use of a schema.

use super::Type;
use super::model_names::Named;
use crate::api::{Api, IntegerFormat, SchemaId, SchemaKind, StringFormat, Use};

/// How deep lists and maps may lie in each other before the rest is free-form JSON.
const DEEPEST: usize = 16;

/// Whether null is among the values of a use.
pub(super) fn is_nullable(api: &Api, value: &Use) -> bool {
    value.nullable
        || api
            .schemas
            .get(&value.schema)
            .is_some_and(|schema| schema.nullable)
}

/// The type of the values of a use, null left aside.
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

/// The schemas on the way to the one that is spelled out.
struct Trail<'a> {
    api: &'a Api,
    named: &'a Named,
    ids: Vec<&'a SchemaId>,
}

impl<'a> Trail<'a> {
    /// The type of an item or map value: null is `None`.
    fn inner_type(&mut self, value: &'a Use) -> Type {
        let ty = self.schema_type(&value.schema);
        if is_nullable(self.api, value) && ty != Type::Json {
            Type::Option(ty.into())
        } else {
            ty
        }
    }

    /// A list or map that contains itself has no type without a name: inside it is any JSON.
    fn schema_type(&mut self, id: &'a SchemaId) -> Type {
        if let Some(name) = self.named.get(id) {
            return Type::Model(name.clone());
        }
        let Some(schema) = self.api.schemas.get(id) else {
            return Type::Json;
        };
        if self.ids.len() == DEEPEST || self.ids.contains(&id) {
            return Type::Json;
        }
        self.ids.push(id);
        let ty = self.kind_type(&schema.kind);
        self.ids.pop();
        ty
    }

    fn kind_type(&mut self, kind: &'a SchemaKind) -> Type {
        match kind {
            SchemaKind::Boolean => Type::Bool,
            SchemaKind::Integer(IntegerFormat::Int32) => Type::I32,
            SchemaKind::Integer(IntegerFormat::Int64) => Type::I64,
            SchemaKind::Integer(IntegerFormat::UInt32) => Type::U32,
            SchemaKind::Integer(IntegerFormat::UInt64) => Type::U64,
            SchemaKind::Integer(IntegerFormat::Int128) => Type::I128,
            SchemaKind::Integer(IntegerFormat::UInt128) => Type::U128,
            // JSON numbers have no single precision: what is read as `f32` is written differently.
            SchemaKind::Number => Type::F64,
            SchemaKind::Decimal => Type::Decimal,
            SchemaKind::String(StringFormat::Text) => Type::String,
            SchemaKind::String(StringFormat::Uuid) => Type::Uuid,
            SchemaKind::String(StringFormat::DateTime) => Type::DateTime,
            SchemaKind::String(StringFormat::Date) => Type::Date,
            SchemaKind::String(StringFormat::Base64) => Type::Base64,
            SchemaKind::String(StringFormat::Base64Url) => Type::Encoded("Base64Url"),
            SchemaKind::String(StringFormat::Base32) => Type::Encoded("Base32"),
            SchemaKind::String(StringFormat::Base32Hex) => Type::Encoded("Base32Hex"),
            SchemaKind::String(StringFormat::Base16) => Type::Encoded("Base16"),
            // Bytes have no place in JSON; a form makes files of them.
            SchemaKind::String(StringFormat::Binary) => Type::String,
            SchemaKind::List(item) => Type::Vec(self.inner_type(item).into()),
            SchemaKind::Tuple(items) => {
                Type::Tuple(items.iter().map(|item| self.inner_type(item)).collect())
            }
            SchemaKind::OpenTuple { first, least, rest } => {
                let items = first.iter().enumerate().map(|(at, item)| {
                    match self.inner_type(item) {
                        // Null and absence are one.
                        ty @ Type::Option(_) => ty,
                        ty if at < *least => ty,
                        ty => Type::Option(ty.into()),
                    }
                });
                let items = items.collect();
                Type::OpenTuple(items, *least, self.inner_type(rest).into())
            }
            SchemaKind::Map { key, value } => {
                let key = key.as_ref().filter(|key| self.is_key(key));
                let key = key.map_or(Type::String, |key| self.schema_type(key));
                Type::Map(key.into(), self.inner_type(value).into())
            }
            SchemaKind::Any
            | SchemaKind::Enum(_)
            | SchemaKind::Object(_)
            | SchemaKind::Union(_) => Type::Json,
        }
    }

    /// Whether a schema has a type that can be the key of a map: texts that say more than text.
    fn is_key(&self, key: &SchemaId) -> bool {
        match self.api.schemas.get(key).map(|schema| &schema.kind) {
            Some(SchemaKind::Enum(values)) => !values.is_integer(),
            Some(SchemaKind::String(StringFormat::Uuid)) => true,
            _ => false,
        }
    }
}

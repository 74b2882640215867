//! The Rust type of a use of a schema.

use super::Type;
use super::model_names::Named;
use crate::api::{Api, IntegerFormat, NumberFormat, SchemaId, SchemaKind, StringFormat, Use};

/// How deep lists and maps may lie in each other before the rest is free-form JSON; a list that
/// contains itself ends here.
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
    schema_type(api, named, &value.schema, 0)
}

/// The type of the values of a map: null is `None`.
pub(super) fn item_type(api: &Api, named: &Named, value: &Use) -> Type {
    inner_type(api, named, value, 0)
}

/// The type of an item or map value: null is `None`.
fn inner_type(api: &Api, named: &Named, value: &Use, depth: usize) -> Type {
    let ty = schema_type(api, named, &value.schema, depth);
    if is_nullable(api, value) && ty != Type::Json {
        Type::Option(ty.into())
    } else {
        ty
    }
}

fn schema_type(api: &Api, named: &Named, id: &SchemaId, depth: usize) -> Type {
    if let Some(name) = named.get(id) {
        return Type::Model(name.clone());
    }
    let Some(schema) = api.schemas.get(id) else {
        return Type::Json;
    };
    if depth == DEEPEST {
        return Type::Json;
    }
    match &schema.kind {
        SchemaKind::Boolean => Type::Bool,
        SchemaKind::Integer(IntegerFormat::Int32) => Type::I32,
        SchemaKind::Integer(IntegerFormat::Int64) => Type::I64,
        SchemaKind::Number(NumberFormat::Float) => Type::F32,
        SchemaKind::Number(NumberFormat::Double) => Type::F64,
        SchemaKind::String(StringFormat::Text) => Type::String,
        SchemaKind::String(StringFormat::Uuid) => Type::Uuid,
        SchemaKind::String(StringFormat::DateTime) => Type::DateTime,
        SchemaKind::String(StringFormat::Date) => Type::Date,
        // Bytes have no place in JSON; a form makes files of them.
        SchemaKind::String(StringFormat::Binary) => Type::String,
        SchemaKind::List(item) => Type::Vec(inner_type(api, named, item, depth + 1).into()),
        SchemaKind::Map { key, value } => {
            let is_key = |key: &&SchemaId| {
                let kind = api.schemas.get(*key).map(|schema| &schema.kind);
                matches!(
                    kind,
                    Some(SchemaKind::Enum(_) | SchemaKind::String(StringFormat::Uuid))
                )
            };
            let key = key.as_ref().filter(is_key);
            let key = key.map_or(Type::String, |key| schema_type(api, named, key, depth + 1));
            Type::Map(key.into(), inner_type(api, named, value, depth + 1).into())
        }
        SchemaKind::Any | SchemaKind::Enum(_) | SchemaKind::Object(_) | SchemaKind::Union(_) => {
            Type::Json
        }
    }
}

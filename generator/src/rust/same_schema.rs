//! Whether two schemas say the same, so that one type can stand for both.

use crate::api::{Api, SchemaId, SchemaKind, Use};

/// How deep schemas that are written inside each other are looked into.
const DEEPEST: usize = 16;

/// Whether two schemas say the same, looking into the schemas written inside them.
pub(crate) fn same_schema(api: &Api, a: &SchemaId, b: &SchemaId) -> bool {
    match (api.schemas.get(a), api.schemas.get(b)) {
        (Some(a), Some(b)) => same_kind(api, &a.kind, &b.kind, 0),
        _ => false,
    }
}

pub(super) fn same_kind(api: &Api, a: &SchemaKind, b: &SchemaKind, depth: usize) -> bool {
    let same_use = |a: &Use, b: &Use| {
        a.nullable == b.nullable
            && (a.schema == b.schema
                || depth < DEEPEST
                    && a.schema.component().is_none()
                    && b.schema.component().is_none()
                    && match (api.schemas.get(&a.schema), api.schemas.get(&b.schema)) {
                        (Some(a), Some(b)) => same_kind(api, &a.kind, &b.kind, depth + 1),
                        _ => false,
                    })
    };
    match (a, b) {
        (SchemaKind::List(a), SchemaKind::List(b)) => same_use(a, b),
        (SchemaKind::Tuple(a), SchemaKind::Tuple(b)) => {
            a.len() == b.len() && a.iter().zip(b).all(|(a, b)| same_use(a, b))
        }
        (
            SchemaKind::OpenTuple {
                first: a,
                least: la,
                rest: ra,
            },
            SchemaKind::OpenTuple {
                first: b,
                least: lb,
                rest: rb,
            },
        ) => {
            a.len() == b.len()
                && la == lb
                && same_use(ra, rb)
                && a.iter().zip(b).all(|(a, b)| same_use(a, b))
        }
        (SchemaKind::Map { value: a, key: ka }, SchemaKind::Map { value: b, key: kb }) => {
            ka == kb && same_use(a, b)
        }
        (SchemaKind::Union(a), SchemaKind::Union(b)) => {
            a.discriminator == b.discriminator
                && a.variants.len() == b.variants.len()
                && a.variants
                    .iter()
                    .zip(&b.variants)
                    .all(|(a, b)| a.tag == b.tag && same_use(&a.value, &b.value))
        }
        (SchemaKind::Object(a), SchemaKind::Object(b)) => {
            a.properties.len() == b.properties.len()
                && a.additional.is_some() == b.additional.is_some()
                && a.properties.iter().zip(&b.properties).all(|(a, b)| {
                    a.name == b.name && a.required == b.required && same_use(&a.value, &b.value)
                })
        }
        (a, b) => a == b,
    }
}

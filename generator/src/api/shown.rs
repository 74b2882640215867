//! The values that schemas show of themselves: `example`, and `examples` of OpenAPI 3.1.

use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::Value;

use super::{Schema, SchemaId, SchemaKind, Use};
use crate::document::Pointer;

/// The values that one node shows.
#[derive(Clone, Debug, Serialize)]
pub struct Shown {
    /// What they are values of.
    pub of: Use,
    /// Where each stands, and the value.
    pub values: Vec<(Pointer, Value)>,
}

/// The values that the nodes of schemas and of properties show, by node.
pub(super) fn collect(
    root: &Value,
    schemas: &BTreeMap<SchemaId, Schema>,
) -> BTreeMap<Pointer, Shown> {
    let mut found = BTreeMap::new();
    let mut add = |pointer: &Pointer, of: &Use| {
        if found.contains_key(pointer) {
            return;
        }
        let values = at(root, pointer);
        if !values.is_empty() {
            let of = of.clone();
            found.insert(pointer.clone(), Shown { of, values });
        }
    };
    for schema in schemas.values() {
        if let SchemaKind::Object(object) = &schema.kind {
            for property in &object.properties {
                add(&property.at.0, &property.value);
            }
        }
    }
    for schema in schemas.values() {
        let of = Use {
            schema: schema.id.clone(),
            nullable: schema.nullable,
        };
        add(&schema.id.0, &of);
    }
    found
}

/// The first of several values is the `example` by now.
fn at(root: &Value, pointer: &Pointer) -> Vec<(Pointer, Value)> {
    let Some(node) = pointer.find(root) else {
        return Vec::new();
    };
    let first = node.get("example");
    let mut values: Vec<_> = first
        .map(|value| (pointer.child("example"), value.clone()))
        .into_iter()
        .collect();
    let others = node.get("examples").and_then(Value::as_array);
    let at = pointer.child("examples");
    for (index, value) in others.into_iter().flatten().enumerate() {
        values.push((at.child(index), value.clone()));
    }
    values
}

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

/// The values that the nodes show at which schemas and properties stand.
pub(super) type Nodes = BTreeMap<Pointer, Vec<(Pointer, Value)>>;

/// Says what the values are that nodes show: of the property there, else of the schema.
pub(super) fn collect(
    mut nodes: Nodes,
    schemas: &BTreeMap<SchemaId, Schema>,
) -> BTreeMap<Pointer, Shown> {
    let mut found = BTreeMap::new();
    let mut add = |pointer: &Pointer, of: &Use| {
        if let Some(values) = nodes.remove(pointer) {
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

/// The values that a node shows. The first of several is the `example` by now.
pub(super) fn at(node: &Value, pointer: &Pointer) -> Vec<(Pointer, Value)> {
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

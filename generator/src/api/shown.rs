//! The examples of schemas: `example`, and `examples` of OpenAPI 3.1.

use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::Value;

use super::{Schema, SchemaId, SchemaKind, Use};
use crate::document::Pointer;

/// The examples at one node.
#[derive(Clone, Debug, Serialize)]
pub struct Shown {
    /// The use that they are values of.
    pub of: Use,
    /// The location and value of each.
    pub values: Vec<(Pointer, Value)>,
}

/// The examples by the node of the schema or property.
pub(super) type Nodes = BTreeMap<Pointer, Vec<(Pointer, Value)>>;

/// Adds the use that the examples are values of: that of the property at the node, or else the schema.
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

/// The examples at a node. The first of several has become the `example`.
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

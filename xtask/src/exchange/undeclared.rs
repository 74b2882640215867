//! Finds properties that are allowed but not declared, which are gaps in the description.

use std::collections::BTreeMap;

use generator::document::Pointer;
use serde_json::Value;

use super::description::Description;
use super::finding::{Kind, Violation};
use super::schemas::{Direction, child};

/// Values below this depth are not inspected.
const DEEPEST: usize = 64;

/// The declarations of all schemas of one value.
#[derive(Default)]
struct Declared {
    properties: BTreeMap<String, Vec<Pointer>>,
    /// The schemas of all other properties.
    further: Vec<Pointer>,
    items: Vec<Pointer>,
    /// Whether any schema declares the structure of the value.
    is_described: bool,
    /// Whether a schema explicitly allows other properties, or forbids them, which is a violation.
    is_settled: bool,
}

/// The properties of a value that its schema neither declares nor forbids.
pub(super) fn properties(
    description: &Description,
    schema: &Pointer,
    value: &Value,
    direction: Direction,
) -> Vec<Violation> {
    let mut found = Vec::new();
    let walk = Walk {
        description,
        direction,
    };
    walk.value(std::slice::from_ref(schema), value, "", 0, &mut found);
    found
}

struct Walk<'a> {
    description: &'a Description,
    direction: Direction,
}

impl Walk<'_> {
    fn value(
        &self,
        schemas: &[Pointer],
        value: &Value,
        at: &str,
        depth: usize,
        found: &mut Vec<Violation>,
    ) {
        if depth > DEEPEST || !(value.is_object() || value.is_array()) {
            return;
        }
        let mut declared = Declared::default();
        for schema in schemas {
            self.gather(schema, value, 0, &mut declared);
        }
        match value {
            Value::Array(items) => {
                for (index, item) in items.iter().enumerate() {
                    let at = format!("{at}/{index}");
                    self.value(&declared.items, item, &at, depth + 1, found);
                }
            }
            Value::Object(members) => {
                for (name, member) in members {
                    let at = child(at, name);
                    match declared.properties.get(name) {
                        Some(schemas) => self.value(schemas, member, &at, depth + 1, found),
                        None if !declared.further.is_empty() => {
                            self.value(&declared.further, member, &at, depth + 1, found);
                        }
                        None if declared.is_described && !declared.is_settled => {
                            found.push(Violation {
                                kind: Kind::UndeclaredProperty,
                                at,
                                described: self.place(schemas),
                                message: "no schema declares this property".to_owned(),
                                value: None,
                                is_violation: false,
                            });
                        }
                        None => {}
                    }
                }
            }
            _ => {}
        }
    }

    fn place(&self, schemas: &[Pointer]) -> Pointer {
        let first = schemas.first().cloned().unwrap_or_default();
        self.description.node(&first).0
    }

    fn gather(&self, schema: &Pointer, value: &Value, depth: usize, into: &mut Declared) {
        let (at, node) = self.description.node(schema);
        if depth > 12 {
            return;
        }
        if let Some(named) = node["properties"].as_object() {
            into.is_described = true;
            for name in named.keys() {
                let places = into.properties.entry(name.clone()).or_default();
                places.push(at.child("properties").child(name));
            }
        }
        match &node["additionalProperties"] {
            Value::Bool(_) => into.is_settled = true,
            Value::Object(further) if further.is_empty() => into.is_settled = true,
            Value::Object(_) => into.further.push(at.child("additionalProperties")),
            _ => {}
        }
        if node["items"].is_object() {
            into.items.push(at.child("items"));
        }
        for index in 0..node["allOf"].as_array().map_or(0, Vec::len) {
            self.gather(&at.child("allOf").child(index), value, depth + 1, into);
        }
        for key in ["oneOf", "anyOf"] {
            let variants = 0..node[key].as_array().map_or(0, Vec::len);
            let variants: Vec<Pointer> = variants.map(|it| at.child(key).child(it)).collect();
            let fits = |variant: &&Pointer| {
                let checker = self.description.checker(variant, self.direction);
                checker.is_some_and(|it| it.is_valid(value))
            };
            let mut fitting: Vec<&Pointer> = variants.iter().filter(fits).collect();
            if fitting.is_empty() {
                fitting = variants.iter().collect();
            }
            for variant in fitting {
                self.gather(variant, value, depth + 1, into);
            }
        }
    }
}

//! Brings a value to the plain OpenAPI 3.0 that the stages after this one read, and checks what
//! they rely on. In: the value with all overlays applied. Out: the same API in 3.0 form, and
//! findings. Absent: anything about single operations, which the next stage judges one by one.

mod keywords;
mod nullable;
mod positions;
mod references;
mod siblings;
mod version;

use serde_json::Value;

use super::Pointer;
use super::origin::Origins;
use super::read::kind as kind_of;
use crate::diagnostic::{Code, Diagnostic};
pub(crate) use positions::METHODS;
use positions::{Kind, Shape, member};
use references::Reference;
use version::Version;

pub(super) use version::version;

/// See [`super::Document::normalise`].
pub(super) fn normalise(value: &mut Value, origins: &mut Origins) -> Vec<Diagnostic> {
    let version = match version(value) {
        Ok(version) => version,
        Err(diagnostic) => return vec![diagnostic],
    };
    let mut walk = Walk {
        version,
        origins,
        found: Vec::new(),
        references: Vec::new(),
    };
    walk.found.extend(no_paths(value));
    walk.object(value, Kind::Document, &mut Pointer::root());
    let Walk {
        mut found,
        references,
        ..
    } = walk;
    if version == Version::V31 {
        value["openapi"] = Value::from("3.0.3");
    }
    value.sort_all_objects();
    found.extend(references::check(value, references));
    found
}

fn no_paths(value: &Value) -> Option<Diagnostic> {
    let at = Pointer::root();
    let Some(paths) = value.get("paths") else {
        return Some(Diagnostic::new(Code::NoPaths, &at, "`paths` is missing"));
    };
    let has_operation = |item: &Value| {
        METHODS
            .iter()
            .chain(&["$ref"])
            .any(|method| item.get(method).is_some())
    };
    let empty = !paths.as_object()?.values().any(has_operation);
    empty.then(|| {
        Diagnostic::new(
            Code::NoPaths,
            &at.child("paths"),
            "no path has an operation",
        )
    })
}

/// One pass over all positions that hold an object of the specification.
struct Walk<'w> {
    version: Version,
    origins: &'w mut Origins,
    found: Vec<Diagnostic>,
    references: Vec<Reference>,
}

impl Walk<'_> {
    fn object(&mut self, node: &mut Value, kind: Kind, at: &mut Pointer) {
        if kind == Kind::Schema {
            self.schema(node, at);
        }
        let Some(members) = node.as_object_mut() else {
            self.malformed(at, kind.name(), "an object", node);
            return;
        };
        if kind.may_be_reference() {
            match members.get("$ref") {
                None => {}
                Some(Value::String(reference)) => {
                    let (holder, reference) = (at.clone(), reference.clone());
                    self.references.push(Reference { holder, reference });
                    if !matches!(kind, Kind::Schema | Kind::PathItem) {
                        // "This object cannot be extended with additional properties and any
                        // properties added SHALL be ignored" (OpenAPI 3.0.3, Reference Object).
                        members.retain(|key, _| key == "$ref");
                        return;
                    }
                }
                Some(other) => self.malformed(&at.child("$ref"), "`$ref`", "a string", other),
            }
        }
        for (key, child) in members {
            let Some((shape, kind)) = member(kind, key) else {
                continue;
            };
            // Nothing to translate: 3.0 knows `additionalProperties: true` as well.
            if key == "additionalProperties" && child.is_boolean() {
                continue;
            }
            let length = at.len();
            at.push(key);
            self.field(child, shape, kind, key, at);
            at.truncate(length);
        }
    }

    fn field(&mut self, field: &mut Value, shape: Shape, kind: Kind, key: &str, at: &mut Pointer) {
        let length = at.len();
        match (shape, field) {
            (Shape::One, field) => self.object(field, kind, at),
            (Shape::List, Value::Array(items)) => {
                for (index, item) in items.iter_mut().enumerate() {
                    at.push(index);
                    self.object(item, kind, at);
                    at.truncate(length);
                }
            }
            (Shape::Map | Shape::Patterned, Value::Object(members)) => {
                for (name, item) in members {
                    if shape == Shape::Patterned && name.starts_with("x-") {
                        continue;
                    }
                    at.push(name);
                    self.object(item, kind, at);
                    at.truncate(length);
                }
            }
            (Shape::List, other) => self.malformed(at, &format!("`{key}`"), "an array", other),
            (_, other) => self.malformed(at, &format!("`{key}`"), "an object", other),
        }
    }

    fn schema(&mut self, node: &mut Value, at: &Pointer) {
        keywords::boolean(node);
        let Some(schema) = node.as_object_mut() else {
            return;
        };
        siblings::wrap_reference(schema, self.version, at, self.origins);
        keywords::translate(schema);
        nullable::translate(schema, at, self.origins);
    }

    fn malformed(&mut self, at: &Pointer, what: &str, expected: &str, found: &Value) {
        let message = format!("{what} is {expected}, it is {} here", kind_of(found));
        self.found
            .push(Diagnostic::new(Code::Malformed, at, message));
    }
}

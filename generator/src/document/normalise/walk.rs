//! One pass that normalises every object of the specification.

use serde_json::{Value, json};

use super::fields::Unknown;
use super::notes::Notes;
use super::positions::{Kind, Shape, member};
use super::references::References;
use super::version::Version;
use super::{
    encoding_styles, forms, keywords, multipart_items, not_carried, nullable, schema_forms,
    siblings, vendor_enums,
};
use crate::document::origin::Origins;
use crate::document::read::kind as kind_of;
use crate::document::{Keyed, Pointer};

/// One pass that normalises every object of the specification.
pub(super) struct Walk<'w> {
    pub(super) version: Version,
    pub(super) origins: &'w mut Origins,
    pub(super) notes: Notes,
    pub(super) references: References,
    pub(super) unknown: Unknown,
}

impl Walk<'_> {
    /// Normalises one object and everything below it. `false` if it must be omitted.
    pub(super) fn object(&mut self, node: &mut Value, kind: Kind, at: &mut Pointer) -> bool {
        if kind == Kind::Schema {
            keywords::boolean(node);
        }
        if !node.is_object() && !forms::repair_node(node, kind, at, &mut self.notes) {
            return false;
        }
        let Some(members) = node.as_object_mut() else {
            return true;
        };
        if kind == Kind::Schema {
            self.unknown.report(kind, members, at, &mut self.notes);
            self.references.name(members, at);
            schema_forms::repair(members, self.version, at, &mut self.notes);
            siblings::wrap_reference(members, self.version, at, self.origins, &mut self.notes);
            keywords::translate(members, at, self.origins, &mut self.notes);
            nullable::translate(members, at, self.origins, &mut self.notes);
            schema_forms::integers(members);
            vendor_enums::translate(members);
        } else if kind == Kind::Parameter {
            vendor_enums::move_into_schema(members);
        }
        if kind.may_be_reference()
            && let Some(reference) = members.str("$ref")
        {
            self.references.add(at, kind, reference);
            if !matches!(kind, Kind::Schema | Kind::PathItem) {
                // "This object cannot be extended with additional properties and any
                // properties added SHALL be ignored" (OpenAPI 3.0.3, Reference Object).
                members.retain(|key, _| {
                    let is_kept = key == "$ref";
                    if !is_kept {
                        siblings::report(key, at, &mut self.notes);
                    }
                    is_kept
                });
                return true;
            }
        }
        forms::repair(kind, members, at, &mut self.notes);
        if kind == Kind::Encoding {
            encoding_styles::remove_ignored(members, self.version, at, &mut self.notes);
        }
        if kind == Kind::Schema {
            self.references.mapping(members, at);
        } else {
            self.unknown.report(kind, members, at, &mut self.notes);
            not_carried::report(kind, members, at, &mut self.notes);
        }
        let of = kind;
        members.retain(|key, child| {
            let Some((shape, kind)) = member(kind, key) else {
                return true;
            };
            // Nothing to translate: 3.0 also allows `additionalProperties: true`.
            if key == "additionalProperties" && child.is_boolean() {
                return true;
            }
            let length = at.len();
            at.push(key);
            if kind == Kind::MediaType {
                multipart_items::translate(child, at, self.origins);
            }
            if of == Kind::Schema && shape == Shape::One && child.is_null() {
                self.notes.skip(at, key, "a schema", child);
                at.truncate(length);
                return false;
            }
            let kept = self.field(child, shape, kind, key, at);
            at.truncate(length);
            kept
        });
        true
    }

    fn field(
        &mut self,
        field: &mut Value,
        shape: Shape,
        kind: Kind,
        key: &str,
        at: &mut Pointer,
    ) -> bool {
        if shape != Shape::One && !self.container(field, shape, kind, key, at) {
            return false;
        }
        let length = at.len();
        match field {
            field if shape == Shape::One => return self.object(field, kind, at),
            Value::Array(items) => {
                let mut index = 0;
                while let Some(item) = items.get_mut(index) {
                    at.push(index);
                    let kept = self.object(item, kind, at);
                    at.truncate(length);
                    if kept {
                        index += 1;
                    } else {
                        self.origins.remove_item(at, index, items.len());
                        items.remove(index);
                    }
                }
            }
            Value::Object(members) => members.retain(|name, item| {
                if shape == Shape::Patterned && name.starts_with("x-") {
                    return true;
                }
                at.push(name);
                let kept = self.object(item, kind, at);
                at.truncate(length);
                kept
            }),
            _ => {}
        }
        true
    }

    /// Repairs a container of objects to the form of a list or of a map.
    fn container(
        &mut self,
        field: &mut Value,
        shape: Shape,
        kind: Kind,
        key: &str,
        at: &Pointer,
    ) -> bool {
        let list = shape == Shape::List;
        if if list {
            field.is_array()
        } else {
            field.is_object()
        } {
            return true;
        }
        let expected = if list { "an array" } else { "an object" };
        let found = kind_of(field);
        let nothing = match *field {
            Value::Object(ref members) => members.is_empty(),
            ref other => forms::is_empty(other),
        };
        if nothing {
            let message =
                format!("`{key}` must be {expected}, not {found}; it is treated as absent");
            self.notes.malformed(at, message);
            return false;
        }
        let one = match kind {
            Kind::SecurityRequirement | Kind::Server | Kind::Tag => field.is_string(),
            _ => false,
        };
        if list && (one || field.is_object()) {
            let message =
                format!("`{key}` must be an array, not {found}; it is treated as an array of one");
            self.notes.malformed(at, message);
            let only = field.take();
            let origin = self.origins.of(at);
            self.origins.write(&at.child(0), origin);
            *field = json!([only]);
            return true;
        }
        if kind.is_part_of_operation() {
            // The operations that need it are skipped, with the reason.
            let only = field.take();
            *field = if list {
                json!([only])
            } else {
                json!({ "default": only })
            };
            return true;
        }
        if kind == Kind::PathItem {
            self.notes.lost(
                at,
                format!("`{key}` must be an object, not {found}; all operations are skipped"),
            );
            return false;
        }
        self.notes.skip(at, key, expected, field);
        false
    }

    /// References may have targets outside of the known positions of objects; these targets are
    /// normalised as well.
    pub(super) fn follow_out_of_positions(&mut self, value: &mut Value) {
        let mut index = 0;
        while let Some((kind, target)) = self.references.unplaced(value, index) {
            index += 1;
            if let Some(mut target) = target
                && let Some(node) = value.pointer_mut(target.as_str())
            {
                self.object(node, kind, &mut target);
            }
        }
    }
}

//! The components that operations reference, directly or not. Unneeded ones may remain, for instance a
//! schema that is merged into another; the Rust stage omits unused types.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value};

use crate::document::Keyed;
use crate::document::Pointer;

/// A component: its section and its name.
type Component = (String, String);

/// Removes the components that can't be reached from the rest of the document.
pub(super) fn keep_reached(document: &mut Value) {
    let reached = reached(document);
    let Some(components) = document
        .get_mut("components")
        .and_then(Value::as_object_mut)
    else {
        return;
    };
    for (section, members) in components {
        // An unused security scheme is reported wherever it is declared.
        if section.starts_with("x-") || section == "securitySchemes" {
            continue;
        }
        if let Some(members) = members.as_object_mut() {
            members.retain(|name, _| reached.contains(&(section.clone(), name.clone())));
        }
    }
}

fn reached(document: &Value) -> BTreeSet<Component> {
    let mut walk = Walk {
        document,
        families: families(document),
        reached: BTreeSet::new(),
        waiting: Vec::new(),
    };
    for (key, value) in document.as_object().into_iter().flatten() {
        if key != "components" {
            walk.look(value, false);
        }
    }
    while let Some((section, name)) = walk.waiting.pop() {
        let at = Pointer::root()
            .child("components")
            .child(&section)
            .child(&name);
        if let Some(value) = at.find(document) {
            walk.look(value, false);
        }
    }
    walk.reached
}

/// The schemas that extend another one by `allOf`, by the name of that one.
fn families(document: &Value) -> BTreeMap<String, Vec<String>> {
    let mut families: BTreeMap<String, Vec<String>> = BTreeMap::new();
    let schemas = document
        .pointer("/components/schemas")
        .and_then(Value::as_object);
    for (name, schema) in schemas.into_iter().flatten() {
        let parts = schema.list("allOf");
        for reference in parts.into_iter().flatten().filter_map(|it| it.str("$ref")) {
            if let Some(base) = reference.strip_prefix("#/components/schemas/") {
                families
                    .entry(base.to_owned())
                    .or_default()
                    .push(name.clone());
            }
        }
    }
    families
}

struct Walk<'a> {
    document: &'a Value,
    families: BTreeMap<String, Vec<String>>,
    reached: BTreeSet<Component>,
    waiting: Vec<Component>,
}

impl Walk<'_> {
    /// Looks for references in a value; `merged` if it is one of several in an `allOf`, which excludes
    /// the other members of its family.
    fn look(&mut self, value: &Value, merged: bool) {
        match value {
            Value::Object(members) => self.members(members, merged),
            Value::Array(items) => items.iter().for_each(|item| self.look(item, false)),
            _ => {}
        }
    }

    fn members(&mut self, members: &Map<String, Value>, merged: bool) {
        for (key, value) in members {
            match (key.as_str(), value) {
                ("$ref", Value::String(reference)) => self.refer(reference, merged),
                ("discriminator", Value::Object(discriminator)) => {
                    let mapping = discriminator.object("mapping");
                    let targets = mapping.into_iter().flat_map(Map::values);
                    let targets = targets.chain(discriminator.keyword("defaultMapping"));
                    for target in targets.filter_map(Value::as_str) {
                        match target.strip_prefix('#') {
                            Some(_) => self.refer(target, false),
                            None => self.add("schemas", target, false),
                        }
                    }
                    self.look(value, false);
                }
                ("allOf", Value::Array(parts)) => {
                    let several = parts.len() > 1 || members.contains_key("properties");
                    parts.iter().for_each(|part| self.look(part, several));
                }
                _ => self.look(value, false),
            }
        }
    }

    fn refer(&mut self, reference: &str, merged: bool) {
        let Some(pointer) = reference.strip_prefix('#').and_then(Pointer::parse) else {
            return;
        };
        let mut segments = pointer.segments();
        // Targets elsewhere are kept already, or were removed with their operation.
        if segments.next().as_deref() == Some("components")
            && let (Some(section), Some(name)) = (segments.next(), segments.next())
        {
            self.add(&section, &name, merged);
        }
    }

    fn add(&mut self, section: &str, name: &str, merged: bool) {
        let is_new = self.reached.insert((section.to_owned(), name.to_owned()));
        if is_new {
            self.waiting.push((section.to_owned(), name.to_owned()));
        }
        let at = Pointer::root()
            .child("components")
            .child(section)
            .child(name);
        let is_base = section == "schemas"
            && !merged
            && at
                .find(self.document)
                .is_some_and(|it| it.has("discriminator"));
        // A family is only visited once.
        if is_base && let Some(children) = self.families.remove(name) {
            self.descend(children);
        }
    }

    fn descend(&mut self, mut children: Vec<String>) {
        while let Some(child) = children.pop() {
            self.add("schemas", &child, true);
            children.extend(self.families.remove(&child).unwrap_or_default());
        }
    }
}

//! The locations of the schemas and the examples in a description.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use crate::document::Pointer;

/// Keys of the OpenAPI object model whose children have names chosen by the author of the description.
const NAMED: [&str; 10] = [
    "additionalOperations",
    "callbacks",
    "content",
    "encoding",
    "headers",
    "links",
    "parameters",
    "paths",
    "requestBodies",
    "responses",
];

/// An example and its schema.
pub(super) struct Example<'a> {
    pub(super) schema: Pointer,
    pub(super) value: &'a Value,
    pub(super) at: Pointer,
}

/// The schemas of one description by address, with their context.
pub(super) struct Places<'a> {
    root: &'a Value,
    /// Every Schema Object, including nested ones; `$ref`s are not resolved.
    pub(super) schemas: BTreeMap<Pointer, &'a Value>,
    /// The description of the parameter or header around a schema, by the schema's address.
    pub(super) outer_descriptions: BTreeMap<Pointer, &'a str>,
    /// The target of each `$ref` in a schema to the schemas that refer to it.
    pub(super) uses: BTreeMap<Pointer, Vec<Pointer>>,
    /// Examples of media types, parameters, headers and schemas.
    pub(super) examples: Vec<Example<'a>>,
}

/// The kind of node that the object model expects.
#[derive(Clone, Copy)]
enum Expected {
    /// An object of the model that is not a schema.
    Object,
    /// A map or list of such objects, named by the author.
    Objects,
    /// The Components Object, whose children are maps.
    Components,
    Schema,
    /// A map or list of schemas.
    Schemas,
}

impl<'a> Places<'a> {
    /// Walks a whole description.
    pub(super) fn of(root: &'a Value) -> Self {
        let mut places = Self {
            root,
            schemas: BTreeMap::new(),
            outer_descriptions: BTreeMap::new(),
            uses: BTreeMap::new(),
            examples: Vec::new(),
        };
        places.visit(root, &Pointer::root(), Expected::Object);
        places
    }

    /// The node at an address, if any.
    pub(super) fn node(&self, at: &Pointer) -> Option<&'a Value> {
        self.root.pointer(at.as_str())
    }

    /// The schema at an address after following its `$ref`s. `None` if one is broken or they form a
    /// cycle.
    pub(super) fn resolve(&self, at: &Pointer) -> Option<(Pointer, &'a Value)> {
        let mut at = at.clone();
        for _ in 0..32 {
            let node = self.node(&at)?;
            match reference(node) {
                Some(target) => at = target,
                None => return Some((at, node)),
            }
        }
        None
    }

    /// The name of a component schema; `None` for any other schema.
    pub(super) fn component(at: &Pointer) -> Option<String> {
        let mut segments = at.segments();
        let component = (segments.next()? == "components" && segments.next()? == "schemas")
            .then(|| segments.next())
            .flatten();
        component.filter(|_| segments.next().is_none())
    }

    fn visit(&mut self, node: &'a Value, at: &Pointer, expected: Expected) {
        match (node, expected) {
            (Value::Array(nodes), _) => {
                let each = expected.child("");
                for (index, node) in nodes.iter().enumerate() {
                    self.visit(node, &at.child(index), each);
                }
            }
            (Value::Object(object), Expected::Schema) => self.visit_schema(node, object, at),
            (Value::Object(object), _) => {
                if matches!(expected, Expected::Object) {
                    self.note_content(object, at);
                }
                for (key, child) in sorted(object) {
                    let is_noise = key.starts_with("x-") || key.starts_with("example");
                    if !(is_noise && matches!(expected, Expected::Object | Expected::Components)) {
                        self.visit(child, &at.child(key), expected.child(key));
                    }
                }
            }
            _ => {}
        }
    }

    fn visit_schema(&mut self, node: &'a Value, object: &'a Map<String, Value>, at: &Pointer) {
        self.schemas.insert(at.clone(), node);
        if let Some(target) = reference(node) {
            self.uses.entry(target).or_default().push(at.clone());
            return;
        }
        self.note_examples(object, at, at);
        for (key, child) in sorted(object) {
            let expected = match key.as_str() {
                "properties" | "patternProperties" | "oneOf" | "anyOf" | "allOf" => {
                    Expected::Schemas
                }
                "items" | "additionalProperties" | "not" => Expected::Schema,
                _ => continue,
            };
            self.visit(child, &at.child(key), expected);
        }
    }

    /// A media type, parameter or header: an object around a schema.
    fn note_content(&mut self, object: &'a Map<String, Value>, at: &Pointer) {
        if object.contains_key("schema") {
            let schema = at.child("schema");
            self.note_examples(object, at, &schema);
            if let Some(description) = object.get("description").and_then(Value::as_str) {
                self.outer_descriptions.insert(schema, description);
            }
        }
    }

    fn note_examples(&mut self, object: &'a Map<String, Value>, at: &Pointer, schema: &Pointer) {
        let mut note = |value, at| {
            self.examples.push(Example {
                schema: schema.clone(),
                value,
                at,
            });
        };
        if let Some(value) = object.get("example") {
            note(value, at.child("example"));
        }
        let list = at.child("examples");
        match object.get("examples") {
            // In a media type: Example Objects, by name.
            Some(Value::Object(examples)) => {
                for (name, example) in sorted(examples) {
                    let at = reference(example)
                        .unwrap_or_else(|| list.child(name))
                        .child("value");
                    if let Some(value) = self.root.pointer(at.as_str()) {
                        note(value, at);
                    }
                }
            }
            // In a 3.1 schema: plain values.
            Some(Value::Array(examples)) => {
                for (index, value) in examples.iter().enumerate() {
                    note(value, list.child(index));
                }
            }
            _ => {}
        }
    }
}

impl Expected {
    fn child(self, key: &str) -> Self {
        match self {
            Self::Schema | Self::Schemas => Self::Schema,
            Self::Objects => Self::Object,
            Self::Components if key == "schemas" => Self::Schemas,
            Self::Components => Self::Objects,
            Self::Object if key == "schema" => Self::Schema,
            Self::Object if key == "components" => Self::Components,
            Self::Object if NAMED.contains(&key) => Self::Objects,
            Self::Object => Self::Object,
        }
    }
}

/// The target of a `$ref` within the document.
fn reference(node: &Value) -> Option<Pointer> {
    Pointer::parse(node.get("$ref")?.as_str()?.strip_prefix('#')?)
}

/// The members of an object sorted by key, whatever order the map keeps.
pub(super) fn sorted(object: &Map<String, Value>) -> Vec<(&String, &Value)> {
    let mut members: Vec<_> = object.iter().collect();
    members.sort_by_key(|(key, _)| *key);
    members
}

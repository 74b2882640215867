//! What stands in the description as it is written, where overlays apply, and in which version of OpenAPI.

use generator::document::Pointer;
use serde_json::{Map, Value, json};

use crate::exchange::Description;

/// Keywords that a violation may name.
const KEYWORDS: [&str; 11] = [
    "additionalProperties",
    "allOf",
    "anyOf",
    "enum",
    "format",
    "maximum",
    "minimum",
    "oneOf",
    "properties",
    "required",
    "type",
];

#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Version {
    Swagger2,
    OpenApi30,
    /// And later, with JSON Schema as it is.
    OpenApi31,
}

/// A description before its overlays were applied.
pub(super) struct Written<'a> {
    pub(super) root: &'a Value,
    pub(super) description: &'a Description,
    pub(super) version: Version,
}

impl<'a> Written<'a> {
    pub(super) fn of(root: &'a Value, description: &'a Description) -> Self {
        let version = root["openapi"].as_str().unwrap_or_default();
        let version = match () {
            () if root.get("swagger").is_some() => Version::Swagger2,
            () if version.starts_with("3.0") => Version::OpenApi30,
            () => Version::OpenApi31,
        };
        Self {
            root,
            description,
            version,
        }
    }

    /// Where a node of the effective description is written; none where it is in another file.
    pub(super) fn place(&self, pointer: &Pointer) -> Option<Pointer> {
        let origin = self.description.origin(pointer);
        match origin {
            Some(origin) if self.root.pointer(origin.as_str()).is_some() => Some(origin),
            // What an overlay wrote has no other place.
            _ => self.root.pointer(pointer.as_str()).map(|_| pointer.clone()),
        }
    }

    /// The node as it is written.
    pub(super) fn raw(&self, pointer: &Pointer) -> &'a Value {
        self.root.pointer(pointer.as_str()).unwrap_or(&Value::Null)
    }

    /// A schema in the words of the version.
    pub(super) fn schema(&self, schema: Value) -> Value {
        let Value::Object(mut members) = schema else {
            return schema;
        };
        if let Some(items) = members.remove("items") {
            members.insert("items".to_owned(), self.schema(items));
        }
        if let Some(Value::Object(properties)) = members.remove("properties") {
            let properties = properties
                .into_iter()
                .map(|(name, it)| (name, self.schema(it)));
            let properties: Map<String, Value> = properties.collect();
            members.insert("properties".to_owned(), Value::Object(properties));
        }
        if members.remove("nullable").is_some() {
            match (self.version, members.get("type").cloned()) {
                (Version::OpenApi31, Some(kind)) => {
                    members.insert("type".to_owned(), json!([kind, "null"]));
                }
                (Version::Swagger2, _) => {
                    members.insert("x-nullable".to_owned(), true.into());
                }
                _ => {
                    members.insert("nullable".to_owned(), true.into());
                }
            }
        }
        Value::Object(members)
    }
}

/// The schema that a violated keyword is of.
pub(super) fn schema_of(described: &Pointer) -> Pointer {
    let mut steps = described.segments().rev();
    let last = steps.next().unwrap_or_default();
    let is_property = steps.next().is_some_and(|it| it == "properties");
    if KEYWORDS.contains(&last.as_str()) && !is_property {
        described.parent()
    } else {
        described.clone()
    }
}

/// Whether a violated limit is one of `format: int32`, and of no keyword of its own.
pub(super) fn is_implied_limit(description: &Description, described: &Pointer) -> bool {
    let keyword = described.last().unwrap_or_default();
    matches!(keyword.as_str(), "minimum" | "maximum")
        && description.root().pointer(described.as_str()).is_none()
}

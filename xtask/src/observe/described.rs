//! Positions in the description as written, to which overlays apply, and its version of OpenAPI.

use generator::document::Pointer;
use serde_json::{Map, Value, json};

use crate::exchange::Description;

/// Keywords that a violation may be about.
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
    /// And later versions, which use JSON Schema unchanged.
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

    /// The written position of a node of the effective description; `None` if it is in another
    /// file.
    pub(super) fn place(&self, pointer: &Pointer) -> Option<Pointer> {
        let origin = self.description.origin(pointer);
        match origin {
            Some(origin) if self.root.pointer(origin.as_str()).is_some() => Some(origin),
            // A node written by an overlay has no other position.
            _ => self.root.pointer(pointer.as_str()).map(|_| pointer.clone()),
        }
    }

    /// The node as written.
    pub(super) fn raw(&self, pointer: &Pointer) -> &'a Value {
        self.root.pointer(pointer.as_str()).unwrap_or(&Value::Null)
    }

    /// A schema in the form of this version.
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

/// The schema that contains a violated keyword.
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

/// Whether a violated limit is implied by the format of an integer, without a keyword of its own.
pub(super) fn is_implied_limit(description: &Description, described: &Pointer) -> bool {
    let keyword = described.last().unwrap_or_default();
    matches!(keyword.as_str(), "minimum" | "maximum")
        && description.root().pointer(described.as_str()).is_none()
}

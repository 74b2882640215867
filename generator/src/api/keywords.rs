//! The keywords of one schema, which stage 1 has normalised.

use serde_json::{Map, Value};

use crate::document::Keyed;

/// One schema of the document, accessed by keyword.
#[derive(Clone, Copy, Debug)]
pub(super) struct Keywords<'a>(Option<&'a Map<String, Value>>);

impl<'a> Keywords<'a> {
    pub(super) fn new(value: &'a Value) -> Self {
        Self(value.as_object())
    }

    pub(super) fn get(self, key: &str) -> Option<&'a Value> {
        self.0?.get(key)
    }

    /// All keywords with their values.
    pub(super) fn members(self) -> impl Iterator<Item = (&'a String, &'a Value)> {
        self.0.into_iter().flatten()
    }

    /// A string that isn't blank.
    pub(super) fn text(self, key: &str) -> Option<&'a str> {
        text(self.get(key)?)
    }

    pub(super) fn is(self, key: &str) -> bool {
        self.0.is_some_and(|members| members.is(key))
    }

    /// Whether null is allowed, as written in OpenAPI 3.0 or by Swagger 2.0 tools.
    pub(super) fn is_nullable(self) -> bool {
        self.is("nullable") || self.is("x-nullable")
    }

    pub(super) fn list(self, key: &str) -> &'a [Value] {
        let list = self.0.and_then(|members| members.list(key));
        list.map_or(&[], Vec::as_slice)
    }

    /// The names of the members of an object, sorted.
    pub(super) fn names(self, key: &str) -> Vec<&'a String> {
        let members = self.0.and_then(|members| members.object(key));
        let mut names: Vec<&String> = members.into_iter().flat_map(Map::keys).collect();
        names.sort();
        names
    }

    pub(super) fn required(self) -> impl Iterator<Item = &'a str> {
        self.list("required").iter().filter_map(Value::as_str)
    }

    /// The type; lists of types in 3.1 have been converted to alternatives.
    pub(super) fn kind(self) -> Option<&'a str> {
        self.text("type")
    }

    /// Whether the schema restricts its values to objects.
    pub(super) fn is_object(self) -> bool {
        match self.kind() {
            Some(kind) => kind == "object",
            None => self.has_shape(),
        }
    }

    /// Whether the schema declares properties of its objects.
    pub(super) fn has_shape(self) -> bool {
        ["properties", "patternProperties"]
            .iter()
            .any(|key| !self.names(key).is_empty())
            || self
                .get("additionalProperties")
                .is_some_and(Value::is_object)
            || self.get("additionalProperties") == Some(&Value::Bool(true))
    }

    /// Whether the schema restricts its values to a type other than object.
    pub(super) fn is_plain(self) -> bool {
        let typed = self.kind().is_some_and(|kind| kind != "object");
        typed
            || self.kind().is_none()
                && ["enum", "items", "format", "prefixItems"]
                    .iter()
                    .any(|key| self.get(key).is_some())
    }

    /// Whether the schema restricts its values or items beyond their type and format.
    pub(super) fn says_values(self) -> bool {
        ["enum", "items", "prefixItems"]
            .iter()
            .any(|key| self.get(key).is_some())
    }

    /// The only value, ignoring null, unless it is a string; null if that is the only one.
    pub(super) fn constant(self) -> Option<Value> {
        let mut values = self.list("enum").iter().filter(|value| !value.is_null());
        let only = match (values.next(), values.next()) {
            (None, _) => self.list("enum").first()?,
            (Some(only), None) => only,
            (Some(_), Some(_)) => return None,
        };
        let is_plain = only.is_null() || only.is_boolean() || only.is_number();
        is_plain.then(|| only.clone())
    }

    /// Whether the schema has only annotations besides `keys`.
    pub(super) fn has_only_annotations_beside(self, keys: &[&str]) -> bool {
        const REMARKS: [&str; 12] = [
            "default",
            "deprecated",
            "description",
            "example",
            "examples",
            "externalDocs",
            "nullable",
            "readOnly",
            "title",
            "uniqueItems",
            "writeOnly",
            "xml",
        ];
        self.0.is_some_and(|members| {
            members.keys().all(|key| {
                keys.contains(&key.as_str())
                    || REMARKS.contains(&key.as_str())
                    || key.starts_with("x-")
            })
        })
    }
}

/// A string that isn't blank.
pub(super) fn text(value: &Value) -> Option<&str> {
    let text = value.as_str()?.trim();
    (!text.is_empty()).then_some(text)
}

//! How the members of an object are read by keyword.

use serde_json::{Map, Value};

/// An object of a description. A value that is no object has no members.
pub(crate) trait Keyed {
    /// The value of a keyword.
    fn keyword(&self, key: &str) -> Option<&Value>;

    /// The value of a keyword, if it is a string.
    fn str(&self, key: &str) -> Option<&str> {
        self.keyword(key)?.as_str()
    }

    /// The value of a keyword, if it is a boolean.
    fn flag(&self, key: &str) -> Option<bool> {
        self.keyword(key)?.as_bool()
    }

    /// The items of a keyword's value, if it is an array.
    fn list(&self, key: &str) -> Option<&Vec<Value>> {
        self.keyword(key)?.as_array()
    }

    /// The members of a keyword's value, if it is an object.
    fn object(&self, key: &str) -> Option<&Map<String, Value>> {
        self.keyword(key)?.as_object()
    }

    /// Whether it has a keyword.
    fn has(&self, key: &str) -> bool {
        self.keyword(key).is_some()
    }

    /// Whether the value of a keyword is `true`.
    fn is(&self, key: &str) -> bool {
        self.flag(key) == Some(true)
    }
}

impl Keyed for Map<String, Value> {
    fn keyword(&self, key: &str) -> Option<&Value> {
        self.get(key)
    }
}

impl Keyed for Value {
    fn keyword(&self, key: &str) -> Option<&Value> {
        self.as_object()?.get(key)
    }
}

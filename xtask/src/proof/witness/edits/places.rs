//! The positions at which a description can be edited.

use serde_json::{Map, Value};

/// The methods that an operation may have.
const METHODS: [&str; 5] = ["get", "put", "post", "delete", "patch"];

/// The pointers of all objects outside examples that satisfy a predicate.
pub(super) fn objects(
    value: &Value,
    is: impl Fn(&str, &Map<String, Value>) -> bool,
) -> Vec<String> {
    let mut found = Vec::new();
    walk(value, "", &is, &mut found);
    found
}

fn walk(
    value: &Value,
    at: &str,
    is: &impl Fn(&str, &Map<String, Value>) -> bool,
    found: &mut Vec<String>,
) {
    match value {
        Value::Object(members) => {
            if is(at, members) {
                found.push(at.to_owned());
            }
            for (key, member) in members {
                if key != "example" && key != "examples" {
                    walk(member, &format!("{at}/{}", escaped(key)), is, found);
                }
            }
        }
        Value::Array(items) => {
            for (index, item) in items.iter().enumerate() {
                walk(item, &format!("{at}/{index}"), is, found);
            }
        }
        _ => {}
    }
}

/// The pointers of all operations.
pub(super) fn operations(value: &Value) -> Vec<String> {
    objects(value, |at, members| {
        let last = at.rsplit('/').next().unwrap_or_default();
        at.starts_with("/paths/")
            && at.matches('/').count() == 3
            && METHODS.contains(&last)
            && members.contains_key("responses")
    })
}

/// The pointers of properties: schemas under a name in another schema.
pub(super) fn properties(value: &Value) -> Vec<String> {
    objects(value, |at, _| {
        let mut parts = at.rsplit('/');
        parts.next().is_some_and(|name| !name.is_empty())
            && parts.next() == Some("properties")
            && at.contains("/schema")
    })
}

/// The key or index at the end of a pointer.
pub(super) fn name(at: &str) -> String {
    let last = at.rsplit('/').next().unwrap_or_default();
    last.replace("~1", "/").replace("~0", "~")
}

/// The pointer to the parent of the node.
pub(super) fn parent(at: &str) -> &str {
    at.rsplit_once('/').map_or("", |(parent, _)| parent)
}

/// The path of the operation at a pointer.
pub(super) fn path(at: &str) -> String {
    name(parent(at))
}

/// A key as a part of a pointer (RFC 6901).
pub(super) fn escaped(key: &str) -> String {
    key.replace('~', "~0").replace('/', "~1")
}

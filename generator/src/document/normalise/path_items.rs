//! Path items with a `$ref` and fields of their own: both apply. If both describe one field, the
//! behaviour is undefined (OpenAPI 3.1.0, Path Item Object); here the path item's own field wins.

use serde_json::Value;

use super::notes::Notes;
use super::positions::{ADDITIONAL, METHODS};
use crate::diagnostic::Code;
use crate::document::Keyed;
use crate::document::origin::Origins;
use crate::document::{Node, Pointer};

/// Merges the target of a path item's reference with the fields beside the reference.
pub(super) fn join(root: &mut Value, origins: &mut Origins, notes: &mut Notes) {
    let at = Pointer::root().child("paths");
    let paths = root.object("paths");
    let items = paths.into_iter().flatten().filter(|(_, item)| {
        let fields = item.as_object();
        item.has("$ref") && fields.is_some_and(|it| it.keys().any(|key| affects_operations(key)))
    });
    let items: Vec<Pointer> = items.map(|(path, _)| at.child(path)).collect();
    for at in items {
        let target = Node::find(root, at.clone()).map(Node::followed);
        let Some((found, target)) = target.filter(|it| *it.at() != at).and_then(|it| {
            let fields = it.value().as_object()?.clone();
            Some((fields, it.at().clone()))
        }) else {
            continue;
        };
        let Some(Value::Object(item)) = root.pointer_mut(at.as_str()) else {
            continue;
        };
        item.remove("$ref");
        for (key, value) in found {
            match (item.get_mut(&key), value) {
                (None, value) => {
                    origins.write(&at.child(&key), origins.of(&target.child(&key)));
                    item.insert(key, value);
                }
                (Some(Value::Array(own)), Value::Array(others)) => {
                    for (index, other) in others.into_iter().enumerate() {
                        let from = target.child(&key).child(index);
                        if !own.iter().any(|own| same_parameter(own, &other)) {
                            origins.write(&at.child(&key).child(own.len()), origins.of(&from));
                            own.push(other);
                        }
                    }
                }
                (Some(_), _) if affects_operations(&key) => {
                    let there = target.child(&key);
                    let message = format!(
                        "`{key}` is described here and at `#{}`, the target of `$ref`; this one counts",
                        there.as_str()
                    );
                    notes.say(Code::Contradiction, &at.child(&key), message);
                }
                _ => {}
            }
        }
    }
}

/// Whether a field of a path item affects its operations.
fn affects_operations(key: &str) -> bool {
    METHODS.contains(&key) || ["parameters", "servers", ADDITIONAL].contains(&key)
}

/// Whether both describe the same parameter, which is identified by name and location.
pub(in crate::document) fn same_parameter(a: &Value, b: &Value) -> bool {
    a.has("name") && a.keyword("name") == b.keyword("name") && a.keyword("in") == b.keyword("in")
}

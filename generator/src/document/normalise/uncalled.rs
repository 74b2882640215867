//! Parts of a description other than operations that a client calls.

use serde_json::Value;

use super::notes::Notes;
use crate::diagnostic::Code;
use crate::document::Keyed;
use crate::document::{Node, Pointer, operations as operations_of};

/// Reports webhooks and callbacks, and a description without operations.
pub(super) fn note(document: &Value, notes: &mut Notes) {
    let root = Pointer::root();
    let members = |value: Option<&Value>| {
        let members = value.and_then(Value::as_object);
        members.map_or(0, |it| {
            it.keys().filter(|key| !key.starts_with("x-")).count()
        })
    };
    let webhooks = members(document.keyword("webhooks"));
    if webhooks > 0 {
        let message = format!("webhooks are not in the client: {webhooks} in this description");
        notes.say(Code::NotCalled, &root.child("webhooks"), message);
    }
    let at = root.child("paths");
    let (mut operations, mut callbacks) = (0, 0);
    let mut first_callback = None;
    let paths = Node::root(document).written("paths");
    for (_, item) in paths.iter().flat_map(Node::entries) {
        // The target isn't visited here; its existence has been checked.
        operations += usize::from(item.has("$ref"));
        for operation in operations_of(&item) {
            operations += 1;
            let called = operation.node.written("callbacks");
            let of_operation = members(called.as_ref().map(Node::value));
            callbacks += of_operation;
            if of_operation > 0 && first_callback.is_none() {
                first_callback = called.map(|it| it.at().clone());
            }
        }
    }
    let components = root.child("components").child("callbacks");
    let unused = members(document.pointer(components.as_str()));
    if unused > 0 && callbacks == 0 {
        callbacks = unused;
        first_callback = Some(components);
    }
    if let Some(first) = first_callback {
        let message = format!(
            "callbacks are not in the client: {callbacks} in this description, here the first"
        );
        notes.say(Code::NotCalled, &first, message);
    }
    if operations > 0 {
        return;
    }
    let missing = if document.has("paths") {
        "no path has an operation"
    } else {
        "`paths` is missing"
    };
    let at = if document.has("paths") { at } else { root };
    let schemas = members(document.pointer("/components/schemas"));
    if schemas == 0 && webhooks == 0 {
        let message = format!("{missing}, and there are no schemas");
        notes.say(Code::NoPaths, &at, message);
    } else {
        let message = format!("{missing}; only the types of the schemas are generated");
        notes.say(Code::ModelsOnly, &at, message);
    }
}

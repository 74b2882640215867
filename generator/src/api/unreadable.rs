//! What an operation cannot be written without, and whether it can be read.

use serde_json::Value;

use super::keys;
use super::operation::resolved;
use crate::diagnostic::{Code, Diagnostic};
use crate::document::{Pointer, kind};

/// The first part of an operation that cannot be read: a parameter, the body or a response that is
/// no object, or that a reference leads to in vain. `key` names the operation.
pub(super) fn find_unreadable(
    root: &Value,
    (item, of_item): (&Value, &Pointer),
    (operation, pointer): (&Value, &Pointer),
    key: &str,
) -> Option<Diagnostic> {
    let parts = Parts { root, key };
    parts
        .object(operation, pointer, "an operation")
        .err()
        .or_else(|| {
            parts
                .parameters(item, of_item)
                .and_then(|()| parts.parameters(operation, pointer))
                .and_then(|()| parts.bodies(operation, pointer))
                .err()
        })
}

/// Looks at the parts of one operation.
struct Parts<'a> {
    root: &'a Value,
    key: &'a str,
}

impl<'a> Parts<'a> {
    fn parameters(&self, node: &'a Value, at: &Pointer) -> Result<(), Diagnostic> {
        let at = at.child("parameters");
        let list = node.get("parameters").and_then(Value::as_array);
        for (index, parameter) in list.into_iter().flatten().enumerate() {
            let (parameter, at) = self.object(parameter, &at.child(index), "a parameter")?;
            self.content(parameter, &at)?;
        }
        Ok(())
    }

    fn bodies(&self, operation: &'a Value, at: &Pointer) -> Result<(), Diagnostic> {
        if let Some(body) = operation.get("requestBody") {
            let (body, at) = self.object(body, &at.child("requestBody"), "a request body")?;
            self.content(body, &at)?;
        }
        let responses = operation.get("responses");
        for status in keys(responses) {
            let Some(response) = responses.and_then(|all| all.get(status)) else {
                continue;
            };
            if status.starts_with("x-") {
                continue;
            }
            let at = at.child("responses").child(status);
            let (response, at) = self.object(response, &at, "a response")?;
            self.content(response, &at)?;
        }
        Ok(())
    }

    fn content(&self, node: &'a Value, at: &Pointer) -> Result<(), Diagnostic> {
        let content = node.get("content");
        for name in keys(content) {
            if let Some(media_type) = content.and_then(|all| all.get(name)) {
                let at = at.child("content").child(name);
                let (media_type, at) = self.object(media_type, &at, "a media type")?;
                let encoding = media_type.get("encoding");
                for part in keys(encoding) {
                    if let Some(of_part) = encoding.and_then(|all| all.get(part)) {
                        self.object(of_part, &at.child("encoding").child(part), "an encoding")?;
                    }
                }
            }
        }
        Ok(())
    }

    /// The object that stands, or is referred to, at `at`.
    fn object(
        &self,
        value: &'a Value,
        at: &Pointer,
        what: &str,
    ) -> Result<(&'a Value, Pointer), Diagnostic> {
        let (value, at) = resolved(self.root, value, at.clone());
        if let Some(Value::String(reference)) = value.get("$ref") {
            let message = if reference.starts_with('#') {
                format!("`{reference}` leads nowhere")
            } else {
                format!("can't resolve `{reference}`")
            };
            return Err(self.found(&at.child("$ref"), &message));
        }
        if value.is_object() {
            Ok((value, at))
        } else {
            let message = format!("{what} is an object, it is {} here", kind(value));
            Err(self.found(&at, &message))
        }
    }

    fn found(&self, at: &Pointer, message: &str) -> Diagnostic {
        let message = format!("`{}` is left out: {message}", self.key);
        Diagnostic::new(Code::MalformedOperation, at, message)
    }
}

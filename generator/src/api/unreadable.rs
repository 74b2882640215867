//! Whether the parts that an operation can't be generated without are readable.

use crate::diagnostic::{Code, Diagnostic};
use crate::document::{Node, Pointer, kind};

/// The first unreadable part of an operation: a parameter, the body or a response that isn't an object,
/// or that is a broken reference. `key` names the operation.
pub(super) fn find_unreadable(
    item: &Node<'_>,
    operation: &Node<'_>,
    key: &str,
) -> Option<Diagnostic> {
    let followed = operation.clone().followed();
    let found = check_object(&followed, "an operation")
        .and_then(|()| check_parameters(item))
        .and_then(|()| check_parameters(operation))
        .and_then(|()| check_bodies(operation));
    let (at, message) = found.err()?;
    let message = format!("`{key}` is skipped: {message}");
    Some(Diagnostic::new(Code::MalformedOperation, &at, message))
}

fn check_parameters(node: &Node<'_>) -> Result<(), Unreadable> {
    for parameter in node.items("parameters") {
        check_object(&parameter, "a parameter")?;
        check_content(&parameter)?;
    }
    Ok(())
}

fn check_bodies(operation: &Node<'_>) -> Result<(), Unreadable> {
    if let Some(body) = operation.get("requestBody") {
        check_object(&body, "a request body")?;
        check_content(&body)?;
    }
    for (status, response) in operation.members("responses") {
        if !status.starts_with("x-") {
            check_object(&response, "a response")?;
            check_content(&response)?;
        }
    }
    Ok(())
}

fn check_content(node: &Node<'_>) -> Result<(), Unreadable> {
    for (_, media_type) in node.members("content") {
        check_object(&media_type, "a media type")?;
        for (_, part) in media_type.members("encoding") {
            check_object(&part, "an encoding")?;
        }
    }
    Ok(())
}

/// The location of the unreadable part, and the reason.
type Unreadable = (Pointer, String);

/// Whether a node, after following its references, is an object.
fn check_object(node: &Node<'_>, what: &str) -> Result<(), Unreadable> {
    if let Some(reference) = node.str("$ref") {
        let message = format!("can't resolve `{reference}`");
        return Err((node.at().child("$ref"), message));
    }
    if node.value().is_object() {
        return Ok(());
    }
    let message = format!("{what} must be an object, not {}", kind(node.value()));
    Err((node.at().clone(), message))
}

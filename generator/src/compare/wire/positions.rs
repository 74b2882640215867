//! The nodes where a change is located: those that describe something on both sides, not the references to
//! them, unless these changed.

use crate::api::{Operation, Parameter, Response, SourceLocation};
use crate::compare::pair::Pair;
use crate::document::{Made, Pointer};

/// A position, or the one around it if the document has no node for it.
pub(super) fn located<'a>(at: &'a Pointer, around: &'a Pointer) -> &'a Pointer {
    if *at == Pointer::root().made(Made::Nothing) {
        around
    } else {
        at
    }
}

/// The positions of a parameter on both sides.
pub(super) fn parameter_pointers(
    pair: Pair<&Operation>,
    parameters: Pair<&Parameter>,
) -> Pair<Pointer> {
    let references = pair.map(|one| one.pointer.child("parameters"));
    shared(parameters.map(|one| &one.at), references)
}

/// The positions of the request body on both sides.
pub(super) fn body_pointers(pair: Pair<&Operation>) -> Pair<Pointer> {
    let references = pair.map(|one| one.pointer.child("requestBody"));
    match pair.map(|one| one.body.as_ref()).both() {
        Some(bodies) => shared(bodies.map(|body| &body.at), references),
        None => references,
    }
}

/// The positions of a response on both sides.
pub(super) fn response_pointers(
    pair: Pair<&Operation>,
    responses: Pair<&Response>,
) -> Pair<Pointer> {
    let references = pair.with(responses);
    let references = references
        .map(|(operation, response)| response_pointer(operation, &response.status.to_string()));
    shared(responses.map(|one| &one.at), references)
}

/// The position of a response in its operation.
pub(super) fn response_pointer(operation: &Operation, status: &str) -> Pointer {
    operation.pointer.child("responses").child(status)
}

/// The nodes that describe something on both sides. If these are different components, it is the
/// references that changed.
pub(super) fn shared(nodes: Pair<&SourceLocation>, references: Pair<Pointer>) -> Pair<Pointer> {
    let nodes = nodes.map(|one| &one.0);
    let mut sides = nodes.sides().into_iter();
    if nodes.differs() && sides.any(|at| at.segments().next().is_some_and(|it| it == "components"))
    {
        references
    } else {
        nodes.map(Clone::clone)
    }
}

//! The operations of a path item: those of its fixed fields, and, since OpenAPI 3.2, those with any
//! other method under `additionalOperations`.

use super::Node;
use super::normalise::{ADDITIONAL, METHODS};

/// One operation of a path item.
#[derive(Debug)]
pub struct Described<'a> {
    /// The method as it is sent, in upper case where its field has a fixed name.
    pub method: String,
    /// Its node as it is written.
    pub node: Node<'a>,
}

/// What a path item holds: the fixed fields first, each part sorted by name.
#[must_use]
pub fn operations<'a>(item: &Node<'a>) -> Vec<Described<'a>> {
    let fixed = item.entries().into_iter();
    let fixed = fixed
        .filter(|(field, _)| METHODS.contains(field))
        .map(|(field, node)| (field.to_uppercase(), node));
    let additional = item.written(ADDITIONAL).map(|it| it.entries());
    let additional = additional.into_iter().flatten();
    let additional = additional.map(|(method, node)| (method.to_owned(), node));
    let described = fixed.chain(additional);
    described
        .map(|(method, node)| Described { method, node })
        .collect()
}

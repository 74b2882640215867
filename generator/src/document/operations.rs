//! The operations of a path item: those in its fixed fields, and, since OpenAPI 3.2, those with any
//! other method under `additionalOperations`.

use super::Node;
use super::normalise::{ADDITIONAL, METHODS};

/// One operation of a path item.
#[derive(Debug)]
pub struct Described<'a> {
    /// The method as sent: in upper case for a fixed field.
    pub method: String,
    /// Its node as written.
    pub node: Node<'a>,
}

/// The operations of a path item: the fixed fields first, each group sorted by name.
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

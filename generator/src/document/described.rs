//! The operations of a description: those that the client calls, and those that the API calls.

use std::collections::BTreeSet;

use super::description::Document;
use super::node::Node;
use super::operations::{Described, operations};

impl Document {
    /// Method and path of every operation, such as `GET /agents`.
    #[must_use]
    pub fn operations(&self) -> BTreeSet<String> {
        let keys = self.described().map(|(key, _)| key);
        keys.collect()
    }
}

impl Document {
    /// Every operation below `paths`, with method and path.
    pub(crate) fn described(&self) -> impl Iterator<Item = (String, Described<'_>)> {
        let items = self.root().members("paths").into_iter();
        items.flat_map(|(path, item)| {
            let described = operations(&item).into_iter();
            described.map(move |it| (format!("{} {path}", it.method), it))
        })
    }

    /// The number of operations that the API calls rather than the client: those of webhooks and
    /// callbacks.
    #[must_use]
    pub fn uncalled(&self) -> usize {
        let webhooks = self.root().get("webhooks");
        let webhooks = webhooks.map(|it| operations_in(&it)).unwrap_or_default();
        let called = webhooks.iter().cloned();
        let callers = called.chain(self.described().map(|(_, it)| it.node));
        let callbacks = callers.flat_map(|operation| operation.members("callbacks"));
        let called_back = callbacks.map(|(_, callback)| operations_in(&callback).len());
        webhooks.len() + called_back.sum::<usize>()
    }
}

/// The operations of a map of path items.
fn operations_in<'a>(items: &Node<'a>) -> Vec<Node<'a>> {
    let items = items.entries().into_iter();
    let items = items.filter(|(key, _)| !key.starts_with("x-"));
    let found = items.flat_map(|(_, item)| operations(&item.followed()));
    found.map(|it| it.node).collect()
}

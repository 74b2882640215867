//! What a client crate offers to code outside, said once. In: the client. Out: its public items, each
//! with its path, its signature, the traits it implements, what it sends and reads, and the part of the
//! API that it follows from. Emission prints these items, judgement compares them. Absent: tokens, and
//! any comparison.

mod client;
mod item;
mod models;
mod operations;
mod path;
mod text;
mod webhooks;

use std::collections::BTreeMap;

use super::Client;
pub use item::{Item, Kind, Origin, Piece, Receiver};
pub(crate) use models::{Rest, StructItems, UnionItems, add_aliases, items_of_model};
pub(crate) use operations::{OutputItems, RequestItems};
pub use path::{Member, Owner, Path};
pub use text::Text;
pub(crate) use webhooks::in_webhooks;
pub use webhooks::items_of_webhooks;

/// The public items of a client, by their paths.
pub type Items = BTreeMap<Path, Item>;

/// All public items of a client but those of [the module of the events](items_of_webhooks).
#[must_use]
pub fn items(client: &Client) -> Items {
    let mut items = items_beside_models(client);
    for model in &client.models {
        items.append(&mut items_of_model(model));
    }
    add_aliases(&mut items, client);
    items
}

/// Those that are about no type of payloads.
pub(crate) fn items_beside_models(client: &Client) -> Items {
    let mut items = Items::new();
    client::add(&mut items, client);
    operations::add(&mut items, client);
    items
}

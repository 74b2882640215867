//! All public items of a client.

use super::item::Items;
use super::models::{add_aliases, items_of_model};
use super::{client, operations};
use crate::rust::Client;

/// All public items of a client except [the module of the events](super::items_of_webhooks).
#[must_use]
pub fn items(client: &Client) -> Items {
    let mut items = items_beside_models(client);
    for model in &client.models {
        items.extend(items_of_model(client, model));
    }
    add_aliases(&mut items, client);
    items
}

/// Those outside of payload types.
pub(crate) fn items_beside_models(client: &Client) -> Items {
    let mut items = Items::new();
    client::add(&mut items, client);
    operations::add(&mut items, client);
    items
}

//! The module of the events: how a delivery is received, and the event types, which have the items
//! of payload types.

use std::collections::{BTreeMap, BTreeSet};

use super::models::{add_names, items_of_type};
use super::{Item, Items, Kind, Origin, Receiver, Text};
use crate::rust::{WEBHOOKS, Webhooks};

/// The public items of the module of the events, by their paths as reports show them.
#[must_use]
pub fn items_of_webhooks(webhooks: &Webhooks) -> BTreeMap<String, Item> {
    let made = Text::from("Result<WebhookReceiver, WebhookError>");
    let receiver = Item::new(Kind::Function(Receiver::None, made), Origin::Always).argument(
        Origin::Always,
        "key",
        Text::from("impl AsRef<str>"),
    );
    let receiver = receiver.with([WEBHOOKS]);
    let scheme = Item::new(Kind::Constant, Origin::Always).part(Origin::Always, "WebhookScheme");
    let scheme = scheme.with([WEBHOOKS]);
    let models = webhooks.models.iter();
    let features = BTreeSet::from([WEBHOOKS]);
    let types = models.flat_map(|it| items_of_type(it, false, &features));
    let mut types: Items = types.collect();
    add_names(&mut types, &webhooks.models, &webhooks.aliases, |_| {
        features.clone()
    });
    types
        .into_iter()
        .map(|(path, item)| (in_webhooks(&path.to_string()), item))
        .chain([
            ("webhooks::receiver".to_owned(), receiver),
            ("webhooks::SCHEME".to_owned(), scheme),
        ])
        .collect()
}

/// A path or signature with payload types, as in the module of the events.
pub(crate) fn in_webhooks(text: &str) -> String {
    text.replace("models::", "webhooks::")
}

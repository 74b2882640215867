//! What code outside can use of a client. In: a Rust model. Out: its public items by path, each
//! with what it looks like, what it sends, and what of the API it follows from. Absent: rules.

mod aliases;
mod client;
mod difference;
mod item;
mod models;
mod operations;

use std::collections::BTreeMap;

use crate::rust::{Client, Ident};
pub(super) use difference::{Difference, difference};
pub(super) use item::Origin;
use item::{Item, Part};

/// The public items of a client, by their paths.
pub(super) type Surface = BTreeMap<String, Item>;

/// The public items of both sides. `canonical` gives an operation of the revision the key that it has
/// in the base; types of the base go by the names that the revision has for them.
pub(super) fn surfaces(
    base: &Client,
    revision: &Client,
    canonical: &BTreeMap<&str, &str>,
) -> [Surface; 2] {
    let is_model = |name: &Ident| base.models.iter().any(|model| model.name == *name);
    let (renamed, aliases): (BTreeMap<_, _>, BTreeMap<_, _>) = revision
        .aliases
        .clone()
        .into_iter()
        .partition(|(alias, _)| is_model(alias));
    let mut old = surface(base, &BTreeMap::new());
    models::add_aliases(&mut old, &base.aliases);
    let mut new = surface(revision, canonical);
    models::add_aliases(&mut new, &aliases);
    [aliases::renamed(old, &renamed), new]
}

fn surface(client: &Client, canonical: &BTreeMap<&str, &str>) -> Surface {
    let mut surface = Surface::new();
    client::add(&mut surface, client);
    operations::add(&mut surface, client, canonical);
    models::add(&mut surface, client);
    surface
}

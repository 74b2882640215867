//! What code outside can use of a client. In: a Rust model. Out: its public items by path, each
//! with what it looks like, what it sends, and what of the API it follows from. Absent: rules.

mod aliases;
mod client;
mod difference;
mod item;
mod models;
mod operations;

use std::collections::{BTreeMap, BTreeSet};

use super::align::Canonical;
use crate::rust::{Client, Ident};
pub(super) use difference::{Difference, difference};
pub(super) use item::Origin;
use item::{Item, Part};

/// The public items of a client, by their paths.
pub(super) type Surface = BTreeMap<String, Item>;

/// The public items of both sides. `canonical` gives an operation of the revision the key that it has
/// in the base; types of the base go by the names that the revision has for them.
pub(super) fn surfaces(base: &Client, revision: &Client, canonical: &Canonical) -> [Surface; 2] {
    let is_model = |name: &Ident| base.models.iter().any(|model| model.name == *name);
    let (renamed, aliases): (BTreeMap<_, _>, BTreeMap<_, _>) = revision
        .aliases
        .clone()
        .into_iter()
        .partition(|(alias, _)| is_model(alias));
    let mut old = surface(base, &Canonical::default());
    models::add_aliases(&mut old, &base.aliases);
    let mut new = surface(revision, canonical);
    models::add_aliases(&mut new, &aliases);
    let mut old = aliases::renamed(old, &renamed);
    // A type that no operation leads to is compiled on demand: where the other side has it in any
    // case, it comes or goes.
    let now = |name: &Ident| renamed.get(name).unwrap_or(name).clone();
    let [was_used, is_used] = [base, revision].map(used);
    let was_used: BTreeSet<Ident> = was_used.map(now).collect();
    let is_used: BTreeSet<Ident> = is_used.cloned().collect();
    let was_unused = base.unused.iter().map(now);
    // Several types may have become one.
    let comes = |name: &Ident| is_used.contains(name) && !was_used.contains(name);
    hide(&mut old, was_unused.filter(comes));
    let is_unused = revision.unused.iter().cloned();
    hide(&mut new, is_unused.filter(|name| was_used.contains(name)));
    [old, new]
}

/// The types that operations lead to.
fn used(client: &Client) -> impl Iterator<Item = &Ident> {
    let names = client.models.iter().map(|model| &model.name);
    names.filter(|name| !client.unused.contains(*name))
}

/// Takes types out of a surface, with all that belongs to them.
fn hide(surface: &mut Surface, names: impl Iterator<Item = Ident>) {
    let paths: BTreeSet<String> = names.map(|name| format!("models::{name}")).collect();
    surface.retain(|path, item| {
        let parent = item.parent.as_ref();
        !paths.contains(path) && !parent.is_some_and(|parent| paths.contains(parent))
    });
}

fn surface(client: &Client, canonical: &Canonical) -> Surface {
    let mut surface = Surface::new();
    client::add(&mut surface, client, canonical);
    operations::add(&mut surface, client, canonical);
    models::add(&mut surface, client);
    surface
}

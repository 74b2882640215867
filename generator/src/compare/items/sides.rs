//! The public items of both sides by paths that both share.

use std::collections::BTreeMap;

use super::models::models;
use super::renamed::{canonicalise, renamed_items};
use crate::compare::align::Canonical;
use crate::compare::pair::Pair;
use crate::rust::items::{Items, items_beside_models};
use crate::rust::{Client, Ident};

/// The public items of both sides, without payload types that are equal on both. `canonical` maps
/// an operation of the revision to its key in the base; types of the base have their names in the
/// revision.
pub(in crate::compare) fn sides(clients: Pair<&Client>, canonical: &Canonical) -> Pair<Items> {
    let is_model = |name: &Ident| clients.old.models.iter().any(|model| model.name == *name);
    let renamed = clients
        .new
        .aliases
        .iter()
        .filter(|(alias, _)| is_model(alias));
    let renamed: BTreeMap<&Ident, &Ident> = renamed.collect();
    let mut items = Pair {
        old: renamed_items(items_beside_models(clients.old), &renamed),
        new: items_beside_models(clients.new),
    };
    if !canonical.is_empty() {
        for item in items.new.values_mut() {
            let origins = item.others.iter_mut().chain([&mut item.origin]);
            let pieces = item.signature.iter_mut().chain(&mut item.wire);
            for origin in origins.chain(pieces.map(|piece| &mut piece.origin)) {
                canonicalise(origin, canonical);
            }
        }
    }
    models(clients, &renamed, &mut items);
    items
}

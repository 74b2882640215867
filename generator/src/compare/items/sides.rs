//! The public items of both sides by paths that both share.

use std::collections::BTreeMap;

use super::models::models;
use super::renamed::{canonicalise, renamed_items};
use crate::compare::align::Canonical;
use crate::rust::items::{Items, items_beside_models};
use crate::rust::{Client, Ident};

/// The public items of both sides, without payload types that are equal on both. `canonical` maps
/// an operation of the revision to its key in the base; types of the base have their names in the
/// revision.
pub(in crate::compare) fn sides(
    base: &Client,
    revision: &Client,
    canonical: &Canonical,
) -> [Items; 2] {
    let is_model = |name: &Ident| base.models.iter().any(|model| model.name == *name);
    let renamed = revision.aliases.iter().filter(|(alias, _)| is_model(alias));
    let renamed: BTreeMap<&Ident, &Ident> = renamed.collect();
    let mut old = renamed_items(items_beside_models(base), &renamed);
    let mut new = items_beside_models(revision);
    if !canonical.is_empty() {
        for item in new.values_mut() {
            let origins = item.others.iter_mut().chain([&mut item.origin]);
            let pieces = item.signature.iter_mut().chain(&mut item.wire);
            for origin in origins.chain(pieces.map(|piece| &mut piece.origin)) {
                canonicalise(origin, canonical);
            }
        }
    }
    models(base, revision, &renamed, [&mut old, &mut new]);
    [old, new]
}

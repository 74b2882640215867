//! The public items of both sides, made comparable. In: two clients. Out: their items by paths that
//! both sides have, and what differs between them. Absent: rules, and what an item looks like, which the
//! Rust model says.

mod difference;

use std::collections::{BTreeMap, BTreeSet};

use super::align::Canonical;
use crate::rust::items::{Items, Origin, Owner, Path, Piece, items};
use crate::rust::{Client, Ident, Type};
pub(super) use difference::{Difference, difference};

/// The public items of both sides. `canonical` gives an operation of the revision the key that it has
/// in the base; types of the base go by the names that the revision has for them.
pub(super) fn sides(base: &Client, revision: &Client, canonical: &Canonical) -> [Items; 2] {
    let is_model = |name: &Ident| base.models.iter().any(|model| model.name == *name);
    let renamed = revision.aliases.iter().filter(|(alias, _)| is_model(alias));
    let renamed: BTreeMap<&Ident, &Ident> = renamed.collect();
    let mut new = items(revision);
    // Under its former name a type is the one that the base has.
    new.retain(|path, _| !(path.member.is_none() && is_former(path, &renamed)));
    let mut old = items(base);
    if !renamed.is_empty() {
        old = renamed_items(old, &renamed);
    }
    if !canonical.is_empty() {
        for item in new.values_mut() {
            let origins = item.others.iter_mut().chain([&mut item.origin]);
            let pieces = item.signature.iter_mut().chain(&mut item.wire);
            for origin in origins.chain(pieces.map(|piece| &mut piece.origin)) {
                canonicalise(origin, canonical);
            }
        }
    }
    // A type that no operation leads to is compiled on demand: where the other side has it in any
    // case, it comes or goes.
    let now = |name: &Ident| (*renamed.get(name).unwrap_or(&name)).clone();
    let [was_used, is_used] = [base, revision].map(used);
    let was_used: BTreeSet<Ident> = was_used.map(now).collect();
    let is_used: BTreeSet<Ident> = is_used.cloned().collect();
    let was_unused = base.unused.iter().map(now);
    // Several types may have become one.
    let comes = |name: &Ident| is_used.contains(name) && !was_used.contains(name);
    hide(&mut old, &was_unused.filter(comes).collect());
    let is_unused = revision.unused.iter().cloned();
    hide(
        &mut new,
        &is_unused.filter(|name| was_used.contains(name)).collect(),
    );
    [old, new]
}

/// The types that operations lead to.
fn used(client: &Client) -> impl Iterator<Item = &Ident> {
    let names = client.models.iter().map(|model| &model.name);
    names.filter(|name| !client.unused.contains(*name))
}

/// Takes types out, with all that belongs to them.
fn hide(items: &mut Items, names: &BTreeSet<Ident>) {
    if !names.is_empty() {
        items.retain(|path, _| path.model().is_none_or(|name| !names.contains(name)));
    }
}

fn is_former(path: &Path, renamed: &BTreeMap<&Ident, &Ident>) -> bool {
    path.model().is_some_and(|name| renamed.contains_key(name))
}

/// The items of the base with types by the names that the revision has for them.
fn renamed_items(items: Items, renamed: &BTreeMap<&Ident, &Ident>) -> Items {
    let now = |name: &mut Ident| {
        if let Some(now) = renamed.get(name) {
            name.clone_from(now);
        }
    };
    let ty = |mut ty: Type| {
        if let Type::Model(name) = &mut ty {
            now(name);
        }
        ty
    };
    let path = |path: &mut Path| {
        if let Owner::Model(name) = &mut path.owner {
            now(name);
        }
    };
    let origin = |origin: &mut Origin| {
        if let Origin::Model(name) | Origin::Member(name, _) = origin {
            now(name);
        }
    };
    let piece = |piece: &mut Piece| {
        origin(&mut piece.origin);
        piece.text = piece.text.map(&ty);
    };
    let items = items.into_iter().map(|(mut at, mut item)| {
        path(&mut at);
        item.parent.iter_mut().for_each(path);
        item.others
            .iter_mut()
            .chain([&mut item.origin])
            .for_each(origin);
        item.signature.iter_mut().for_each(piece);
        item.wire.iter_mut().for_each(piece);
        item.leads_to = item.leads_to.iter().map(|one| one.map(&ty)).collect();
        (at, item)
    });
    items.collect()
}

/// Names an operation and its inputs as the base does.
fn canonicalise(origin: &mut Origin, canonical: &Canonical) {
    let key = match origin {
        Origin::OwnAddress(key)
        | Origin::Requirement(key)
        | Origin::Operation(key)
        | Origin::Input(key, _)
        | Origin::Response(key) => key,
        Origin::Address
        | Origin::Server(_)
        | Origin::Credentials
        | Origin::Model(_)
        | Origin::Member(..)
        | Origin::Always => return,
    };
    let known = canonical.key(key).to_owned();
    *key = known;
    if let Origin::Input(key, name) = origin {
        *name = canonical.input(key, std::mem::take(name));
    }
}

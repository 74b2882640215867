//! Items with the names and operations of the other side.

use std::collections::BTreeMap;

use crate::compare::align::Canonical;
use crate::rust::items::{Items, Origin, Owner, Path, Piece};
use crate::rust::{Ident, Type};

/// The items of the base with the type names of the revision.
pub(super) fn renamed_items(items: Items, renamed: &BTreeMap<&Ident, &Ident>) -> Items {
    if renamed.is_empty() {
        return items;
    }
    let now = |name: &mut Ident| {
        if let Some(now) = renamed.get(name) {
            name.clone_from(now);
        }
    };
    let ty = |ty: Type| match ty.as_model().and_then(|name| renamed.get(name)) {
        Some(now) => Type::model(now),
        None => ty,
    };
    let path = |path: &mut Path| {
        if let Owner::Model(name) | Owner::InHome(_, name) = &mut path.owner {
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
pub(super) fn canonicalise(origin: &mut Origin, canonical: &Canonical) {
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

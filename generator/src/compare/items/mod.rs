//! The public items of both sides, made comparable. In: two clients. Out: their items by paths that
//! both sides have, and what differs between them. Absent: rules, and what an item looks like, which the
//! Rust model says.

mod difference;

use std::collections::{BTreeMap, BTreeSet};

use super::align::Canonical;
use crate::rust::items::{
    Items, Origin, Owner, Path, Piece, add_aliases, items_beside_models, items_of_model,
};
use crate::rust::{Client, Ident, Model, Type};
pub(super) use difference::{Difference, difference};

/// The public items of both sides, without types of payloads that have the same on both. `canonical`
/// gives an operation of the revision the key that it has in the base; types of the base go by the names
/// that the revision has for them.
pub(super) fn sides(base: &Client, revision: &Client, canonical: &Canonical) -> [Items; 2] {
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

/// Adds the items of the types of payloads that are not the same on both sides, and of aliases.
fn models(
    base: &Client,
    revision: &Client,
    renamed: &BTreeMap<&Ident, &Ident>,
    [old, new]: [&mut Items; 2],
) {
    let now = |name: &Ident| (*renamed.get(name).unwrap_or(&name)).clone();
    let [was_used, is_used] = [base, revision].map(used);
    let was_used: BTreeSet<Ident> = was_used.map(now).collect();
    let is_used: BTreeSet<Ident> = is_used.cloned().collect();
    let was_unused: BTreeSet<Ident> = base.unused.iter().map(now).collect();
    // A type that no operation leads to is compiled on demand: where the other side has it in any
    // case, it comes or goes. Several types may have become one.
    let comes = |name: &Ident| {
        was_unused.contains(name) && is_used.contains(name) && !was_used.contains(name)
    };
    let goes = |name: &Ident| revision.unused.contains(name) && was_used.contains(name);
    // Several types that became one are together what it is compared with.
    let became: BTreeSet<&Ident> = renamed.values().copied().collect();
    let others = revision.models.iter().map(|model| (&model.name, model));
    let others: BTreeMap<&Ident, &Model> = others.collect();
    let mut same: BTreeSet<&Ident> = BTreeSet::new();
    for model in &base.models {
        let name = now(&model.name);
        if comes(&name) {
            continue;
        }
        let mut items = renamed_items(items_of_model(model), renamed);
        match others.get(&name) {
            Some(other)
                if !goes(&name) && !became.contains(&name) && items_of_model(other) == items =>
            {
                same.insert(&other.name);
            }
            _ => old.append(&mut items),
        }
    }
    let left = revision.models.iter();
    for model in left.filter(|it| !same.contains(&it.name) && !goes(&it.name)) {
        new.append(&mut items_of_model(model));
    }
    let mut aliases = Items::new();
    add_aliases(&mut aliases, base);
    old.append(&mut renamed_items(aliases, renamed));
    add_aliases(new, revision);
    // Under its former name a type is the one that the base has.
    new.retain(|path, _| !(path.member.is_none() && is_former(path, renamed)));
}

/// The types that operations lead to.
fn used(client: &Client) -> impl Iterator<Item = &Ident> {
    let names = client.models.iter().map(|model| &model.name);
    names.filter(|name| !client.unused.contains(*name))
}

fn is_former(path: &Path, renamed: &BTreeMap<&Ident, &Ident>) -> bool {
    path.model().is_some_and(|name| renamed.contains_key(name))
}

/// The items of the base with types by the names that the revision has for them.
fn renamed_items(items: Items, renamed: &BTreeMap<&Ident, &Ident>) -> Items {
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

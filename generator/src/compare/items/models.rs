//! The items of payload types, and of aliases.

use std::collections::{BTreeMap, BTreeSet};

use super::renamed::renamed_items;
use crate::compare::pair::Pair;
use crate::rust::items::{Items, Path, add_aliases, items_of_model};
use crate::rust::{Client, Ident, Model};

/// Adds the items of payload types that differ, and of aliases.
pub(super) fn models(
    clients: Pair<&Client>,
    renamed: &BTreeMap<&Ident, &Ident>,
    items: &mut Pair<Items>,
) {
    let Pair {
        old: base,
        new: revision,
    } = clients;
    let Pair { old, new } = items;
    let now = |name: &Ident| (*renamed.get(name).unwrap_or(&name)).clone();
    let was_used: BTreeSet<Ident> = used(base).map(now).collect();
    let is_used: BTreeSet<Ident> = used(revision).cloned().collect();
    let was_unused: BTreeSet<Ident> = base.unused.iter().map(now).collect();
    // A type that no operation references is compiled on demand: if the other side always compiles
    // it, it is added or removed. Several types may have become one.
    let comes = |name: &Ident| {
        was_unused.contains(name) && is_used.contains(name) && !was_used.contains(name)
    };
    let goes = |name: &Ident| revision.unused.contains(name) && was_used.contains(name);
    // Several types that became one are compared with it together.
    let became: BTreeSet<&Ident> = renamed.values().copied().collect();
    let others = revision.models.iter().map(|model| (&model.name, model));
    let others: BTreeMap<&Ident, &Model> = others.collect();
    let mut same: BTreeSet<&Ident> = BTreeSet::new();
    for model in &base.models {
        let name = now(&model.name);
        if comes(&name) {
            continue;
        }
        let items = renamed_items(items_of_model(base, model), renamed);
        match others.get(&name) {
            Some(other)
                if !goes(&name)
                    && !became.contains(&name)
                    && items_of_model(revision, other) == items =>
            {
                same.insert(&other.name);
            }
            _ => old.extend(items),
        }
    }
    let left = revision.models.iter();
    for model in left.filter(|it| !same.contains(&it.name) && !goes(&it.name)) {
        new.extend(items_of_model(revision, model));
    }
    let mut aliases = Items::new();
    add_aliases(&mut aliases, base);
    old.extend(renamed_items(aliases, renamed));
    add_aliases(new, revision);
    // Under its former name a type is that of the base.
    new.retain(|path, _| !(path.member.is_none() && is_former(path, renamed)));
}

/// The types that operations reference.
fn used(client: &Client) -> impl Iterator<Item = &Ident> {
    let names = client.models.iter().map(|model| &model.name);
    names.filter(|name| !client.unused.contains(*name))
}

fn is_former(path: &Path, renamed: &BTreeMap<&Ident, &Ident>) -> bool {
    path.model().is_some_and(|name| renamed.contains_key(name))
}

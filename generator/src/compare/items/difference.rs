//! Differences between two sets of public items, and the release that each requires.

use std::collections::{BTreeMap, BTreeSet};

use crate::compare::pair::Pair;
use crate::compare::{Bump, ItemChange, ItemChangeKind};
use crate::rust::items::{Item, Items, Origin, Path, Piece, Text};
use crate::rust::{ALL_MODELS, Ident};

/// How many cargo features are named.
const NAMED: usize = 3;

/// One item that differs.
#[derive(Clone, Debug)]
pub(in crate::compare) struct Difference {
    pub(in crate::compare) path: Path,
    pub(in crate::compare) item: ItemChange,
    /// The signatures of both sides, if both have one.
    pub(in crate::compare) signatures: Option<Pair<Vec<Text>>>,
    /// The parts of the API that the difference follows from.
    pub(in crate::compare) origins: BTreeSet<Origin>,
    /// The types that it names, and those of items that are added or removed with it.
    pub(in crate::compare) mentions: BTreeSet<Ident>,
}

/// All differences, by path. Members of an added or removed item are not listed separately.
pub(in crate::compare) fn difference(items: Pair<&Items>) -> Vec<Difference> {
    let paths: BTreeSet<&Path> = items.old.keys().chain(items.new.keys()).collect();
    let mut found = Vec::new();
    let mut inside: BTreeMap<&Path, BTreeSet<Ident>> = BTreeMap::new();
    let known: BTreeSet<&String> = items.new.values().flat_map(|it| &it.features).collect();
    for path in paths {
        let item = items.map(|items| items.get(path));
        let (one_side, kind) = match (item.old, item.new) {
            (Some(old), Some(new)) => {
                let item = Pair { old, new };
                found.extend(changed(path, item));
                if let Some(needs) = narrowed(item, &known) {
                    let mut gated = one(path, ItemChangeKind::Gated, item.map(Some));
                    let shown = item.with(needs);
                    let shown = shown.map(|(it, needs)| format!("{} // {needs}", it.shown(path)));
                    (gated.item.before, gated.item.after) = (Some(shown.old), Some(shown.new));
                    // Types that it leads to may have been needed by it alone.
                    let members = items.old.range(path..);
                    let members = members.take_while(|(other, _)| other.owner == path.owner);
                    gated
                        .mentions
                        .extend(members.flat_map(|(_, item)| mentioned(item)));
                    found.push(gated);
                }
                continue;
            }
            (Some(old), None) => (old, ItemChangeKind::Removed),
            (None, Some(new)) => (new, ItemChangeKind::Added),
            (None, None) => continue,
        };
        match &one_side.parent {
            Some(parent) if goes_with(items.map(|items| items.get(parent))) => {
                let mentions = inside.entry(parent).or_default();
                mentions.extend(mentioned(one_side));
            }
            _ => found.push(one(path, kind, item)),
        }
    }
    for difference in &mut found {
        if let Some(mentions) = inside.remove(&difference.path) {
            difference.mentions.extend(mentions);
        }
    }
    of_operations(&mut found, items);
    found
}

/// What compiles an item on each side, for people, if a program that has it by a cargo feature `known`
/// to the revision no longer has it by that feature. A part of another item is compiled with that
/// one.
fn narrowed(item: Pair<&Item>, known: &BTreeSet<&String>) -> Option<Pair<String>> {
    let Pair { old, new } = item.map(|item| &item.features);
    let is_part = item.old.parent.is_some() || item.new.parent.is_some();
    if is_part || new.is_empty() {
        return None;
    }
    if old.is_empty() {
        let new = format!("with {}", any_of(new.iter()));
        return Some(Pair {
            old: "always".to_owned(),
            new,
        });
    }
    let lost = old.difference(new).filter(|it| known.contains(it));
    // It enables the features of all tags.
    let mut lost = lost.filter(|it| *it != ALL_MODELS).peekable();
    lost.peek()?;
    let lost = any_of(lost);
    Some(Pair {
        old: format!("with {lost}"),
        new: format!("not with {lost}"),
    })
}

/// Some cargo features, the first of them by name.
fn any_of<'a>(features: impl Iterator<Item = &'a String>) -> String {
    let mut names: Vec<&str> = features.map(String::as_str).collect();
    let others = names.split_off(names.len().min(NAMED)).len();
    let names = names.join(" or ");
    match others {
        0 => names,
        others => format!("{names} or {others} more"),
    }
}

/// The inputs and outputs of an operation are added and removed with it, even if another operation
/// has its name on the other side.
fn of_operations(found: &mut [Difference], items: Pair<&Items>) {
    let operations = items.map(|items| -> BTreeSet<&String> {
        let origins = items.values().map(|item| &item.origin);
        origins
            .filter_map(|origin| match origin {
                Origin::Operation(key) => Some(key),
                _ => None,
            })
            .collect()
    });
    for difference in found {
        let origins = difference.origins.iter().filter_map(|origin| match origin {
            Origin::Input(key, _) | Origin::Response(key) => Some(key),
            _ => None,
        });
        let alone: Vec<Origin> = origins
            .filter(|key| !operations.old.contains(key) || !operations.new.contains(key))
            .map(|key| Origin::Operation(key.clone()))
            .collect();
        difference.origins.extend(alone);
    }
}

/// The payload types that an item names or references.
fn mentioned(item: &Item) -> impl Iterator<Item = Ident> {
    let signature = item.signature.iter().flat_map(|piece| piece.text.models());
    let others = item.leads_to.iter().flat_map(|ty| ty.models());
    signature.chain(others).cloned()
}

/// Whether a member is added or removed with its item: one side lacks the item, or the type was
/// replaced.
fn goes_with(parent: Pair<Option<&Item>>) -> bool {
    parent.both().is_none_or(|parent| {
        matches!(parent.old.origin, Origin::Model(_)) && texts(parent).differs()
    })
}

fn one(path: &Path, kind: ItemChangeKind, item: Pair<Option<&Item>>) -> Difference {
    let level = match kind {
        ItemChangeKind::Removed
        | ItemChangeKind::Changed
        | ItemChangeKind::Gated
        | ItemChangeKind::Meaning => Bump::Major,
        ItemChangeKind::Added | ItemChangeKind::Deprecated => Bump::Minor,
        ItemChangeKind::Undeprecated | ItemChangeKind::Wire => Bump::Patch,
    };
    let sides = || item.sides().into_iter().flatten();
    let shown = item.map(|item| item.map(|item| item.shown(path)));
    let signatures = item.both().map(texts);
    Difference {
        path: path.clone(),
        signatures: signatures.map(|it| it.map(|texts| texts.into_iter().cloned().collect())),
        item: ItemChange {
            path: path.to_string(),
            kind,
            level,
            before: shown.old,
            after: shown.new,
        },
        origins: sides()
            .flat_map(|item| std::iter::once(&item.origin).chain(&item.others))
            .cloned()
            .collect(),
        mentions: sides().flat_map(mentioned).collect(),
    }
}

fn changed(path: &Path, item: Pair<&Item>) -> Vec<Difference> {
    let mut found = Vec::new();
    let mut push = |kind, origins: BTreeSet<Origin>| {
        let difference = one(path, kind, item.map(Some));
        let origins = if origins.is_empty() {
            difference.origins
        } else {
            origins
        };
        found.push(Difference {
            origins,
            ..difference
        });
    };
    if texts(item).differs() {
        push(ItemChangeKind::Changed, differing(item));
    } else {
        let moved = moved(item);
        if !moved.is_empty() || item.map(|item| &item.meaning).differs() {
            push(ItemChangeKind::Meaning, moved);
        }
    }
    match (item.old.deprecated, item.new.deprecated) {
        (false, true) => push(ItemChangeKind::Deprecated, BTreeSet::new()),
        (true, false) => push(ItemChangeKind::Undeprecated, BTreeSet::new()),
        _ => {}
    }
    let wire = item.map(|item| by_origin(&item.wire));
    let other = wire.old.iter();
    let other: BTreeSet<Origin> = other
        .filter(|(origin, texts)| wire.new.get(*origin).is_some_and(|now| now != *texts))
        .map(|(origin, _)| (*origin).clone())
        .collect();
    if !other.is_empty() {
        push(ItemChangeKind::Wire, other);
    }
    found
}

/// The signatures.
fn texts(item: Pair<&Item>) -> Pair<Vec<&Text>> {
    item.map(|item| item.signature.iter().map(|piece| &piece.text).collect())
}

/// The origins of pieces that one side lacks or that differ.
fn differing(item: Pair<&Item>) -> BTreeSet<Origin> {
    let pieces = item.map(|item| by_origin(&item.signature));
    let origins = pieces.old.keys().chain(pieces.new.keys());
    origins
        .filter(|origin| pieces.as_ref().map(|it| it.get(*origin)).differs())
        .map(|origin| (*origin).clone())
        .collect()
}

/// The origins of pieces that changed positions: the types match, the values do not.
fn moved(item: Pair<&Item>) -> BTreeSet<Origin> {
    let pieces = item.old.signature.iter().zip(&item.new.signature);
    pieces
        .filter(|(old, new)| old.origin != new.origin)
        .flat_map(|(old, new)| [old.origin.clone(), new.origin.clone()])
        .collect()
}

fn by_origin(parts: &[Piece]) -> BTreeMap<&Origin, Vec<&Text>> {
    let mut texts: BTreeMap<&Origin, Vec<&Text>> = BTreeMap::new();
    for part in parts {
        texts.entry(&part.origin).or_default().push(&part.text);
    }
    texts
}

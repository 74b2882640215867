//! Differences between two sets of public items, and the release that each requires.

use std::collections::{BTreeMap, BTreeSet};

use crate::compare::{Bump, ItemChange, ItemChangeKind};
use crate::rust::Ident;
use crate::rust::items::{Item, Items, Origin, Path, Piece, Text};

/// One item that differs.
#[derive(Clone, Debug)]
pub(in crate::compare) struct Difference {
    pub(in crate::compare) path: Path,
    pub(in crate::compare) item: ItemChange,
    /// The signatures of both sides, if both have one.
    pub(in crate::compare) signatures: Option<[Vec<Text>; 2]>,
    /// The parts of the API that the difference follows from.
    pub(in crate::compare) origins: BTreeSet<Origin>,
    /// The types that it names, and those of items that are added or removed with it.
    pub(in crate::compare) mentions: BTreeSet<Ident>,
}

/// All differences, by path. Members of an added or removed item are not listed separately.
pub(in crate::compare) fn difference(base: &Items, revision: &Items) -> Vec<Difference> {
    let paths: BTreeSet<&Path> = base.keys().chain(revision.keys()).collect();
    let mut found = Vec::new();
    let mut inside: BTreeMap<&Path, BTreeSet<Ident>> = BTreeMap::new();
    for path in paths {
        let (one_side, kind) = match (base.get(path), revision.get(path)) {
            (Some(old), Some(new)) => {
                found.extend(changed(path, old, new));
                continue;
            }
            (Some(old), None) => (old, ItemChangeKind::Removed),
            (None, Some(new)) => (new, ItemChangeKind::Added),
            (None, None) => continue,
        };
        match &one_side.parent {
            Some(parent) if goes_with(parent, base, revision) => {
                let mentions = inside.entry(parent).or_default();
                mentions.extend(mentioned(one_side));
            }
            _ if kind == ItemChangeKind::Removed => {
                found.push(one(path, kind, Some(one_side), None));
            }
            _ => found.push(one(path, kind, None, Some(one_side))),
        }
    }
    for difference in &mut found {
        if let Some(mentions) = inside.remove(&difference.path) {
            difference.mentions.extend(mentions);
        }
    }
    of_operations(&mut found, base, revision);
    found
}

/// The inputs and outputs of an operation are added and removed with it, even if another operation
/// has its name on the other side.
fn of_operations(found: &mut [Difference], base: &Items, revision: &Items) {
    let [was, is] = [base, revision].map(|items| -> BTreeSet<&String> {
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
            .filter(|key| !was.contains(key) || !is.contains(key))
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
fn goes_with(parent: &Path, base: &Items, revision: &Items) -> bool {
    match (base.get(parent), revision.get(parent)) {
        (Some(old), Some(new)) => {
            matches!(old.origin, Origin::Model(_)) && !same_texts(&old.signature, &new.signature)
        }
        _ => true,
    }
}

fn one(path: &Path, kind: ItemChangeKind, old: Option<&Item>, new: Option<&Item>) -> Difference {
    let level = match kind {
        ItemChangeKind::Removed | ItemChangeKind::Changed | ItemChangeKind::Meaning => Bump::Major,
        ItemChangeKind::Added | ItemChangeKind::Deprecated => Bump::Minor,
        ItemChangeKind::Undeprecated | ItemChangeKind::Wire => Bump::Patch,
    };
    let sides = || old.into_iter().chain(new);
    let signature = |item: &Item| {
        let texts = item.signature.iter().map(|piece| piece.text.clone());
        texts.collect::<Vec<Text>>()
    };
    Difference {
        path: path.clone(),
        signatures: old.zip(new).map(|(old, new)| [old, new].map(signature)),
        item: ItemChange {
            path: path.to_string(),
            kind,
            level,
            before: old.map(|item| item.shown(path)),
            after: new.map(|item| item.shown(path)),
        },
        origins: sides()
            .flat_map(|item| std::iter::once(&item.origin).chain(&item.others))
            .cloned()
            .collect(),
        mentions: sides().flat_map(mentioned).collect(),
    }
}

fn changed(path: &Path, old: &Item, new: &Item) -> Vec<Difference> {
    let mut found = Vec::new();
    let mut push = |kind, origins: BTreeSet<Origin>| {
        let difference = one(path, kind, Some(old), Some(new));
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
    if !same_texts(&old.signature, &new.signature) {
        push(
            ItemChangeKind::Changed,
            differing(&old.signature, &new.signature),
        );
    } else {
        let moved = moved(&old.signature, &new.signature);
        if !moved.is_empty() || old.meaning != new.meaning {
            push(ItemChangeKind::Meaning, moved);
        }
    }
    match (old.deprecated, new.deprecated) {
        (false, true) => push(ItemChangeKind::Deprecated, BTreeSet::new()),
        (true, false) => push(ItemChangeKind::Undeprecated, BTreeSet::new()),
        _ => {}
    }
    let (sent, sends) = (by_origin(&old.wire), by_origin(&new.wire));
    let other: BTreeSet<Origin> = sent
        .iter()
        .filter(|(origin, texts)| sends.get(*origin).is_some_and(|now| now != *texts))
        .map(|(origin, _)| (*origin).clone())
        .collect();
    if !other.is_empty() {
        push(ItemChangeKind::Wire, other);
    }
    found
}

fn same_texts(old: &[Piece], new: &[Piece]) -> bool {
    old.len() == new.len() && old.iter().zip(new).all(|(old, new)| old.text == new.text)
}

/// The origins of pieces that one side lacks or that differ.
fn differing(old: &[Piece], new: &[Piece]) -> BTreeSet<Origin> {
    let (was, is) = (by_origin(old), by_origin(new));
    let origins = was.keys().chain(is.keys());
    origins
        .filter(|origin| was.get(*origin) != is.get(*origin))
        .map(|origin| (*origin).clone())
        .collect()
}

/// The origins of pieces that changed positions: the types match, the values do not.
fn moved(old: &[Piece], new: &[Piece]) -> BTreeSet<Origin> {
    old.iter()
        .zip(new)
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

//! A property that several parts of an allOf declare: the most specific declaration, or all of them.

use std::collections::BTreeSet;

use super::enumeration::{self, Values};
use super::keywords::Keywords;
use super::lowering::SchemaLowering;
use super::queue::{DEEPEST_MADE, Work};
use super::reports::shown;
use super::schemas::Schemas;
use super::weight::{SHAPE, extends, is_object_like, narrowness, weight};
use super::{Enum, Use};
use crate::document::{Made, Pointer};

/// The most specific declaration of a property, and its values. Objects that several parts declare are
/// merged.
pub(super) fn property(
    lowering: &mut SchemaLowering<'_>,
    work: &Work,
    name: &str,
    declared: &[Pointer],
) -> (Pointer, Use) {
    let last = declared.last().cloned().unwrap_or_default();
    if declared.len() == 1 {
        let value = lowering.use_at(&last);
        return (last, value);
    }
    note_contradiction(lowering, name, declared);
    let special = special(&lowering.schemas, declared);
    let mut best = special.last().cloned().unwrap_or(last);
    for pointer in &special {
        if narrowness(&lowering.schemas, pointer) >= narrowness(&lowering.schemas, &best) {
            best = pointer.clone();
        }
    }
    let value = common_values(lowering, work, name, declared)
        .or_else(|| merged(lowering, work, name, &special))
        .unwrap_or_else(|| lowering.use_at(&best));
    (best, value)
}

/// The declarations without those that another one extends, or whose items it does: it has all of them.
fn special(schemas: &Schemas<'_>, declared: &[Pointer]) -> Vec<Pointer> {
    let targets: Vec<Pointer> = declared.iter().map(|it| schemas.follow(it).0).collect();
    let covers = |other: &Pointer, base: &Pointer| {
        let has = |a: &Pointer, b: &Pointer| {
            let (a, b) = (schemas.follow(a).0, schemas.follow(b).0);
            a != b && extends(schemas, &a, &b)
        };
        has(other, base) || has(&other.child("items"), &base.child("items"))
    };
    let special = declared.iter().zip(&targets).filter(|(_, base)| {
        let mut others = targets.iter();
        !others.any(|other| covers(other, base))
    });
    special.map(|(pointer, _)| pointer.clone()).collect()
}

/// Several objects, or arrays of such, that all apply, as one schema.
fn merged(
    lowering: &mut SchemaLowering<'_>,
    work: &Work,
    name: &str,
    declared: &[Pointer],
) -> Option<Use> {
    let schemas = &lowering.schemas;
    let items = declared
        .iter()
        .map(|it| schemas.follow(it).0.child("items"));
    let items = objects(schemas, &items.collect::<Vec<_>>());
    let objects = objects(schemas, declared);
    let parts = match (objects.len(), items.len()) {
        (2.., _) => objects,
        (0, 2..) => declared.to_vec(),
        _ => return None,
    };
    (work.id.depth_of_made() < DEEPEST_MADE).then(|| {
        let id = work.id.made(Made::Merged).child(name);
        lowering.queue.add_merged(id, parts)
    })
}

/// The different objects among the declarations; none if one of them may be another kind of value.
fn objects(schemas: &Schemas<'_>, declared: &[Pointer]) -> Vec<Pointer> {
    let mut found: Vec<Pointer> = Vec::new();
    for pointer in declared {
        let (target, _) = schemas.follow(pointer);
        if weight(schemas, pointer) == SHAPE && !found.contains(&target) {
            found.push(target);
        }
    }
    let mut all = found.iter();
    match all.all(|one| is_object_like(schemas, one, &mut BTreeSet::new())) {
        true => found,
        false => Vec::new(),
    }
}

/// The values that all declarations of a property list, unless one of the lists is equal to them.
fn common_values(
    lowering: &mut SchemaLowering<'_>,
    work: &Work,
    name: &str,
    declared: &[Pointer],
) -> Option<Use> {
    let mut lists: Vec<(&Pointer, Pointer, Enum)> = Vec::new();
    let mut nullable = true;
    for pointer in declared {
        let (target, null) = lowering.schemas.follow(pointer);
        nullable &= null;
        if let Values::Enum(known) = enumeration::read(Keywords::new(lowering.schemas.at(&target)))
            && lists.iter().all(|(_, other, _)| *other != target)
        {
            lists.push((pointer, target, known));
        }
    }
    let (_, _, first) = lists.first()?;
    let mut common = first.clone();
    for at in 1..lists.len() {
        let (pointer, _, known) = &lists[at];
        let both = enumeration::common(&common, known);
        if both.values.is_empty() {
            let others: Vec<String> = lists[..at].iter().map(|(it, ..)| shown(it)).collect();
            let message = format!(
                "`{name}` has no `enum` value in common with {}; the shorter list counts",
                others.join(" and ")
            );
            let pointer = (*pointer).clone();
            lowering.reports.contradiction(&pointer, &message);
            return None;
        }
        common = both;
    }
    if lists
        .iter()
        .any(|(.., known)| known.values.len() == common.values.len())
    {
        return None;
    }
    let id = work.id.made(Made::Merged).child(name);
    let parts = lists.into_iter().map(|(_, target, _)| target).collect();
    let value = lowering.queue.add_merged(id, parts);
    Some(Use { nullable, ..value })
}

/// Reports two declarations of a property that have no value in common.
fn note_contradiction(lowering: &mut SchemaLowering<'_>, name: &str, declared: &[Pointer]) {
    let kind = |pointer: &Pointer| {
        let (target, _) = lowering.schemas.follow(pointer);
        let kind = Keywords::new(lowering.schemas.at(&target)).kind()?;
        // An integer is a number.
        Some(if kind == "integer" { "number" } else { kind })
    };
    let typed: Vec<(&Pointer, &str)> = declared
        .iter()
        .filter_map(|pointer| Some((pointer, kind(pointer)?)))
        .collect();
    let Some((first, expected)) = typed.first().copied() else {
        return;
    };
    let other = typed.iter().find(|(_, kind)| *kind != expected);
    if let Some((other, kind)) = other {
        let message = format!(
            "`{name}` is of type `{kind}` here and of type `{expected}` at {}; the more specific one counts",
            shown(first)
        );
        lowering.reports.contradiction(other, &message);
    }
}

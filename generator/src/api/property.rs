//! A property that several parts of an allOf declare: the most specific declaration, or all of them.

use std::collections::BTreeSet;

use super::enumeration::{self, Values};
use super::keywords::Keywords;
use super::lowering::SchemaLowering;
use super::queue::{DEEPEST_MADE, Work};
use super::reports::shown;
use super::weight::{SHAPE, is_object_like, narrowness, weight};
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
    let mut best = last.clone();
    let mut objects: Vec<Pointer> = Vec::new();
    for pointer in declared {
        let (target, _) = lowering.schemas.follow(pointer);
        if weight(&lowering.schemas, pointer) == SHAPE && !objects.contains(&target) {
            objects.push(target);
        }
        if narrowness(&lowering.schemas, pointer) >= narrowness(&lowering.schemas, &best) {
            best = pointer.clone();
        }
    }
    let made = work.id.depth_of_made();
    let merge = objects.len() > 1
        && made < DEEPEST_MADE
        && objects
            .iter()
            .all(|one| is_object_like(&lowering.schemas, one, &mut BTreeSet::new()));
    let value = if let Some(value) = common_values(lowering, work, name, declared) {
        value
    } else if merge {
        lowering.queue.add_made(Work {
            id: work.id.made(Made::Merged).child(name),
            parts: objects,
            decided: BTreeSet::new(),
            title: None,
        })
    } else {
        lowering.use_at(&best)
    };
    (best, value)
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
    let value = lowering.queue.add_made(Work {
        id: work.id.made(Made::Merged).child(name),
        parts: lists.into_iter().map(|(_, target, _)| target).collect(),
        decided: BTreeSet::new(),
        title: None,
    });
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

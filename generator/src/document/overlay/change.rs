//! The effect of an action on the nodes that it selects.

use std::cmp::Reverse;
use std::collections::BTreeSet;

use serde_json::Value;

use super::merge;
use crate::diagnostic::{Code, Diagnostic};
use crate::document::origin::Origin;
use crate::document::read::MAX_DEPTH;
use crate::document::{Document, Pointer};

/// Merges `value` into each target. `from` is its address in the overlay. Returns whether anything
/// changed.
pub(super) fn write(
    document: &mut Document,
    targets: &[Pointer],
    value: &Value,
    from: &Pointer,
    text: usize,
    nodes: &mut usize,
) -> Result<bool, Vec<Diagnostic>> {
    let (added, depth) = weigh(value);
    *nodes = nodes.saturating_add(added.saturating_mul(targets.len()));
    let deepest = targets
        .iter()
        .map(|target| target.segments().count())
        .max()
        .unwrap_or(0);
    let most = document.limits.values();
    let refused = |code, limit: String| {
        let message = format!("the description would grow beyond {limit}");
        Err(vec![Diagnostic::new(code, from, message)])
    };
    if *nodes > most {
        return refused(Code::TooLarge, format!("{most} values"));
    }
    if depth + deepest > MAX_DEPTH {
        return refused(Code::TooNested, format!("{MAX_DEPTH} levels"));
    }
    let shapes: BTreeSet<&str> = targets
        .iter()
        .filter_map(|target| document.get(target))
        .map(|target| match target {
            Value::Object(_) => "objects",
            Value::Array(_) => "arrays",
            _ => "plain values",
        })
        .collect();
    if shapes.len() > 1 {
        let shapes = shapes.into_iter().collect::<Vec<_>>().join(" and ");
        let message = format!("the target matches {shapes} at once; they need an action each");
        return Err(vec![Diagnostic::new(
            Code::OverlayIncompatible,
            from,
            message,
        )]);
    }
    let mut written = Vec::new();
    let mut problems = Vec::new();
    for target in targets {
        let Some(node) = document.value.pointer_mut(target.as_str()) else {
            continue;
        };
        if let Err(problem) = merge::into_target(node, value, target, from, &mut written) {
            problems.push(problem);
        }
    }
    for (pointer, from) in &written {
        document.origins.write(
            pointer,
            Origin {
                text,
                pointer: from.clone(),
            },
        );
    }
    if problems.is_empty() {
        Ok(!written.is_empty())
    } else {
        Err(problems)
    }
}

/// Removes the targets from the objects and arrays that contain them.
pub(super) fn remove(document: &mut Document, mut targets: Vec<Pointer>) -> Result<(), String> {
    // Deeper nodes first and later items before earlier ones, so that no removal moves a remaining
    // target.
    targets.sort_by_cached_key(|target| {
        let depth = target.segments().count();
        let index = target.last().and_then(|last| last.parse::<usize>().ok());
        Reverse((depth, index))
    });
    for target in targets {
        let Some(last) = target.last() else {
            return Err("the whole description cannot be removed".to_owned());
        };
        let parent = target.parent();
        match document.value.pointer_mut(parent.as_str()) {
            Some(Value::Object(members)) => {
                members.remove(&last);
            }
            Some(Value::Array(items)) => {
                let index = last
                    .parse::<usize>()
                    .ok()
                    .filter(|index| *index < items.len());
                if let Some(index) = index {
                    document.origins.remove_item(&parent, index, items.len());
                    items.remove(index);
                }
            }
            _ => {}
        }
    }
    Ok(())
}

/// The number of values in a value, including itself, and its depth.
pub(super) fn weigh(value: &Value) -> (usize, usize) {
    let add = |(nodes, depth): (usize, usize), child: &Value| {
        let (more, deeper) = weigh(child);
        (nodes + more, depth.max(deeper + 1))
    };
    match value {
        Value::Array(items) => items.iter().fold((1, 1), add),
        Value::Object(members) => members.values().fold((1, 1), add),
        _ => (1, 0),
    }
}

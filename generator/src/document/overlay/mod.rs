//! OpenAPI overlays, strictly. In: a document and texts of overlays. Out: the changed document,
//! the number of actions applied, and what is stale. Absent: opinions on what should be overlaid.
//!
//! The rules are those of the Overlay specification 1.1.0, section "Action Object", and two
//! extensions that it allows: `x-matches` and `x-expect`.

mod action;
mod expect;
mod merge;

use std::collections::BTreeSet;

use serde_json::Value;
use serde_json_path::JsonPath;

use super::origin::Origin;
use super::read::{MAX_DEPTH, MAX_NODES, kind};
use super::text::Text;
use super::{Document, Pointer, Source, normalise};
use crate::diagnostic::{Code, Diagnostic};
use action::{Action, Change};

/// What applying overlays did.
#[derive(Clone, Debug, Default)]
pub struct Applied {
    /// The number of actions that were applied, stale ones included.
    pub actions: usize,
    /// Notes about actions that change nothing, located.
    pub notes: Vec<Diagnostic>,
}

/// See [`Document::apply`].
pub(super) fn apply(
    document: &mut Document,
    overlays: &[Source],
) -> Result<Applied, Vec<Diagnostic>> {
    if overlays.is_empty() {
        return Ok(Applied::default());
    }
    // Without this, a wrong file would be answered with a complaint for every action.
    if let Err(mut diagnostic) = normalise::version(&document.value) {
        document.locate(std::slice::from_mut(&mut diagnostic));
        return Err(vec![diagnostic]);
    }
    let mut applied = Applied::default();
    let mut errors = Vec::new();
    let mut nodes = weigh(&document.value).0;
    for source in overlays {
        let (text, value) = match Text::parse(source) {
            Ok(read) => read,
            Err(found) => {
                errors.extend(found);
                continue;
            }
        };
        let (actions, mut found) = action::read(&value);
        let index = document.texts.len();
        for action in actions {
            match run(document, &action, index, &mut nodes) {
                Ok(note) => {
                    applied.actions += 1;
                    applied.notes.extend(note);
                }
                Err(problems) => found.extend(problems),
            }
        }
        for diagnostic in &mut found {
            text.locate(diagnostic, &diagnostic.pointer.clone());
        }
        let fresh = applied.notes.iter_mut().filter(|note| note.file.is_empty());
        for note in fresh {
            text.locate(note, &note.pointer.clone());
        }
        errors.extend(found);
        document.texts.push(text);
    }
    document.value.sort_all_objects();
    if errors.is_empty() {
        Ok(applied)
    } else {
        errors.extend(applied.notes);
        Err(errors)
    }
}

/// Applies one action; its text has the index `text`. The note says that nothing changed.
fn run(
    document: &mut Document,
    action: &Action<'_>,
    text: usize,
    nodes: &mut usize,
) -> Result<Option<Diagnostic>, Vec<Diagnostic>> {
    let at = &action.pointer;
    let targets = select(&document.value, &action.target);
    if targets.is_empty() {
        let nearest = nearest(&document.value, &action.target_text);
        let message = format!("`{}` matches nothing; {nearest}", action.target_text);
        return Err(vec![Diagnostic::new(
            Code::OverlayNoMatch,
            &at.child("target"),
            message,
        )]);
    }
    if targets.len() != action.matches {
        let message = format!(
            "`{}` should match {}, it matches {}: {}",
            action.target_text,
            action.matches,
            targets.len(),
            listed(&targets)
        );
        return Err(vec![Diagnostic::new(
            Code::OverlayMatchCount,
            &at.child("target"),
            message,
        )]);
    }
    if let Some(expected) = action.expect {
        let unexpected: Vec<Diagnostic> = targets
            .iter()
            .filter_map(|target| {
                let found = document.get(target)?;
                let difference = expect::difference(expected, found)?;
                let place = document.place(target);
                let place = place.map_or(String::new(), |(file, place)| {
                    format!(" ({file}:{}:{})", place.line, place.column)
                });
                let message = format!("`{target}`{place}: {difference}");
                Some(Diagnostic::new(
                    Code::OverlayExpectation,
                    &at.child("x-expect"),
                    message,
                ))
            })
            .collect();
        if !unexpected.is_empty() {
            return Err(unexpected);
        }
    }
    let changed = match &action.change {
        Change::Remove => {
            remove(document, targets).map_err(|problem| {
                vec![Diagnostic::new(
                    Code::OverlayMalformed,
                    &at.child("remove"),
                    problem,
                )]
            })?;
            true
        }
        Change::Update(value) => {
            write(document, &targets, value, &at.child("update"), text, nodes)?
        }
        Change::Copy(source, source_text) => {
            let sources = select(&document.value, source);
            let from = at.child("copy");
            let value = match sources.as_slice() {
                [only] => document.get(only).cloned().unwrap_or_default(),
                [] => {
                    let nearest = nearest(&document.value, source_text);
                    let message = format!("`{source_text}` matches nothing; {nearest}");
                    return Err(vec![Diagnostic::new(Code::OverlayNoMatch, &from, message)]);
                }
                many => {
                    let message = format!(
                        "`{source_text}` should match 1, it matches {}: {}",
                        many.len(),
                        listed(many)
                    );
                    return Err(vec![Diagnostic::new(
                        Code::OverlayMatchCount,
                        &from,
                        message,
                    )]);
                }
            };
            write(document, &targets, &value, &from, text, nodes)?
        }
    };
    Ok((!changed).then(|| {
        let message = format!("the action on `{}` changes nothing", action.target_text);
        Diagnostic::new(Code::OverlayStale, at, message)
    }))
}

/// The addresses of the nodes that a query selects, each once.
fn select(value: &Value, query: &JsonPath) -> Vec<Pointer> {
    let mut seen = BTreeSet::new();
    query
        .query_located(value)
        .locations()
        .filter_map(|location| Pointer::parse(&location.to_json_pointer()))
        .filter(|pointer| seen.insert(pointer.clone()))
        .collect()
}

/// Merges `value` into each target. `from` is its address in the overlay. Says whether anything
/// changed.
fn write(
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
    if *nodes > MAX_NODES || depth + deepest > MAX_DEPTH {
        let message =
            format!("the description would grow beyond {MAX_NODES} values or {MAX_DEPTH} levels");
        return Err(vec![Diagnostic::new(Code::TooLarge, from, message)]);
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

/// Takes the targets out of the objects and arrays that hold them.
fn remove(document: &mut Document, mut targets: Vec<Pointer>) -> Result<(), String> {
    // Deeper nodes first and later items before earlier ones, so that no removal moves a target
    // that still waits.
    targets.sort_by_cached_key(|target| {
        let depth = target.segments().count();
        let index = target.last().and_then(|last| last.parse::<usize>().ok());
        std::cmp::Reverse((depth, index))
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

/// The longest beginning of a query that matches something, and what stands there: it shows at
/// which step the description differs from what the author of the overlay saw.
fn nearest(value: &Value, query: &str) -> String {
    let ends = query
        .char_indices()
        .rev()
        .filter(|(_, c)| matches!(c, '.' | '['));
    for (end, _) in ends {
        let start = query[..end].trim_end_matches('.');
        let Ok(path) = action::query(start) else {
            continue;
        };
        let found = path.query(value);
        if let Some(first) = found.first() {
            return match first {
                Value::Object(members) => {
                    let keys: Vec<String> = members.keys().map(|key| format!("{key:?}")).collect();
                    format!("`{start}` is there and has {}", shorten(&keys.join(", ")))
                }
                other => format!("`{start}` is there and is {}", shown(other)),
            };
        }
    }
    format!("the description is {}", kind(value))
}

fn listed(pointers: &[Pointer]) -> String {
    let mut list: Vec<String> = pointers
        .iter()
        .take(5)
        .map(|pointer| format!("`{pointer}`"))
        .collect();
    if pointers.len() > list.len() {
        list.push(format!("and {} more", pointers.len() - list.len()));
    }
    list.join(", ")
}

/// A value as JSON, shortened.
fn shown(value: &Value) -> String {
    shorten(&value.to_string())
}

fn shorten(text: &str) -> String {
    const LENGTH: usize = 120;
    match text.char_indices().nth(LENGTH) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}

/// How many values a value holds with itself, and how deep it is.
fn weigh(value: &Value) -> (usize, usize) {
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

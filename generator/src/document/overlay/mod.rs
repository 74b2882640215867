//! OpenAPI overlays, strictly. In: a document and texts of overlays. Out: the changed document,
//! the number of actions applied, and what is stale. Absent: opinions on what should be overlaid.
//!
//! The rules are those of the Overlay specification 1.2.0, section "Action Object", and two
//! extensions that it allows: `x-matches` and `x-expect`.

mod action;
mod change;
mod expect;
mod fit;
mod merge;
mod message;
mod query;
mod reusable;

use std::collections::BTreeSet;

use serde_json::Value;
use serde_json_path::JsonPath;

use super::text::Text;
use super::{Document, Pointer, Source, normalise};
use crate::diagnostic::{Code, Diagnostic};
pub(crate) use action::EXPECT;
use action::{Action, Change};
use change::{remove, weigh, write};
pub(crate) use expect::differences;
pub(crate) use fit::{Fitted, LeftOut, Misfit, fit};
use message::{listed, nearest};
pub(crate) use query::{member, quoted};

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
    // Without this, a wrong file would give a complaint for every action.
    if let Err(mut diagnostic) = normalise::version(&document.value) {
        document.locate(std::slice::from_mut(&mut diagnostic));
        return Err(vec![diagnostic]);
    }
    let mut applied = Applied::default();
    let mut errors = Vec::new();
    let mut nodes = weigh(&document.value).0;
    for source in overlays {
        let (text, value, duplicates) = match Text::parse(source, document.limits) {
            Ok(read) => read,
            Err(found) => {
                errors.extend(found);
                continue;
            }
        };
        // What a description may be forgiven, an overlay of one's own need not say.
        errors.extend(duplicates.into_iter().map(|found| Diagnostic {
            code: Code::OverlayMalformed,
            ..found
        }));
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
        let fresh = applied.notes.iter_mut().filter(|note| note.file.is_empty());
        let about = found.iter_mut().chain(fresh).map(|it| {
            let pointer = it.pointer.clone();
            (it, pointer)
        });
        text.locate(about.collect());
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
                let differences = expect::differences(expected, found);
                if differences.is_empty() {
                    return None;
                }
                let difference = differences.join("; ");
                let place = document.place(target);
                let place = place.map_or(String::new(), |(file, place)| {
                    format!(" ({file}:{}:{})", place.line, place.column)
                });
                let message = format!("`{target}`{place}: {difference}");
                Some(Diagnostic::new(
                    Code::OverlayExpectation,
                    &at.child(action::EXPECT),
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
                    &action.fields.child("remove"),
                    problem,
                )]
            })?;
            true
        }
        Change::Update(value) => write(
            document,
            &targets,
            value,
            &action.fields.child("update"),
            text,
            nodes,
        )?,
        Change::Copy(source, source_text) => {
            let from = action.fields.child("copy");
            let value =
                source_of(document, source, source_text, action).map_err(|found| vec![found])?;
            write(document, &targets, &value, &from, text, nodes)?
        }
    };
    Ok((!changed).then(|| {
        let message = format!("the action on `{}` changes nothing", action.target_text);
        Diagnostic::new(Code::OverlayStale, at, message)
    }))
}

/// The one node that an action copies.
fn source_of(
    document: &Document,
    source: &JsonPath,
    source_text: &str,
    action: &Action<'_>,
) -> Result<Value, Diagnostic> {
    let sources = select(&document.value, source);
    let from = action.fields.child("copy");
    match sources.as_slice() {
        [only] => Ok(document.get(only).cloned().unwrap_or_default()),
        [] => {
            let nearest = nearest(&document.value, source_text);
            let message = format!("`{source_text}` matches nothing; {nearest}");
            Err(Diagnostic::new(Code::OverlayNoMatch, &from, message))
        }
        many => {
            let message = format!(
                "`{source_text}` should match 1, it matches {}: {}",
                many.len(),
                listed(many)
            );
            Err(Diagnostic::new(Code::OverlayMatchCount, &from, message))
        }
    }
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

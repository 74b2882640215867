//! Applies overlays strictly: a mismatch with an action's expectations is an error.

use super::action::{self, Action, Change};
use super::change::{remove, weigh, write};
use super::message::{listed, nearest};
use super::targets::{select, source_of};
use super::{expect, source};
use crate::Source;
use crate::diagnostic::{Code, Diagnostic};
use crate::document::Document;

/// The result of applying overlays.
#[derive(Clone, Debug, Default)]
pub struct Applied {
    /// The number of actions that were applied, stale ones included.
    pub actions: usize,
    /// Notes about actions that change nothing, located.
    pub notes: Vec<Diagnostic>,
}

impl Document {
    /// Applies overlays (OpenAPI Overlay specification 1.2) in order, strictly: an action that matches
    /// nothing, matches a number of nodes other than `x-matches` (default 1), or finds a value other
    /// than `x-expect`, is an error.
    ///
    /// An `x-expect` object lists members, as a merge patch does (RFC 7396): each must be equal to the
    /// target's member, including nested objects; `null` means that the member must be absent (as it is
    /// within an object that is absent). Unlisted members are ignored.
    ///
    /// # Errors
    ///
    /// All findings of all overlays, located. The value must not be used afterwards.
    pub fn apply(&mut self, overlays: &[Source]) -> Result<Applied, Vec<Diagnostic>> {
        if overlays.is_empty() {
            return Ok(Applied::default());
        }
        source::check_version(self)?;
        let mut applied = Applied::default();
        let mut errors = Vec::new();
        let mut nodes = weigh(&self.value).0;
        for overlay in overlays {
            let Some((text, value)) = source::read(overlay, self.limits, &mut errors) else {
                continue;
            };
            let (actions, mut found) = action::read(&value);
            let index = self.texts.len();
            for action in actions {
                match run(self, &action, index, &mut nodes) {
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
            self.texts.push(text);
        }
        self.value.sort_all_objects();
        if errors.is_empty() {
            Ok(applied)
        } else {
            errors.extend(applied.notes);
            Err(errors)
        }
    }
}

/// Applies one action of the overlay with the text index `text`. A note is returned if nothing changed.
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
            "`{}` should match {}, but matches {}: {}",
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

//! Actions whose evidence in a description differs from the evidence in its successor: a union got a
//! variant, or a description text lists other values.

use std::collections::BTreeMap;
use std::ops::Range;

use serde_json::{Map, Value};

use super::overlay_text::{Action, Change, Node, values};
use super::proposal::kinds;
use crate::Source;
use crate::document::{Document, EXPECT, Omitted, Pointer};

/// An action adapted to the new description.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Adaptation {
    /// The name of the overlay.
    pub file: String,
    /// The line of the action there, from 1.
    pub line: usize,
    /// Its target, a JSONPath.
    pub target: String,
    /// The action as YAML, with the evidence as comments, ready to replace the original.
    pub text: String,
    /// Its range in the overlay, in bytes; `None` if its lines are not laid out as
    /// [`propose`](super::propose) does.
    at: Option<Range<usize>>,
}

/// The overlay actions that [`propose`](super::propose) would write differently for the new description
/// than for the old one. String values edited by hand, such as a title, are kept; actions with any
/// other manual edit are left to the user.
///
/// Empty if one of the descriptions or overlays can't be read, which other functions report.
#[must_use]
pub fn adapt(old: &Source, new: &Source, overlays: &[Source]) -> Vec<Adaptation> {
    let mut adaptations = Vec::new();
    for (index, overlay) in overlays.iter().enumerate() {
        let Ok(document) = Document::parse(overlay) else {
            continue;
        };
        let actions = document.value().get("actions").and_then(Value::as_array);
        let actions = actions.map(Vec::as_slice).unwrap_or_default();
        // Earlier overlays contribute evidence, too.
        let before = overlays.get(..index).unwrap_or_default();
        let (Some(was), Some(mut is)) = (proposed(old, before), proposed(new, before)) else {
            return Vec::new();
        };
        for (number, action) in actions.iter().enumerate() {
            let target = action.get("target").and_then(Value::as_str);
            let pair = target.and_then(|target| Some((was.get(target)?, is.remove(target)?)));
            let Some(text) = pair.and_then(|(was, is)| rewritten(action, was, is)) else {
                continue;
            };
            let at = Pointer::root().child("actions").child(number);
            let line = document.place(&at).map_or(1, |(_, place)| place.line);
            let next = Pointer::root().child("actions").child(number + 1);
            let next = (number + 1 < actions.len())
                .then(|| document.place(&next))
                .flatten()
                .map(|(_, place)| place.line);
            adaptations.push(Adaptation {
                file: overlay.name.clone(),
                line,
                target: target.unwrap_or_default().to_owned(),
                text,
                at: lines(&overlay.text, line, next),
            });
        }
    }
    adaptations
}

/// The overlays with the adapted actions; `None` if the range of an action is unknown.
#[must_use]
pub fn adapted(overlays: &[Source], adaptations: &[Adaptation]) -> Option<Vec<Source>> {
    let mut overlays = overlays.to_vec();
    // From the end, so that the earlier ranges stay valid.
    for adaptation in adaptations.iter().rev() {
        let overlay = overlays.iter_mut().find(|it| it.name == adaptation.file)?;
        overlay
            .text
            .replace_range(adaptation.at.clone()?, &adaptation.text);
    }
    Some(overlays)
}

/// The proposed actions for a description under some overlays, by target.
fn proposed(description: &Source, overlays: &[Source]) -> Option<BTreeMap<String, Action>> {
    let mut document = Document::parse(description).ok()?;
    document.fit(overlays, &Omitted::default()).ok()?;
    let all = kinds(document.value()).into_iter();
    let actions = all.flat_map(|(_, _, actions)| actions);
    let updates = actions.filter(|action| matches!(action.change, Change::Update(_)));
    Some(updates.map(|it| (it.target.clone(), it)).collect())
}

/// The action for the new description, if it differs and only its string values were edited by hand.
fn rewritten(action: &Value, was: &Action, mut is: Action) -> Option<String> {
    let (Change::Update(before), Change::Update(after)) = (&was.change, &mut is.change) else {
        return None;
    };
    let none = Value::Object(Map::new());
    let expect = action.get(EXPECT).unwrap_or(&none);
    let update = action.get("update")?.as_object()?;
    let is_same = values(before) == values(after) && values(&was.expect) == values(&is.expect);
    if is_same || *expect != values(&was.expect) || update.len() != before.len() {
        return None;
    }
    for (key, node) in before {
        let ours = update.get(key)?;
        if *ours == node.value() {
            continue;
        }
        let (_, theirs) = after.iter_mut().find(|(other, _)| other == key)?;
        let is_text = matches!(node, Node::Text(_)) && matches!(theirs, Node::Text(_));
        *theirs = Node::text(ours.as_str().filter(|_| is_text)?);
    }
    if values(after) == Value::Object(update.clone()) && *expect == values(&is.expect) {
        return None;
    }
    let mut text = String::new();
    is.print(&mut text);
    Some(text)
}

/// The byte range of an action and of the comments above it, from its line to that of the next.
fn lines(text: &str, line: usize, next: Option<usize>) -> Option<Range<usize>> {
    let starts: Vec<usize> = std::iter::once(0)
        .chain(text.match_indices('\n').map(|(at, _)| at + 1))
        .collect();
    let start = |line: usize| starts.get(line.checked_sub(1)?).copied();
    // The line of an action without the comments above it, and with them.
    let above = |mut line: usize| -> Option<usize> {
        let is_comment = |line: usize| {
            let before = start(line).and_then(|at| text.get(at..));
            before.is_some_and(|rest| rest.starts_with("  #"))
        };
        while line > 1 && is_comment(line - 1) {
            line -= 1;
        }
        start(line)
    };
    text.get(start(line)?..)?
        .starts_with("  - ")
        .then_some(())?;
    let end = match next {
        Some(next) => above(next)?,
        None => text.len(),
    };
    Some(above(line)?..end)
}

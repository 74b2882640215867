//! Applies overlays as far as they fit, for a comparison that must report changes although an action no
//! longer fits. A document with partly applied overlays is never used to generate a client.

use std::collections::BTreeSet;

use serde_json::Value;

use super::action::{self, Action, Change};
use super::change::{remove, weigh, write};
use super::message::{listed, nearest, shorten};
use super::targets::{select, source_of};
use super::{expect, source};
use crate::Source;
use crate::diagnostic::{Code, Diagnostic};
use crate::document::{Document, Pointer};

/// Actions that are omitted although they fit, because they don't fit the other description: by their
/// text, with the target if only one of several is omitted.
pub(crate) type Omitted = BTreeSet<(String, Option<Pointer>)>;

/// An overlay action and the nodes that it changed.
#[derive(Clone, Debug)]
pub(crate) struct AppliedAction {
    /// The action as written in its overlay.
    pub(crate) action: Value,
    /// The nodes that it changed.
    pub(crate) targets: Vec<Pointer>,
    /// The values that the action removed or replaced.
    pub(crate) replaced: Vec<(Pointer, Value)>,
    /// The index of its overlay among the texts of the document.
    text: usize,
    pointer: Pointer,
}

impl AppliedAction {
    /// The action in its overlay, located.
    pub(crate) fn site(&self, document: &Document) -> Diagnostic {
        let mut site = Diagnostic::new(Code::OverlayStale, &self.pointer, String::new());
        if let Some(text) = document.texts.get(self.text) {
            text.locate(vec![(&mut site, self.pointer.clone())]);
        }
        site
    }
}

/// An overlay action that does not fit a description.
#[derive(Clone, Debug)]
pub(crate) struct Misfit {
    /// The finding at the action in its overlay, located.
    pub(crate) found: Diagnostic,
    /// The differences between expected and actual values, one each.
    pub(crate) differences: Vec<String>,
    /// How the mismatch was handled.
    pub(crate) outcome: String,
}

/// The result of applying overlays as far as they fit.
#[derive(Clone, Debug, Default)]
pub(crate) struct Fitted {
    /// The actions that were applied to some or all of their targets.
    pub(crate) applied: Vec<AppliedAction>,
    /// The actions that don't fit.
    pub(crate) misfits: Vec<Misfit>,
    /// The actions that must be omitted for the other description, too.
    pub(crate) omitted: Omitted,
}

impl Document {
    /// Applies overlays as far as they fit, except `omitted`, for a comparison.
    ///
    /// # Errors
    ///
    /// If an overlay is malformed by itself, or the value isn't a description.
    pub(crate) fn fit(
        &mut self,
        overlays: &[Source],
        omitted: &Omitted,
    ) -> Result<Fitted, Vec<Diagnostic>> {
        if overlays.is_empty() {
            return Ok(Fitted::default());
        }
        source::check_version(self)?;
        let mut fitted = Fitted::default();
        let mut errors = Vec::new();
        let mut removed = Vec::new();
        let mut nodes = weigh(&self.value).0;
        for overlay in overlays {
            let Some((text, value)) = source::read(overlay, self.limits, &mut errors) else {
                continue;
            };
            let (actions, mut wrong) = action::read(&value);
            if !wrong.is_empty() {
                text.locate(on_their_own(&mut wrong));
            }
            errors.extend(wrong);
            let mut one = OneOverlay {
                text: self.texts.len(),
                document: &mut *self,
                omitted,
                gone: Vec::new(),
                removed: &mut removed,
                nodes: &mut nodes,
                fitted: Fitted::default(),
            };
            for action in &actions {
                let raw = action.whole(&value);
                one.action(action, raw);
            }
            let mut of_overlay = one.fitted;
            let misfits = of_overlay.misfits.iter_mut().map(|it| &mut it.found);
            // Locating findings takes a pass over the text.
            let misfits = on_their_own(misfits);
            if !misfits.is_empty() {
                text.locate(misfits);
            }
            fitted.applied.extend(of_overlay.applied);
            fitted.misfits.extend(of_overlay.misfits);
            fitted.omitted.extend(of_overlay.omitted);
            self.texts.push(text);
        }
        if !errors.is_empty() {
            return Err(errors);
        }
        restore(self, removed, &mut fitted);
        self.value.sort_all_objects();
        Ok(fitted)
    }
}

/// Diagnostics with the address that they have in their overlay.
fn on_their_own<'d>(
    found: impl IntoIterator<Item = &'d mut Diagnostic>,
) -> Vec<(&'d mut Diagnostic, Pointer)> {
    let located = found.into_iter().map(|it| {
        let pointer = it.pointer.clone();
        (it, pointer)
    });
    located.collect()
}

/// A node that an action removed: its address and its value.
type Removed = (Pointer, Value);

struct OneOverlay<'a> {
    document: &'a mut Document,
    omitted: &'a Omitted,
    /// The index of the overlay among the texts of the document.
    text: usize,
    /// Changes of earlier actions of this overlay that were not made: the targets, and the action.
    gone: Vec<(Vec<Pointer>, String)>,
    removed: &'a mut Vec<Removed>,
    nodes: &'a mut usize,
    fitted: Fitted,
}

impl OneOverlay<'_> {
    fn action(&mut self, action: &Action<'_>, raw: Value) {
        let key = raw.to_string();
        let all = select(&self.document.value, &action.target);
        if self.omitted.contains(&(key.clone(), None)) {
            self.gone.push((all, key));
            return;
        }
        if all.is_empty() {
            let nearest = nearest(&self.document.value, &action.target_text);
            self.misfit(
                action,
                Code::OverlayNoMatch,
                format!("`{}` matches nothing", action.target_text),
                vec![nearest],
                "the action is left out on both sides",
            );
            self.omit(key, None, all);
            return;
        }
        let (mut targets, mut others) = (Vec::new(), Vec::new());
        for target in all {
            let skipped = (key.clone(), Some(target.clone()));
            if self.omitted.contains(&skipped) || self.follows(&target) {
                others.push(target);
            } else {
                targets.push(target);
            }
        }
        for target in &others {
            let one = (!targets.is_empty()).then(|| target.clone());
            self.fitted.omitted.insert((key.clone(), one));
        }
        if targets.is_empty() {
            self.gone.push((others, key));
            return;
        }
        self.count(action, &key, targets.len() + others.len());
        let (fit, unfit) = self.partition(action, &key, targets);
        let mut replaced = Vec::new();
        for (target, rest) in &fit {
            let found = self.document.get(target);
            match (&action.change, rest) {
                (Change::Remove, _) => {
                    replaced.extend(found.map(|found| (target.clone(), found.clone())));
                }
                (Change::Update(update), rest) => {
                    written_over(
                        rest.as_ref().unwrap_or(update),
                        found,
                        target,
                        &mut replaced,
                    );
                }
                (Change::Copy(..), _) => {}
            }
        }
        let done = self.apply(action, fit, &key);
        let left_alone = [unfit, others].concat();
        if !left_alone.is_empty() {
            self.gone.push((left_alone, key));
        }
        if !done.is_empty() {
            self.fitted.applied.push(AppliedAction {
                action: raw,
                targets: done,
                replaced,
                text: self.text,
                pointer: action.pointer.clone(),
            });
        }
    }

    /// Reports that an action matches a number of nodes other than expected.
    fn count(&mut self, action: &Action<'_>, key: &str, found: usize) {
        // Actions omitted because of the other side are reported there.
        if found == action.matches || self.omitted.iter().any(|(left, _)| left == key) {
            return;
        }
        let targets = select(&self.document.value, &action.target);
        let missing = missing_names(&action.target_text, &self.document.value);
        let difference = match missing.as_slice() {
            [] => format!("found {}", listed(&targets)),
            names => format!("missing: {}", names.join(", ")),
        };
        self.misfit(
            action,
            Code::OverlayMatchCount,
            format!(
                "`{}` should match {}, it matches {found}",
                shorten(&action.target_text),
                action.matches
            ),
            vec![difference],
            "the action is applied to what it matches",
        );
        let schemas = Pointer::root().child("components").child("schemas");
        let below = targets.first().map(|target| target.as_str().to_owned());
        let below = below.and_then(|target| {
            let within = target.strip_prefix(schemas.as_str())?.strip_prefix('/')?;
            Some(
                within
                    .split_once('/')
                    .map_or(String::new(), |(_, rest)| format!("/{rest}")),
            )
        });
        for name in missing {
            let at = schemas.child(name);
            let at = format!("{at}{}", below.as_deref().unwrap_or_default());
            let target = Pointer::parse(&at);
            self.fitted.omitted.insert((key.to_owned(), target));
        }
    }

    /// The targets that meet the action's expectation, and the others.
    fn partition(
        &mut self,
        action: &Action<'_>,
        key: &str,
        targets: Vec<Pointer>,
    ) -> (Vec<(Pointer, Option<Value>)>, Vec<Pointer>) {
        let is_single = targets.len() == 1;
        let (mut fit, mut unfit) = (Vec::new(), Vec::new());
        for target in targets {
            let found = self.document.get(&target).cloned().unwrap_or_default();
            let differences = action
                .expect
                .map(|expected| expect::differences(expected, &found))
                .unwrap_or_default();
            if differences.is_empty() {
                fit.push((target, None));
                continue;
            }
            let message = format!("`{target}` is not as the action expects it");
            if let Some((rest, kept)) = rebased(action, &found) {
                let differences = from_update(action, &found, &kept);
                let kept: Vec<String> = kept.iter().map(|key| format!("`{key}`")).collect();
                let kept = kept.join(", ");
                let outcome =
                    format!("{kept} of the description counts; the rest of the action is applied");
                self.misfit(
                    action,
                    Code::OverlayExpectation,
                    message,
                    differences,
                    &outcome,
                );
                fit.push((target, Some(rest)));
            } else {
                let outcome = "the action is left out on both sides";
                self.misfit(
                    action,
                    Code::OverlayExpectation,
                    message,
                    differences,
                    outcome,
                );
                let one = (!is_single).then(|| target.clone());
                self.omit(key.to_owned(), one, vec![target.clone()]);
                unfit.push(target);
            }
        }
        (fit, unfit)
    }

    /// Changes the targets; returns those that were changed.
    fn apply(
        &mut self,
        action: &Action<'_>,
        targets: Vec<(Pointer, Option<Value>)>,
        key: &str,
    ) -> Vec<Pointer> {
        let mut done = Vec::new();
        let value = match &action.change {
            Change::Remove => {
                let targets: Vec<Pointer> = targets.into_iter().map(|(target, _)| target).collect();
                for target in &targets {
                    let value = self.document.get(target).cloned().unwrap_or_default();
                    self.removed.push((target.clone(), value));
                }
                return match remove(self.document, targets.clone()) {
                    Ok(()) => targets,
                    Err(_) => Vec::new(),
                };
            }
            Change::Update(value) => (*value).clone(),
            Change::Copy(query, text) => match source_of(self.document, query, text, action) {
                Ok(value) => value,
                Err(found) => {
                    let message = found.message;
                    let outcome = "the action is left out on both sides";
                    self.misfit(action, found.code, message, Vec::new(), outcome);
                    self.omit(key.to_owned(), None, Vec::new());
                    return done;
                }
            },
        };
        let from = match &action.change {
            Change::Copy(..) => action.fields.child("copy"),
            _ => action.fields.child("update"),
        };
        for (target, rest) in targets {
            let before = self.document.get(&target).cloned();
            let value = rest.as_ref().unwrap_or(&value);
            let one = [target.clone()];
            match write(self.document, &one, value, &from, self.text, self.nodes) {
                Ok(_) => done.push(target),
                Err(found) => {
                    if let (Some(node), Some(before)) =
                        (self.document.value.pointer_mut(target.as_str()), before)
                    {
                        *node = before;
                    }
                    let differences = found.iter().map(|it| it.message.clone()).collect();
                    self.misfit(
                        action,
                        found
                            .first()
                            .map_or(Code::OverlayIncompatible, |it| it.code),
                        format!("the action cannot be applied to `{target}`"),
                        differences,
                        "the action is left out on both sides",
                    );
                    self.omit(key.to_owned(), None, vec![target]);
                }
            }
        }
        done
    }

    fn misfit(
        &mut self,
        action: &Action<'_>,
        code: Code,
        message: String,
        differences: Vec<String>,
        outcome: &str,
    ) {
        self.fitted.misfits.push(Misfit {
            found: Diagnostic::new(code, &action.pointer, message),
            differences,
            outcome: outcome.to_owned(),
        });
    }

    fn omit(&mut self, key: String, target: Option<Pointer>, targets: Vec<Pointer>) {
        self.fitted.omitted.insert((key.clone(), target));
        self.gone.push((targets, key));
    }

    /// Whether an earlier action of this overlay should have changed the node: it is the same node, its
    /// parent or a descendant of it, or a component that the earlier action names.
    fn follows(&self, target: &Pointer) -> bool {
        let within = |one: &Pointer, other: &Pointer| {
            one == other
                || one
                    .as_str()
                    .strip_prefix(other.as_str())
                    .is_some_and(|rest| rest.starts_with('/') && !other.as_str().is_empty())
        };
        let reference = format!("\"#{target}\"");
        self.gone.iter().any(|(targets, key)| {
            let related = |one: &Pointer| {
                within(target, one) || one.parent() == *target && !one.as_str().is_empty()
            };
            targets.iter().any(related) || key.contains(&reference)
        })
    }
}

/// The existing values that an update replaces.
fn written_over(
    update: &Value,
    found: Option<&Value>,
    at: &Pointer,
    replaced: &mut Vec<(Pointer, Value)>,
) {
    match (update, found) {
        (Value::Object(update), Some(found)) => {
            for (key, value) in update {
                written_over(value, found.get(key), &at.child(key), replaced);
            }
        }
        (Value::Array(_), _) | (_, None) => {}
        (update, Some(found)) if update != found => replaced.push((at.clone(), found.clone())),
        _ => {}
    }
}

/// The rest of an update whose other members the description now has itself, and the names of these
/// members; `None` if the target differs from the expectation in other ways.
fn rebased(action: &Action<'_>, found: &Value) -> Option<(Value, Vec<String>)> {
    let (
        Change::Update(Value::Object(update)),
        Some(Value::Object(expected)),
        Value::Object(found),
    ) = (&action.change, action.expect, found)
    else {
        return None;
    };
    let unmet = expect::unmet(expected, found);
    let says = |(key, absent): &(&str, bool)| *absent && update.contains_key(*key);
    if !unmet.iter().all(says) {
        return None;
    }
    let mut rest = update.clone();
    rest.retain(|key, _| !unmet.iter().any(|(unmet, _)| unmet == key));
    let kept = unmet.iter().map(|(key, _)| (*key).to_owned()).collect();
    Some((Value::Object(rest), kept))
}

/// The differences between the description's own members and those that the action would write.
fn from_update(action: &Action<'_>, found: &Value, keys: &[String]) -> Vec<String> {
    let Change::Update(update) = &action.change else {
        return Vec::new();
    };
    let of = |value: &Value, key: &str| value.get(key).cloned().unwrap_or_default();
    let differs = |key: &String| {
        let differences = expect::differences(&of(update, key), &of(found, key));
        match differences.as_slice() {
            [] => vec![format!("the description has this `{key}` by itself")],
            _ => {
                let differences = differences.join("; ");
                vec![format!(
                    "the description has a `{key}` by itself; against this action: {differences}"
                )]
            }
        }
    };
    keys.iter().flat_map(differs).collect()
}

/// The names of components that a target lists and the description lacks.
fn missing_names(target: &str, value: &Value) -> Vec<String> {
    let Some(list) = target.strip_prefix("$.components.schemas['") else {
        return Vec::new();
    };
    let Some((list, _)) = list.split_once("']") else {
        return Vec::new();
    };
    let schemas = value.pointer("/components/schemas");
    let names = list.split("', '");
    names
        .filter(|name| schemas.is_none_or(|schemas| schemas.get(name).is_none()))
        .map(str::to_owned)
        .collect()
}

/// Restores removed components that the description references.
fn restore(document: &mut Document, removed: Vec<Removed>, fitted: &mut Fitted) {
    if removed.is_empty() {
        return;
    }
    let mut references = BTreeSet::new();
    collect_references(&document.value, &mut references);
    for (at, value) in removed {
        if !references.contains(&format!("#{at}")) || document.get(&at).is_some() {
            continue;
        }
        let name = at.last().unwrap_or_default();
        let parent = document.value.pointer_mut(at.parent().as_str());
        let members = parent.and_then(Value::as_object_mut);
        if members
            .map(|members| members.insert(name.clone(), value))
            .is_some()
        {
            let applied = fitted.applied.iter().find(|it| it.targets.contains(&at));
            if let Some(applied) = applied {
                let found = Diagnostic {
                    code: Code::OverlayExpectation,
                    message: format!("the action removes `{at}`, which the description still uses"),
                    ..applied.site(document)
                };
                fitted.misfits.push(Misfit {
                    found,
                    differences: vec![format!("something refers to `{name}`")],
                    outcome: "the schema stays".to_owned(),
                });
            }
        }
    }
}

fn collect_references(value: &Value, found: &mut BTreeSet<String>) {
    match value {
        Value::Object(members) => {
            for (key, member) in members {
                match member {
                    Value::String(text) if key == "$ref" => {
                        found.insert(text.clone());
                    }
                    member => collect_references(member, found),
                }
            }
        }
        Value::Array(items) => items.iter().for_each(|it| collect_references(it, found)),
        _ => {}
    }
}

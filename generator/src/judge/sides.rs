//! Both descriptions with their overlays; actions that fit only one of them are applied to neither.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::listed;
use super::mismatch::{Mismatch, Subject};
use super::which::Which;
use crate::diagnostic::{Code, Diagnostic, Severity};
use crate::document::{Document, Fitted, Omitted, Pointer, renamed};
use crate::join::join;
use crate::{Bounded, Effective, Input, Selection};

/// Both sides, the base first, and the items that need manual work.
type Sides = ([Effective; 2], Vec<Mismatch>);

/// An action that is omitted on one side is omitted on the other, which may make further actions unfit.
/// The loop would end at the latest with all actions omitted; this many rounds are enough in practice.
const ROUNDS: usize = 6;

/// Applies the overlays to both descriptions and normalises them.
///
/// # Errors
///
/// As of [`super::judge`].
pub(super) fn read(
    parsed: [Document; 2],
    base: &Input,
    revision: &Input,
) -> Result<Sides, (Which, Vec<Diagnostic>)> {
    let selections = [&base.config, &revision.config].map(Bounded::selection);
    if base.overlays.is_empty() && revision.overlays.is_empty() {
        return Ok((normalise(parsed, &selections, [0, 0])?, Vec::new()));
    }
    // Overlays name schemas as the base does.
    let new_names = renamed(parsed[0].value(), parsed[1].value());
    let old_names: BTreeMap<Pointer, Pointer> = new_names
        .iter()
        .map(|(old, new)| (new.clone(), old.clone()))
        .collect();
    let renames = !new_names.is_empty() && !overlays_fit(&parsed[1], revision);
    let mut omitted = Omitted::new();
    let mut mismatches: Vec<Mismatch> = Vec::new();
    let mut round = 0;
    let (mut documents, fitted) = loop {
        round += 1;
        let mut documents = parsed.clone();
        if renames {
            documents[1].rename(&old_names);
        }
        let [document_base, document_revision] = &mut documents;
        let fit = |which, document: &mut Document, input: &Input| {
            let fitted = document.fit(&input.overlays, &omitted);
            fitted.map_err(|found| (which, found))
        };
        let mut fitted = [
            fit(Which::Base, document_base, base)?,
            fit(Which::Revision, document_revision, revision)?,
        ];
        for (which, side) in [Which::Base, Which::Revision].into_iter().zip(&mut fitted) {
            let misfits = std::mem::take(&mut side.misfits).into_iter();
            for mismatch in misfits.map(|it| Mismatch::of_misfit(which, it)) {
                let is_known = |known: &Mismatch| {
                    (&known.file, known.place, &known.message, &known.differences)
                        == (
                            &mismatch.file,
                            mismatch.place,
                            &mismatch.message,
                            &mismatch.differences,
                        )
                };
                if !mismatches.iter().any(is_known) {
                    mismatches.push(mismatch);
                }
            }
        }
        let known = omitted.len();
        let more = fitted.iter().flat_map(|side| side.omitted.iter().cloned());
        omitted.extend(more);
        if omitted.len() == known || round == ROUNDS {
            break (documents, fitted);
        }
    };
    if renames {
        mismatches.extend(of_renamed(&documents[1], &fitted[1], &new_names));
    }
    mismatches.extend(listed::replaced(&documents, &fitted));
    mismatches.extend(listed::untagged(&documents, &fitted));
    mismatches.extend(listed::adapt(&mut documents, &fitted));
    if renames {
        documents[1].rename(&new_names);
    }
    let actions = fitted.map(|side| side.applied.len());
    Ok((normalise(documents, &selections, actions)?, mismatches))
}

/// Whether all overlays of a side fit it unchanged.
fn overlays_fit(document: &Document, input: &Input) -> bool {
    input.overlays.is_empty() || document.clone().apply(&input.overlays).is_ok()
}

/// Normalises both; `actions` were applied to each.
fn normalise(
    [base, revision]: [Document; 2],
    [select_base, select_revision]: &[Selection; 2],
    [of_base, of_revision]: [usize; 2],
) -> Result<[Effective; 2], (Which, Vec<Diagnostic>)> {
    // A selected name that doesn't exist is reported as a hand; everything else is compared.
    let is_error =
        |it: &Diagnostic| it.severity() == Severity::Error && it.code != Code::UnknownSelected;
    let (revision, base) = join(
        || Effective::normalise(revision, select_revision, of_revision, is_error),
        || Effective::normalise(base, select_base, of_base, is_error),
    );
    Ok([
        base.map_err(|found| (Which::Base, found))?,
        revision.map_err(|found| (Which::Revision, found))?,
    ])
}

/// Hands for overlay actions that name renamed schemas.
fn of_renamed(
    document: &Document,
    fitted: &Fitted,
    new_names: &BTreeMap<Pointer, Pointer>,
) -> Vec<Mismatch> {
    let mut mismatches = Vec::new();
    for (old, new) in new_names {
        let (old_name, new_name) = (
            old.last().unwrap_or_default(),
            new.last().unwrap_or_default(),
        );
        let mut seen = BTreeSet::new();
        for applied in &fitted.applied {
            let is_target = applied.targets.iter().any(|target| {
                let rest = target.as_str().strip_prefix(old.as_str());
                rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
            });
            if !is_target && !refers_to(&applied.action, &format!("#{old}")) {
                continue;
            }
            let site = applied.site(document);
            if !seen.insert((site.file.clone(), site.place)) {
                continue;
            }
            let message = format!("the schema `{old_name}` is called `{new_name}` now");
            mismatches.push(Mismatch {
                differences: vec![format!(
                    "write `{new_name}` for `{old_name}` in this action"
                )],
                outcome: "the action is applied under the new name".to_owned(),
                ..Mismatch::at(Subject::Renamed, Which::Revision, &site, message)
            });
        }
    }
    mismatches
}

fn refers_to(value: &Value, reference: &str) -> bool {
    match value {
        Value::String(text) => text == reference,
        Value::Array(items) => items.iter().any(|it| refers_to(it, reference)),
        Value::Object(members) => members.values().any(|it| refers_to(it, reference)),
        _ => false,
    }
}

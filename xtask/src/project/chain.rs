//! Describes which link between the description and the generated files is broken.
//!
//! The chain: description, overlays, names and configuration -> effective document -> generated
//! files. The lock has the digest of each from the last run of `regen`.

use generator::Generated;

use crate::disk::plan::Plan;
use crate::project::Project;
use crate::project::lock::{FileDigest, Found, Inputs, LOCK, Lock, Output};
use crate::project::spec::{NAMES, SETTINGS};

/// The causes for which a project is stale, one sentence each. `generated` and `output` are the result of
/// running `regen` now, and `plan` its changes.
pub(crate) fn broken_links(
    project: &Project<'_>,
    generated: &Generated,
    output: &Output,
    plan: &Plan,
) -> Vec<String> {
    let description = &project.spec.input.description.name;
    let lock = match &project.lock {
        Found::Nothing => {
            return vec![format!(
                "no lock: {LOCK} is missing, so the inputs of the generated files are unknown"
            )];
        }
        Found::Edited(_) => {
            return vec![format!(
                "lock edited: {LOCK} does not match its own checksum; it was changed by hand or by a merge"
            )];
        }
        Found::Sound(lock) => lock,
    };
    let (Some(inputs_then), Some(output_then)) = (&lock.inputs, &lock.output) else {
        return vec![format!(
            "not generated: `fetch` wrote {description}, and `regen` has not run since"
        )];
    };
    let mut links = input_links(lock, inputs_then, &project.spec.inputs(), description);
    let same_inputs = links.is_empty();
    links.extend(output_links(
        output_then,
        output,
        same_inputs,
        plan,
        &plan.on_disk(&generated.files),
    ));
    links
}

fn input_links(lock: &Lock, then: &Inputs, now: &Inputs, description: &str) -> Vec<String> {
    let mut links = Vec::new();
    let fetched = lock
        .source
        .as_ref()
        .is_some_and(|source| source.sha256 == now.description);
    match (then.description == now.description, fetched) {
        (true, true) => {}
        (true, false) => links.push(format!(
            "description put back: the files were generated from {description}, but {LOCK} \
             records a later download"
        )),
        (false, true) => links.push(format!(
            "description fetched: {description} is newer than the generated files"
        )),
        (false, false) => {
            links.push(format!(
                "description changed: {description} is not the one in {LOCK}"
            ));
        }
    }
    links.extend(file_links("file", &then.file, &now.file));
    links.extend(file_links("overlay", &then.overlay, &now.overlay));
    if then.names != now.names {
        links.push(format!("names changed: {NAMES} is not the one in {LOCK}"));
    }
    if then.config != now.config {
        links.push(format!(
            "configuration changed: {SETTINGS} is not the one in {LOCK}"
        ));
    }
    links
}

/// The differences between the files of one kind.
fn file_links(kind: &str, then: &[FileDigest], now: &[FileDigest]) -> Vec<String> {
    let mut links = Vec::new();
    for file in now {
        match then.iter().find(|known| known.path == file.path) {
            None => links.push(format!("{kind} added: {}", file.path)),
            Some(known) if known.sha256 != file.sha256 => {
                links.push(format!("{kind} changed: {}", file.path));
            }
            Some(_) => {}
        }
    }
    for file in then {
        if !now.iter().any(|known| known.path == file.path) {
            links.push(format!("{kind} removed: {}", file.path));
        }
    }
    links
}

fn output_links(
    then: &Output,
    now: &Output,
    same_inputs: bool,
    plan: &Plan,
    on_disk: &str,
) -> Vec<String> {
    let mut links = Vec::new();
    let same_output = then.sha256 == now.sha256;
    if same_inputs && !same_output && on_disk == now.sha256 {
        // A changed generator would have written this lock too, if it had been run.
        links.push(format!(
            "lock edited: {LOCK} matches neither the files on disk nor the newly generated ones; \
             it was changed, or not committed with the files"
        ));
    } else if same_inputs && (!same_output || then.effective != now.effective) {
        links.push(if then.generator == now.generator {
            "generator changed: the same inputs now produce different files".to_owned()
        } else {
            format!(
                "generator changed: the same inputs produce different files with version {} than with {}",
                now.generator, then.generator
            )
        });
    } else if then.generator != now.generator {
        links.push(format!(
            "generator changed: version {} generated the files, this is {}",
            then.generator, now.generator
        ));
    }
    if on_disk != then.sha256 {
        if same_output {
            links.extend(plan.changes.iter().filter_map(|change| {
                let path = &change.path;
                if path.starts_with("spec/") {
                    return None;
                }
                Some(match (&change.old, &change.new) {
                    (Some(_), Some(_)) => format!("generated file edited by hand: {path}"),
                    (None, _) => format!("generated file missing: {path}"),
                    (_, None) => format!("generated file left over: {path}"),
                })
            }));
        } else if on_disk != now.sha256 {
            links.push(format!(
                "generated files changed: they match neither {LOCK} nor the newly generated \
                 ones; they were edited by hand, or a run was interrupted"
            ));
        }
    }
    links
}

//! The changes since the last release: the next version, and the acceptances that are still needed.

use std::collections::BTreeSet;

use generator::Judgement;
use generator::compare::{Change, Comparison, Http};
use semver::Version;

use super::policy::{self, Policy};
use crate::disk::workspace::{CLIENT, Workspace};
use crate::exit::Failure;
use crate::git::release;
use crate::git::revision::UNSHALLOW;
use crate::judging::accepted::{self, ACCEPTED, Entry};
use crate::judging::side::{COMMITTED, Side};
use crate::report::{Accepted, Judged, Release};
use crate::terminal::printable;

/// The facts that depend on the last release.
#[derive(Default)]
pub(super) struct Since {
    /// The accepted changes.
    pub(super) accepted: Vec<Entry>,
    /// The acceptances that match nothing since the last release; `None` without a release.
    pub(super) stale: Option<Vec<Accepted>>,
    /// The next release.
    pub(super) release: Option<Release>,
}

impl Since {
    /// Only the accepted changes: without the last release, stale acceptances can't be determined.
    fn unknown(accepted: Vec<Entry>) -> Self {
        Self {
            accepted,
            stale: Some(Vec::new()),
            release: None,
        }
    }
}

/// The entries of `spec/accepted.toml`.
fn entries(workspace: &Workspace) -> Result<Vec<Entry>, Failure> {
    accepted::read(workspace.read_text(ACCEPTED)?.as_deref())
}

/// Also compares the revision with the last release, if there is one that the revision can follow.
pub(super) fn since(
    workspace: &Workspace,
    base: &Side,
    revision: &Side,
    judgement: &Judgement,
    policy: &Policy,
    notes: &mut Vec<String>,
) -> Result<Since, Failure> {
    let accepted = entries(workspace)?;
    let head = || Side::at(workspace, COMMITTED);
    if revision.committed && !head().is_ok_and(|head| head.is(&revision.input)) {
        return Ok(Since::unknown(accepted));
    }
    let package = &revision.input.config.package;
    let last = match release::last(workspace, package) {
        Ok(last) => last,
        Err(failure) => {
            notes.push(no_version(failure));
            return Ok(Since::unknown(accepted));
        }
    };
    let Some(last) = last else {
        let release = Release {
            level: judgement.comparison.bump(),
            from: None,
            to: current(workspace)?.to_string(),
            failing_operations: 0,
        };
        return Ok(Since {
            accepted,
            stale: None,
            release: Some(release),
        });
    };
    let tag = printable(&last.tag);
    let changes = match Side::at(workspace, &last.tag) {
        Ok(side) if side.is(&base.input) => Ok(judgement.comparison.clone()),
        Ok(side) => generator::judge(&side.input, &revision.input)
            .map(|since| since.comparison)
            .map_err(|_| Failure::failed(format!("comparison with {tag} is not possible"))),
        Err(failure) => Err(failure),
    };
    let comparison = match changes {
        Ok(comparison) => comparison,
        Err(failure) => {
            notes.push(no_version(failure));
            return Ok(Since::unknown(accepted));
        }
    };
    if fingerprints(&comparison) != fingerprints(&judgement.comparison) {
        notes.push(format!(
            "the suggested version covers all changes since {tag}, not only those compared \
             here"
        ));
    }
    let level = comparison.bump();
    let next = release::next(&last.version, level).unwrap_or_else(|| last.version.clone());
    let changes = policy.apply(
        comparison.changes,
        judgement,
        policy::today(),
        &mut Vec::new(),
    );
    let (changes, stale) = accepted::split(changes, &accepted);
    // The compared sides may not follow the last release; an acceptance that matches between them
    // is not stale either.
    let (_, unmatched) = accepted::split(judgement.comparison.changes.clone(), &accepted);
    let stale = stale.into_iter().filter(|one| unmatched.contains(one));
    Ok(Since {
        stale: Some(stale.collect()),
        accepted,
        release: Some(Release {
            level,
            from: Some(last.version.to_string()),
            to: next.to_string(),
            failing_operations: failing(&changes),
        }),
    })
}

/// The reason why no version is suggested.
fn no_version(failure: Failure) -> String {
    let note = format!("{}; no version is suggested", failure.message);
    // Other help is for users who named the sides.
    match failure.help {
        Some(help) if help == UNSHALLOW => format!("{note} ({help})"),
        _ => note,
    }
}

fn fingerprints(comparison: &Comparison) -> BTreeSet<&str> {
    let changes = comparison.changes.iter();
    changes.map(|change| change.fingerprint.as_str()).collect()
}

/// The number of operations on which released clients fail, accepted changes not counted.
fn failing(changes: &[Judged]) -> usize {
    let open = changes.iter().filter(|one| one.accepted.is_none());
    let breaking = open
        .map(|one| &one.change)
        .filter(|one| one.http == Http::Breaking);
    let reached = |change: &Change| -> Vec<String> {
        let reached = change.operations.iter();
        reached.map(|one| one.operation.clone()).collect()
    };
    let operations: BTreeSet<String> = breaking.flat_map(reached).collect();
    operations.len()
}

/// The version in the manifest of the client, or in that of the workspace.
fn current(workspace: &Workspace) -> Result<Version, Failure> {
    let own = format!("{CLIENT}/Cargo.toml");
    for (path, keys) in [
        (own.as_str(), ["package", "version"].as_slice()),
        ("Cargo.toml", &["workspace", "package", "version"]),
    ] {
        let Some(text) = workspace.read_text(path)? else {
            continue;
        };
        let manifest = text.parse::<toml_edit::DocumentMut>().ok();
        let item = keys
            .iter()
            .try_fold(manifest.as_ref().map(|it| it.as_item()), |item, key| {
                Some(item?.get(key))
            });
        let version = item.flatten().and_then(|item| item.as_str());
        if let Some(version) = version.and_then(|text| Version::parse(text).ok()) {
            return Ok(version);
        }
    }
    Ok(Version::new(0, 1, 0))
}

//! Compares two sides and makes the report on them.

use generator::compare::{Change, Http, Rule};
use generator::diagnostic::{Code, Diagnostic, Severity};
use generator::{Described, Input, Judgement, Which};
use serde_json::Value;

use super::policy::{self, Policy};
use super::released::{self, Since};
use crate::disk::digest;
use crate::disk::workspace::Workspace;
use crate::exit::Failure;
use crate::judging::accepted;
use crate::judging::side::Side;
use crate::project::shrink;
use crate::report::{Counts, Report, SCHEMA_VERSION, State};
use crate::terminal::{count, printable};

/// Two sides that were compared.
pub(crate) struct Compared {
    /// The report, not yet in any output format.
    pub(crate) report: Report,
    /// The judgement that it reports.
    pub(crate) judgement: Judgement,
}

/// Compares two sides. A description from a file has no overlays and settings of its own, so those
/// of the other side apply to it, too.
///
/// # Errors
///
/// If one side is not a valid description, or an overlay is malformed; the failure names the side.
pub(crate) fn compare(
    workspace: &Workspace,
    base: Side,
    revision: Side,
) -> Result<Compared, Failure> {
    compare_sides(workspace, base, revision).map_err(|(_, failure)| failure)
}

/// The same, for callers that need to know which side is at fault.
pub(crate) fn compare_sides(
    workspace: &Workspace,
    mut base: Side,
    mut revision: Side,
) -> Result<Compared, (Option<Which>, Failure)> {
    let mut notes = Vec::new();
    match (base.alone, revision.alone) {
        (true, true) => revision.input.config = base.input.config.clone(),
        (true, false) => borrow(&mut base, &revision, &mut notes),
        (false, true) => borrow(&mut revision, &base, &mut notes),
        (false, false) => {}
    }
    let parsed = [base.parsed.take(), revision.parsed.take()];
    let judgement = generator::judge_parsed(parsed, &base.input, &revision.input)
        .map_err(|(which, found)| (Some(which), wrong(which, &base, &revision, found)))?;
    notes.extend(doubts(&judgement.base, &base.name));
    notes.extend(doubts(&judgement.revision, &revision.name));
    let (lost, had) = (lost(&judgement).len(), judgement.base.api.operations.len());
    if shrink::is_suspicious(lost, had) {
        let had = count(had, "operation");
        notes.push(format!(
            "{lost} of {had} were removed; the document may be published incompletely"
        ));
    }
    let ours = !revision.alone || !base.alone;
    let (policy, since) = if ours {
        let policy = Policy::of(workspace).map_err(|failure| (None, failure))?;
        let since = released::since(workspace, &base, &revision, &judgement, &policy, &mut notes)
            .map_err(|failure| (None, failure))?;
        (policy, since)
    } else {
        Default::default()
    };
    let changes = judgement.comparison.changes.clone();
    let changes = policy.apply(changes, &judgement, policy::today(), &mut notes);
    let mut report = report(&base, &revision, &judgement, changes, since, notes);
    report.notes.extend(unmoved(&report));
    Ok(Compared { report, judgement })
}

/// Gives a description from a file the overlays and settings of the other side.
fn borrow(alone: &mut Side, other: &Side, notes: &mut Vec<String>) {
    let description = alone.input.description.clone();
    alone.input = Input {
        description,
        ..other.input.clone()
    };
    let overlays = alone.input.overlays.len();
    if overlays > 0 {
        let (name, overlays) = (printable(&alone.name), count(overlays, "overlay"));
        notes.push(format!(
            "{overlays} of {} applied to {name}, too",
            other.name
        ));
    }
}

/// The depth to which a schema is shown with a change.
const DEPTH: usize = 4;

/// The maximum number of array items shown in it.
const ITEMS: usize = 40;

/// The failure for an invalid side.
fn wrong(which: Which, base: &Side, revision: &Side, found: Vec<Diagnostic>) -> Failure {
    let (role, side) = match which {
        Which::Base => ("the base", base),
        Which::Revision => ("the revision", revision),
    };
    let name = printable(&side.name);
    Failure {
        message: format!("{role}, {name}, cannot be read"),
        ..Failure::documents(&name, found)
    }
}

/// The help for overlays that no longer apply to their description.
pub(crate) const ADAPT: &str =
    "adapt them to the description, or delete those whose defect is fixed";

/// Whether overlays don't apply to their description, which needs a decision, as opposed to
/// mistakes in either.
pub(crate) fn is_conflict(found: &[Diagnostic]) -> bool {
    found.iter().any(|it| {
        matches!(
            it.code,
            Code::OverlayNoMatch
                | Code::OverlayMatchCount
                | Code::OverlayExpectation
                | Code::OverlayIncompatible
        )
    })
}

/// A caveat about a side for the readers of the comparison: skipped parts were not compared.
fn doubts(side: &Described, name: &str) -> Option<String> {
    let left_out = |it: &&Diagnostic| {
        it.severity() == Severity::Skipped || it.code.is_defect() && it.code != Code::ModelsOnly
    };
    let left_out = side.diagnostics.iter().filter(left_out).count();
    (left_out > 0).then(|| {
        let (name, parts) = (printable(name), count(left_out, "part"));
        format!("{parts} of {name} could not be fully parsed; changes there may be missed")
    })
}

/// The note that the description breaks clients although its version is unchanged.
fn unmoved(report: &Report) -> Option<String> {
    let version = &report.revision.info_version;
    let is_same = !version.is_empty() && *version == report.base.info_version;
    (is_same && report.counts.breaking > 0).then(|| {
        let (version, changes) = (printable(version), count(report.counts.breaking, "change"));
        let verb = if report.counts.breaking == 1 {
            "breaks"
        } else {
            "break"
        };
        format!(
            "`info.version` is `{version}` as before, although {changes} {verb} released clients"
        )
    })
}

/// The removed operations.
fn lost(judgement: &Judgement) -> Vec<&String> {
    let changes = judgement.comparison.changes.iter();
    let gone = changes.filter(|change| change.rule == Rule::OperationRemoved);
    gone.filter_map(|change| change.operation.as_ref())
        .collect()
}

/// Refuses a revision that lost so many operations that it is probably incomplete.
///
/// # Errors
///
/// The refusal names the first of them.
pub(crate) fn guard_against_shrinking(judgement: &Judgement) -> Result<(), Failure> {
    let had = judgement.base.api.operations.len();
    shrink::guard("the description", &lost(judgement), had)
}

fn report(
    base: &Side,
    revision: &Side,
    judgement: &Judgement,
    changes: Vec<Change>,
    since: Since,
    notes: Vec<String>,
) -> Report {
    let (mut changes, unmatched) = accepted::split(changes, &since.accepted);
    for one in &mut changes {
        one.schemas = schemas(judgement, &one.change);
    }
    let stale = since.stale.unwrap_or_else(|| match changes.as_slice() {
        [] => Vec::new(),
        _ => unmatched,
    });
    let open = |http: Http| {
        let open = changes.iter().filter(|one| one.accepted.is_none());
        open.filter(|one| one.change.http == http).count()
    };
    let counts = Counts {
        breaking: open(Http::Breaking),
        warning: open(Http::Warning),
        compatible: open(Http::Compatible),
        accepted: changes.iter().filter(|one| one.accepted.is_some()).count(),
    };
    let unchanged = changes.is_empty() && judgement.mismatches.is_empty();
    let state = match (counts.breaking, unchanged) {
        (_, true) => State::Fresh,
        (0, _) => State::Compatible,
        _ => State::Breaking,
    };
    Report {
        schema_version: SCHEMA_VERSION,
        api: revision.input.config.api.clone(),
        package: revision.input.config.package.clone(),
        state,
        base: side(base, &judgement.base),
        revision: side(revision, &judgement.revision),
        mismatches: judgement.mismatches.clone(),
        counts,
        changes,
        release: since.release,
        stale_acceptances: stale,
        files: Vec::new(),
        used_by: Vec::new(),
        notes,
    }
}

/// The schemas that contain a change, on both sides.
fn schemas(judgement: &Judgement, change: &Change) -> [Option<Value>; 2] {
    // The report shows the texts themselves.
    if change.rule == Rule::TextChanged {
        return [None, None];
    }
    let sides = [
        (&change.base, Which::Base),
        (&change.revision, Which::Revision),
    ];
    sides.map(|(site, which)| {
        let node = judgement.node(which, site.as_ref()?)?;
        let is_schema = [
            "type",
            "properties",
            "enum",
            "oneOf",
            "anyOf",
            "allOf",
            "$ref",
        ]
        .iter()
        .any(|key| node.get(key).is_some());
        is_schema.then(|| shallow(node, DEPTH))
    })
}

/// A schema without its deeply nested parts.
fn shallow(node: &Value, depth: usize) -> Value {
    match node {
        Value::Object(members) if depth == 0 && !members.is_empty() => "…".into(),
        Value::Array(items) if depth == 0 && !items.is_empty() => "…".into(),
        Value::Object(members) => {
            let members = members.iter();
            let members = members.map(|(key, value)| (key.clone(), shallow(value, depth - 1)));
            Value::Object(members.collect())
        }
        Value::Array(items) => {
            let items = items.iter().take(ITEMS);
            items.map(|item| shallow(item, depth - 1)).collect()
        }
        other => other.clone(),
    }
}

fn side(side: &Side, described: &Described) -> crate::report::Side {
    let value = described.document.value();
    let version = value.pointer("/info/version");
    let schemas = value.pointer("/components/schemas");
    crate::report::Side {
        source: side.name.clone(),
        sha256: digest::of_value(value),
        info_version: version.map(text).unwrap_or_default(),
        operations: described.api.operations.len(),
        schemas: schemas
            .and_then(Value::as_object)
            .map_or(0, serde_json::Map::len),
    }
}

fn text(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

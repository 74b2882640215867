//! `cargo xtask witness --wire`: whether payloads agree with the verdicts over HTTP.
//!
//! For each case of a rule, and each edit of our own description, payloads are made from the schemas
//! and go through the released client: responses of the revision are decoded by it, and its requests
//! are checked against the revision. Where a verdict is sure and `breaking`, at least one must fail;
//! where all is `compatible`, none may. The validator and the server know nothing of the generator.

mod program;
mod proof;
mod server;
#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet};

use generator::Judgement;
use generator::compare::{Case, Certainty, Change, Http, Rule};
use serde::Serialize;
use serde_json::Value;

use super::{Agreement, Row, edits, json, judged, table};
use crate::exit::{Exit, Failure};
use crate::project::workspace::Workspace;
use crate::terminal::Format;
use crate::terminal::{self, count};
use program::Program;
use proof::Call;

/// What became of one case or edit.
#[derive(Debug, Serialize)]
struct Line {
    case: String,
    http: Http,
    certainty: Certainty,
    calls: usize,
    agreement: Agreement,
    found: String,
}

/// A case or an edit, judged.
struct Subject {
    name: String,
    changes: Vec<Change>,
    /// Its calls among all.
    calls: std::ops::Range<usize>,
    /// Whether something said about the description does not fit it, so that both sides are compared
    /// without it: the released client is another one.
    needs_hand: bool,
}

/// Proves the verdicts of the cases, and of so many edits.
pub(crate) fn run(
    workspace: &Workspace,
    cases: &[Case],
    edits: Option<usize>,
    seed: u64,
    format: Format,
) -> Result<Exit, Failure> {
    let mut program = Program::new(workspace)?;
    let mut subjects = Vec::new();
    let mut calls: Vec<Call> = Vec::new();
    for (at, case) in cases.iter().enumerate() {
        let name = case.name();
        terminal::transient(format_args!("[{}/{}] {name}", at + 1, cases.len()));
        let (base, revision) = (case.base(), case.revision());
        let judgement = judged(&name, &base, &revision)?;
        let module = program.add(&judgement.base, &base)?;
        let first = calls.len();
        calls.extend(proof::calls(&judgement, &module, None));
        let changes = judgement.comparison.changes;
        subjects.push(Subject {
            name,
            changes,
            calls: first..calls.len(),
            needs_hand: false,
        });
    }
    if let Some(number) = edits {
        let mut module = None;
        edits::each(
            workspace,
            number,
            seed,
            &mut |name, base, judgement: Judgement| {
                terminal::transient(name);
                let module = match &module {
                    Some(module) => module,
                    None => module.insert(program.add(&judgement.base, base)?),
                };
                let changes = &judgement.comparison.changes;
                let reached = changes.iter().flat_map(|change| &change.operations);
                let reached: BTreeSet<String> = reached.map(|it| it.operation.clone()).collect();
                // What breaks and is of no operation is of all of them.
                let all =
                    |change: &Change| change.http == Http::Breaking && change.operations.is_empty();
                let only = (!changes.iter().any(all)).then_some(&reached);
                let first = calls.len();
                calls.extend(proof::calls(&judgement, module, only));
                let needs_hand = !judgement.hands.is_empty();
                let changes = judgement.comparison.changes;
                subjects.push(Subject {
                    name: name.to_owned(),
                    changes,
                    calls: first..calls.len(),
                    needs_hand,
                });
                Ok(())
            },
        )?;
    }
    terminal::transient("");
    // Most cases change one base, whose requests and other responses are the same in each.
    let mut known = BTreeMap::new();
    let mut items = Vec::new();
    let at: Vec<usize> = calls
        .iter()
        .map(|call| {
            let next = items.len();
            let at = *known.entry(call.item.to_string()).or_insert(next);
            if at == next {
                items.push(call.item.clone());
            }
            at
        })
        .collect();
    let ended = program.run(&items)?;
    let ended = at.iter().map(|&at| ended.get(at).unwrap_or(&Value::Null));
    let mut server = None;
    let failures: Vec<Option<String>> = calls
        .iter()
        .zip(ended)
        .map(|(call, ended)| call.failure(ended, &mut server))
        .collect();
    let mut needed = BTreeSet::new();
    let mut lines: Vec<Line> = subjects
        .iter()
        .map(|subject| line(subject, &failures, &mut needed))
        .collect();
    lines.extend(needless(cases, &needed));
    terminal::data(&match format {
        Format::Json => json(&lines)?,
        Format::Text => text(&lines),
    })?;
    let disagrees = lines
        .iter()
        .any(|line| line.agreement == Agreement::Disagrees);
    Ok(if disagrees {
        Exit::Failed
    } else {
        Exit::Success
    })
}

/// Compares the verdict of one subject with what became of its calls.
fn line(subject: &Subject, failures: &[Option<String>], needed: &mut BTreeSet<Rule>) -> Line {
    let of_subject = failures.get(subject.calls.clone()).unwrap_or_default();
    let failed: Vec<&String> = of_subject.iter().flatten().collect();
    let changes = &subject.changes;
    let sure = |change: &&Change| change.certainty == Certainty::Sure;
    let breaking: Vec<&Change> = changes
        .iter()
        .filter(|it| it.http == Http::Breaking)
        .filter(sure)
        .collect();
    let worst = changes
        .iter()
        .max_by_key(|it| (it.http, std::cmp::Reverse(it.certainty)));
    let is_compatible = changes.iter().all(|it| it.http == Http::Compatible);
    let all_pass = format!("all {} calls pass", of_subject.len());
    let what = |failed: &[&String]| {
        let first = failed.first().map_or("", |it| it.as_str());
        format!(
            "{} of {} fail: {}",
            failed.len(),
            of_subject.len(),
            terminal::printable(first)
        )
    };
    let (agreement, found) = match (breaking.is_empty(), is_compatible, failed.is_empty()) {
        (false, _, false) => (Agreement::Agrees, what(&failed)),
        (false, _, true) => match reasons(&breaking, needed) {
            Some(rules) => (Agreement::Differs, format!("nothing fails; see {rules}")),
            None => (Agreement::Disagrees, all_pass),
        },
        (true, true, true) => (Agreement::Agrees, all_pass),
        (true, true, false) => (Agreement::Disagrees, what(&failed)),
        (true, false, true) => (Agreement::Agrees, format!("not sure; {all_pass}")),
        (true, false, false) => (Agreement::Agrees, format!("not sure; {}", what(&failed))),
    };
    let (agreement, found) = match agreement {
        Agreement::Disagrees if subject.needs_hand => (
            Agreement::Differs,
            format!("the client was made with an overlay that no longer fits; {found}"),
        ),
        _ => (agreement, found),
    };
    Line {
        case: subject.name.clone(),
        http: worst.map_or(Http::Compatible, |it| it.http),
        certainty: worst.map_or(Certainty::Sure, |it| it.certainty),
        calls: of_subject.len(),
        agreement,
        found,
    }
}

/// The rules whose pages say why nothing fails, if all do.
fn reasons(changes: &[&Change], needed: &mut BTreeSet<Rule>) -> Option<String> {
    let rules: BTreeSet<Rule> = changes.iter().map(|change| change.rule).collect();
    if rules.iter().any(|rule| rule.unproved().is_none()) {
        return None;
    }
    let ids: Vec<&str> = rules.iter().map(|rule| rule.id()).collect();
    let ids = ids.join(", ");
    needed.extend(rules);
    Some(ids)
}

/// Rules whose page says that something is not proved, and all cases are.
fn needless(cases: &[Case], needed: &BTreeSet<Rule>) -> Vec<Line> {
    let rules: BTreeSet<Rule> = cases.iter().map(|case| case.rule).collect();
    let rules = rules
        .into_iter()
        .filter(|rule| rule.unproved().is_some() && !needed.contains(rule));
    rules
        .map(|rule| Line {
            case: rule.id().to_owned(),
            http: rule.http(None),
            certainty: rule.certainty(None),
            calls: 0,
            agreement: Agreement::Disagrees,
            found: "its page has a section \"Over the wire\" that no case needs".to_owned(),
        })
        .collect()
}

fn text(lines: &[Line]) -> String {
    let rows = lines.iter().map(|line| Row {
        agreement: line.agreement,
        case: line.case.clone(),
        verdict: line.http.as_str(),
        found: line.found.chars().take(200).collect(),
    });
    let calls = lines.iter().map(|line| line.calls).sum();
    let what = format!(
        "{}, {}",
        count(lines.len(), "verdict"),
        count(calls, "call")
    );
    table(&rows.collect::<Vec<_>>(), &what)
}

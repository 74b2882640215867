//! Makes and judges the calls of all cases and edits.

use std::collections::{BTreeMap, BTreeSet};

use generator::Judgement;
use generator::compare::{Case, Change, Http};
use serde_json::Value;

use super::line::{Line, Subject, line, needless};
use super::program::Program;
use super::proof::{self, Call};
use crate::disk::workspace::Workspace;
use crate::exit::{Exit, Failure};
use crate::proof::witness::edits;
use crate::proof::witness::judged::judged;
use crate::proof::witness::outcome::Agreement;
use crate::proof::witness::printed::{Row, json, table};
use crate::terminal::{self, Format, count};

/// Proves the verdicts of the cases, and of this number of edits.
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
        calls.extend(proof::deliveries(&judgement, &module));
        let changes = judgement.comparison.changes;
        subjects.push(Subject {
            name,
            changes,
            calls: first..calls.len(),
            has_mismatch: false,
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
                // A breaking change without an operation affects all operations.
                let all =
                    |change: &Change| change.http == Http::Breaking && change.operations.is_empty();
                let only = (!changes.iter().any(all)).then_some(&reached);
                let first = calls.len();
                calls.extend(proof::calls(&judgement, module, only));
                calls.extend(proof::deliveries(&judgement, module));
                let has_mismatch = !judgement.mismatches.is_empty();
                let changes = judgement.comparison.changes;
                subjects.push(Subject {
                    name: name.to_owned(),
                    changes,
                    calls: first..calls.len(),
                    has_mismatch,
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

//! The changes of operations that a program calls.

use std::collections::BTreeSet;

use generator::Judgement;
use generator::compare::Http;

use super::calls;
use super::dependant::Dependant;
use crate::exit::Failure;
use crate::report::{AffectedOperation, CompileError, Report, UsedBy};

pub(super) fn used_by(
    dependant: &Dependant,
    judgement: &Judgement,
    report: &Report,
    before: &[CompileError],
    after: Vec<CompileError>,
) -> Result<UsedBy, Failure> {
    let called = calls::operations(&dependant.sources()?, &judgement.base.client);
    let open: Vec<_> = report.of(Http::Breaking).collect();
    let touched: Vec<AffectedOperation> = open
        .iter()
        .filter_map(|judged| {
            let change = &judged.change;
            let reached = change.operations.iter().map(|it| &it.operation);
            let reached: BTreeSet<&String> = reached.chain(&change.operation).collect();
            let operations: Vec<String> = reached
                .into_iter()
                .filter(|operation| called.contains(*operation))
                .cloned()
                .collect();
            (!operations.is_empty()).then(|| AffectedOperation {
                fingerprint: change.fingerprint.clone(),
                rule: change.rule,
                message: change.message.clone(),
                operations,
            })
        })
        .collect();
    let is_new = |error: &CompileError| !before.contains(error);
    Ok(UsedBy {
        name: dependant.name.clone(),
        folder: dependant.folder.display().to_string(),
        calls: called.into_iter().collect(),
        breaking: open.len(),
        touched,
        errors: after.into_iter().filter(is_new).collect(),
        errors_before: before.len(),
    })
}

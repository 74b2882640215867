//! The results of cases, as a table or as JSON.

use std::fmt::Write;

use serde::Serialize;

use super::outcome::Agreement;
use crate::exit::Failure;

/// Lines as JSON.
pub(super) fn json<T: Serialize>(lines: &[T]) -> Result<String, Failure> {
    let text = serde_json::to_string(lines)
        .map_err(|error| Failure::failed("could not print JSON").cause(&error))?;
    Ok(text + "\n")
}

/// The row of one case: its name, our verdict, and the finding.
pub(super) struct Row {
    pub(super) agreement: Agreement,
    pub(super) case: String,
    pub(super) verdict: &'static str,
    pub(super) found: String,
}

/// One line per row, and totals labelled `what`.
pub(super) fn table(rows: &[Row], what: &str) -> String {
    let longest = |of: fn(&Row) -> usize| rows.iter().map(of).max().unwrap_or_default();
    let (case, verdict) = (longest(|it| it.case.len()), longest(|it| it.verdict.len()));
    let mut text = String::new();
    for row in rows {
        let mark = match row.agreement {
            Agreement::Agrees => "agrees",
            Agreement::Differs => "differs",
            Agreement::Disagrees => "DISAGREES",
        };
        // Writing to a string can't fail.
        let _ = writeln!(
            text,
            "{mark:<9}  {:<case$}  {:<verdict$}  {}",
            row.case, row.verdict, row.found
        );
    }
    let sum = [
        (Agreement::Agrees, "agree"),
        (Agreement::Differs, "differ with a reason"),
        (Agreement::Disagrees, "disagree"),
    ];
    let sum = sum.map(|(agreement, verb)| {
        let number = rows.iter().filter(|it| it.agreement == agreement).count();
        format!("{number} {verb}")
    });
    let _ = writeln!(text, "\n{what}: {}", sum.join(", "));
    text
}

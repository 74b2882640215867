//! Several steps of one description's history, a short paragraph each.

use std::fmt::Write;

use generator::compare::Http;
use serde::Serialize;

use super::model::{Report, State};
use super::wording::{self, line};
use crate::exit::Failure;

/// The maximum number of changes named per step.
const NAMED: usize = 5;

/// A commit that changed a description.
#[derive(Debug, Serialize)]
pub(crate) struct Step {
    pub(crate) commit: String,
    /// The previous commit that changed it, with which it is compared.
    pub(crate) before: String,
    /// The day, such as `2026-05-01`.
    pub(crate) date: String,
    /// The first line of the message.
    pub(crate) subject: String,
    /// The report, or the reason why there is none.
    #[serde(serialize_with = "outcome", flatten)]
    pub(crate) report: Result<Box<Report>, String>,
}

fn outcome<S: serde::Serializer>(
    report: &Result<Box<Report>, String>,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    use serde::ser::SerializeMap;

    let mut map = serializer.serialize_map(Some(1))?;
    match report {
        Ok(report) => map.serialize_entry("report", report)?,
        Err(message) => map.serialize_entry("error", message)?,
    }
    map.end()
}

/// The steps as text, the newest first.
pub(crate) fn text(steps: &[Step]) -> String {
    let mut text = String::new();
    for step in steps {
        // Writing to a string can't fail.
        let _ = step_text(&mut text, step);
    }
    text
}

fn step_text(text: &mut String, step: &Step) -> std::fmt::Result {
    writeln!(
        text,
        "{} {} {}",
        step.commit,
        step.date,
        line(&step.subject)
    )?;
    let report = match &step.report {
        Ok(report) => report,
        Err(message) => return writeln!(text, "    not judged: {}", line(message)),
    };
    if report.state == State::Fresh {
        return writeln!(text, "    nothing changed");
    }
    if !report.changes.is_empty() {
        writeln!(text, "    {}", wording::counts(report))?;
    }
    let mismatches = report.mismatches.len();
    if mismatches > 0 {
        let mismatches = crate::terminal::count(mismatches, "thing");
        writeln!(text, "    {mismatches} in overlays or names did not fit")?;
    }
    let urgent = report.of(Http::Breaking).chain(report.of(Http::Warning));
    for judged in urgent.take(NAMED) {
        let change = &judged.change;
        let (verdict, rule) = (change.http.as_str(), change.rule.id());
        let (place, message) = (line(&change.place), line(&change.message));
        writeln!(text, "    {verdict}[{rule}] {place}: {message}")?;
    }
    writeln!(
        text,
        "    see `cargo xtask diff {} {}`",
        step.before, step.commit
    )
}

/// The steps for programs, ending in a newline.
///
/// # Errors
///
/// If a value can't be serialized to JSON; the values of a report can.
pub(crate) fn json(steps: &[Step]) -> Result<String, Failure> {
    let text = serde_json::to_string_pretty(steps)
        .map_err(|error| Failure::failed("could not print the steps as JSON").cause(&error))?;
    Ok(text + "\n")
}

//! The findings as a table for people, and as JSON for programs. Examples are positions, never values.

use std::collections::BTreeMap;
use std::path::PathBuf;

use serde_json::{Value, json};

use super::tally::{Key, MANY_NAMES, Seen, Tally};
use crate::exchange::{Description, Kind, Part, Side};
use crate::exit::Failure;
use crate::terminal::{self, count, printable};

/// The maximum number of operations without an exchange in the table.
const MAX_LISTED: usize = 20;

/// The kind of disagreement, without names.
fn matter(key: &Key) -> &'static str {
    match key.kind {
        Kind::UndocumentedPath | Kind::UndocumentedMethod => "undocumented operation",
        Kind::UnnamedOperation => "operation not named",
        Kind::UndocumentedParameter => "undocumented parameter",
        Kind::UndocumentedHeader => "undocumented header",
        Kind::UndocumentedStatus => "undocumented status",
        Kind::UndocumentedMediaType => "undocumented media type",
        Kind::UndocumentedBody => "undocumented body",
        Kind::UndeclaredProperty => "undeclared property",
        Kind::MissingParameter | Kind::MissingBody | Kind::MissingProperty => {
            "required, but absent"
        }
        Kind::MissingCredential => "no credential",
        Kind::RepeatedParameter => "repeated parameter",
        Kind::Null => "null is not allowed",
        Kind::Type => "wrong type",
        Kind::Format => "wrong format",
        Kind::Enum => "unlisted value",
        Kind::Variant => "unknown variant",
        Kind::Constraint => "outside of limits",
        Kind::Malformed => "malformed",
    }
}

/// The subject of a finding: the property, parameter, status …
pub(super) fn subject(key: &Key, seen: &Seen) -> String {
    let of = match key.side {
        Side::Request => "request",
        Side::Response => "response",
    };
    let at = &seen.example.2;
    match key.kind {
        Kind::UndocumentedPath | Kind::UndocumentedMethod => key.detail.clone(),
        Kind::UndocumentedStatus | Kind::UndocumentedMediaType => format!("{of} {}", key.detail),
        Kind::UndeclaredProperty if key.detail == MANY_NAMES => {
            format!("{of}: more than 50 names, which seem to be data")
        }
        Kind::UndeclaredProperty | Kind::MissingProperty => {
            format!("{of}: property `{}`", key.detail)
        }
        _ if at.is_empty() => format!("{of}: {}", key.part),
        _ => {
            let steps = at.rsplit('/');
            let mut names = steps.filter(|step| step.parse::<usize>().is_err());
            let name = names.next().unwrap_or_default();
            match (&key.part, name) {
                (Part::Body, "") => format!("{of}: items of the body"),
                (Part::Body, name) => format!("{of}: property `{name}`"),
                (part, _) => format!("{of}: {part}"),
            }
        }
    }
}

/// The finding as one line.
pub(super) fn heading(key: &Key, seen: &Seen) -> String {
    format!("{}: {}", matter(key), subject(key, seen))
}

/// The data of a report.
pub(crate) struct Shown<'a> {
    pub(crate) description: &'a Description,
    pub(crate) files: &'a [PathBuf],
    pub(crate) tally: &'a Tally,
}

impl Shown<'_> {
    fn example(&self, seen: &Seen) -> String {
        let (file, number, at) = &seen.example;
        let file = self.files.get(*file).map(|it| it.display().to_string());
        let file = file.unwrap_or_default();
        let at = if at.is_empty() {
            String::new()
        } else {
            format!(" {at}")
        };
        format!("{file}#{number}{at}")
    }

    fn operations(&self, seen: &Seen) -> Vec<String> {
        let all = self.description.operations();
        let numbers = seen.operations.iter();
        numbers
            .filter_map(|it| all.get(*it))
            .map(|it| it.key())
            .collect()
    }
}

/// The table.
pub(crate) fn text(shown: &Shown<'_>) -> String {
    let header = ["count", "what", "where", "description", "first seen"];
    let mut rows: Vec<[String; 5]> = vec![header.map(str::to_owned)];
    let findings = shown.tally.findings.values();
    let first = findings.filter_map(|it| it.described.first());
    let positions = shown.description.positions(first);
    for (key, seen) in shown.tally.sorted() {
        let first = seen.described.first();
        let place = first.and_then(|it| positions.get(it));
        let place = place.map_or("", String::as_str);
        let more = match seen.described.len() {
            0 | 1 => String::new(),
            count => format!(" and {} more", count - 1),
        };
        rows.push([
            grouped(seen.count),
            matter(key).to_owned(),
            printable(&subject(key, seen)),
            printable(&format!("{place}{more}")),
            printable(&shown.example(seen)),
        ]);
    }
    let mut text = String::new();
    if rows.len() > 1 {
        let width = |column: usize| {
            rows.iter()
                .map(|row| row[column].chars().count())
                .max()
                .unwrap_or(0)
        };
        let widths: Vec<usize> = (0..5).map(width).collect();
        for row in &rows {
            let [count, what, place, described, example] = row;
            let line = format!(
                "{count:>a$}  {what:b$}  {place:c$}  {described:d$}  {example}",
                a = widths[0],
                b = widths[1],
                c = widths[2],
                d = widths[3],
            );
            text.push_str(line.trim_end());
            text.push('\n');
        }
    }
    let unseen = shown.tally.unseen(shown.description);
    if !unseen.is_empty() {
        let total = shown.description.operations().len();
        let gap = if text.is_empty() { "" } else { "\n" };
        text.push_str(&format!(
            "{gap}never seen: {} of {total} operations\n",
            unseen.len()
        ));
        for operation in unseen.iter().take(MAX_LISTED) {
            text.push_str(&format!("  {}\n", printable(operation)));
        }
        if unseen.len() > MAX_LISTED {
            let more = unseen.len() - MAX_LISTED;
            text.push_str(&format!("  and {more} more, which `--format json` lists\n"));
        }
    }
    text
}

/// The same as JSON.
pub(crate) fn json(shown: &Shown<'_>) -> Result<String, Failure> {
    let tally = shown.tally;
    let described = tally.findings.values().flat_map(|it| &it.described);
    let positions = shown.description.positions(described);
    let findings = tally.sorted().into_iter().map(|(key, seen)| {
        let (file, exchange, at) = &seen.example;
        let file = shown.files.get(*file).map(|it| it.display().to_string());
        let described = seen.described.iter().map(|pointer| {
            let position = positions
                .get(pointer)
                .map_or(pointer.as_str(), String::as_str);
            json!({"pointer": pointer.as_str(), "position": position})
        });
        json!({
            "kind": key.kind,
            "side": key.side,
            "part": key.part,
            "what": matter(key),
            "where": subject(key, seen),
            "detail": key.detail,
            "message": seen.message,
            "forbidden": seen.is_violation,
            "count": seen.count,
            "described": described.collect::<Vec<_>>(),
            "operations": shown.operations(seen),
            "statuses": seen.statuses,
            "schema": seen.form.schema(),
            "example": {"file": file, "exchange": exchange, "at": at},
        })
    });
    let operations = shown.description.operations().iter().enumerate();
    let seen: BTreeMap<String, u64> = operations
        .filter_map(|(number, it)| Some((it.key(), *tally.operations.get(&number)?)))
        .collect();
    let report = json!({
        "format": 1,
        "exchanges": tally.exchanges,
        "masked": tally.masked,
        "findings": findings.collect::<Vec<Value>>(),
        "seen": seen,
        "unseen": tally.unseen(shown.description),
        "left_out": {
            "other_hosts": tally.foreign,
            "without_response": tally.failed,
            "preflights": tally.preflights,
            "refused": tally.refused,
            "unreadable": tally.unreadable,
            "cut_off": tally.cut_off,
            "findings": tally.dropped,
        },
    });
    let text = serde_json::to_string_pretty(&report);
    let text =
        text.map_err(|error| Failure::failed("the report can't be encoded").cause(&error))?;
    Ok(text + "\n")
}

/// The exchanges that were not compared, one line per reason.
fn left_out(tally: &Tally) -> Vec<String> {
    let mut lines = Vec::new();
    let mut add = |count: u64, what: &str| {
        if count > 0 {
            lines.push(format!("{} {what}", grouped(count)));
        }
    };
    add(tally.failed, "without a response");
    add(tally.preflights, "preflight requests by a browser");
    add(
        tally.refused,
        "refused by the server, for no operation of the description",
    );
    add(
        tally.unreadable,
        "entries that can't be parsed as exchanges",
    );
    add(
        tally.dropped,
        "disagreements beyond the first 5,000 findings",
    );
    let foreign: u64 = tally.foreign.values().sum();
    if foreign > 0 {
        let mut hosts: Vec<_> = tally.foreign.iter().collect();
        hosts.sort_by_key(|(_, count)| std::cmp::Reverse(**count));
        let named = hosts
            .iter()
            .take(5)
            .map(|(host, count)| format!("{} ({})", printable(host), grouped(**count)));
        let named = named.collect::<Vec<_>>().join(", ");
        let rest = if hosts.len() > 5 { ", …" } else { "" };
        lines.push(format!(
            "{} with other hosts: {named}{rest}; `--host` adds one",
            grouped(foreign)
        ));
    }
    lines
}

/// A number with thousands separators.
pub(super) fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut grouped = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    grouped
}

/// Reports on stderr which exchanges were compared and which were not.
pub(crate) fn print_report(tally: &Tally) {
    let findings = count(tally.findings.len(), "finding");
    let exchanges = grouped(tally.exchanges);
    terminal::status(
        "Compared",
        format_args!("{exchanges} exchanges: {findings}"),
    );
    for line in left_out(tally) {
        terminal::problem("Skipped", line);
    }
    for file in &tally.cut_off {
        terminal::problem(
            "Truncated",
            format_args!("{}: only the part before is compared", printable(file)),
        );
    }
    if tally.masked > 0 {
        let masked = grouped(tally.masked);
        terminal::note(format_args!(
            "{masked} exchanges are masked: limits and variants of their values are not compared"
        ));
    }
}

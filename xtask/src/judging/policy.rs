//! `spec/judge.toml`: the severity of changes for this project, where it differs from the rules. In:
//! the judged changes. Out: the same changes with other HTTP severities, and notes with their number.
//! The Rust verdicts, and with them the next version, stay the same.

use std::collections::BTreeMap;
use std::ops::Range;

use generator::api::Annotations;
use generator::compare::{Certainty, Change, Http, Rule};
use generator::diagnostic::{Place, did_you_mean};
use generator::{Described, Judgement};
use jiff::civil::Date;
use serde::Deserialize;

use crate::disk::workspace::Workspace;
use crate::exit::Failure;
use crate::judging::accepted::is_like;
use crate::terminal::count;

/// The file, relative to the workspace.
pub(crate) const POLICY: &str = "spec/judge.toml";

/// The keys of the file, those of `[sunset]`, and those of `[[severity]]`.
const KEYS: [&str; 4] = ["receives-webhooks", "stability", "sunset", "severity"];
const SUNSET_KEYS: [&str; 1] = ["min-days"];
const SEVERITY_KEYS: [&str; 6] = ["rule", "place", "operation", "cause", "level", "reason"];

/// The content of the file.
#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "kebab-case")]
pub(crate) struct Policy {
    /// Whether the project receives webhooks and callbacks; otherwise R290 to R292 are off.
    receives_webhooks: Option<bool>,
    /// The most severe level of changes that reach only operations of an `x-stability-level`.
    stability: BTreeMap<String, Level>,
    sunset: Option<Sunset>,
    severity: Vec<Severity>,
}

/// The notice period before a deprecated operation is removed.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "kebab-case")]
struct Sunset {
    /// The minimum number of days from today to the `x-sunset` of an operation that becomes
    /// deprecated.
    min_days: u16,
}

/// The level of the changes that match all given keys.
#[derive(Debug, Deserialize)]
struct Severity {
    rule: Option<String>,
    /// `*` matches any string.
    place: Option<String>,
    operation: Option<String>,
    cause: Option<String>,
    level: Level,
    reason: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Level {
    Off,
    Compatible,
    Warning,
    Breaking,
}

impl Level {
    fn of(http: Http) -> Self {
        match http {
            Http::Compatible => Self::Compatible,
            Http::Warning => Self::Warning,
            Http::Breaking => Self::Breaking,
        }
    }

    /// Sets the severity of a change; false if it is off.
    fn set(self, change: &mut Change) -> bool {
        let http = match self {
            Self::Off => return false,
            Self::Compatible => Http::Compatible,
            Self::Warning => Http::Warning,
            Self::Breaking => Http::Breaking,
        };
        if http == Http::Warning {
            // A sure change is never a warning.
            change.certainty = Certainty::NotSure;
        }
        change.http = http;
        true
    }
}

impl Severity {
    fn fits(&self, change: &Change) -> bool {
        let is =
            |wanted: &Option<String>, found: &str| wanted.as_ref().is_none_or(|it| it == found);
        is(&self.rule, change.rule.id())
            && is(
                &self.operation,
                change.operation.as_deref().unwrap_or_default(),
            )
            && is(&self.cause, &change.cause)
            && self
                .place
                .as_ref()
                .is_none_or(|pattern| is_like(&change.place, pattern))
    }
}

impl Policy {
    /// Reads the file of the workspace; without one, the policy is empty.
    ///
    /// # Errors
    ///
    /// If the file can't be read, or has an unknown key or value; with the position, and the most
    /// similar known one.
    pub(crate) fn of(workspace: &Workspace) -> Result<Self, Failure> {
        match workspace.read_text(POLICY)? {
            Some(text) => Self::read(&text),
            None => Ok(Self::default()),
        }
    }

    fn read(text: &str) -> Result<Self, Failure> {
        let wrong = || Failure::failed(format!("{POLICY} cannot be used"));
        let document = toml_edit::Document::parse(text).map_err(|error| wrong().cause(&error))?;
        let table = document.as_table();
        known(text, "the file", table, &KEYS)?;
        if let Some(sunset) = table.get("sunset").and_then(|it| it.as_table_like()) {
            known(text, "[sunset]", sunset, &SUNSET_KEYS)?;
        }
        let entries = table.get("severity").and_then(|it| it.as_array_of_tables());
        for entry in entries.into_iter().flatten() {
            known(text, "[[severity]]", entry, &SEVERITY_KEYS)?;
            let Some(rule) = entry.get("rule") else {
                continue;
            };
            let id = rule.as_str().unwrap_or_default();
            let ids: Vec<&str> = Rule::ALL.iter().map(|rule| rule.id()).collect();
            if !ids.contains(&id) {
                return Err(unknown(
                    text,
                    rule.span(),
                    &format!("no rule is called `{id}`"),
                    id,
                    &ids,
                )
                .help("`cargo xtask explain` lists all rules"));
            }
        }
        let policy: Self = toml_edit::de::from_str(text).map_err(|error| wrong().cause(&error))?;
        for entry in &policy.severity {
            let keys = [&entry.rule, &entry.place, &entry.operation, &entry.cause];
            if keys.iter().all(|key| key.is_none()) || entry.reason.trim().is_empty() {
                return Err(wrong().help(
                    "each [[severity]] has a level, a reason, and any of rule, place, operation and cause",
                ));
            }
        }
        Ok(policy)
    }

    /// The changes with the severities of this project, with notes on those that differ from the
    /// rules. Sunsets are compared with `today`.
    pub(crate) fn apply(
        &self,
        changes: Vec<Change>,
        judgement: &Judgement,
        today: Date,
        notes: &mut Vec<String>,
    ) -> Vec<Change> {
        let mut counts: BTreeMap<String, usize> = BTreeMap::new();
        let mut left = Vec::new();
        for mut change in changes {
            let verdict = self.verdict(&change, judgement, today);
            let is_shown = verdict.as_ref().is_none_or(|(level, _)| {
                *level == Level::of(change.http) || level.set(&mut change)
            });
            if let Some((_, reason)) = verdict {
                *counts.entry(reason).or_default() += 1;
            }
            if is_shown {
                left.push(change);
            }
        }
        notes.extend(counts.into_iter().map(|(reason, number)| {
            format!("{} as {POLICY} says: {reason}", count(number, "change"))
        }));
        let urgency = |change: &Change| std::cmp::Reverse((change.http, change.rust));
        left.sort_by_key(urgency);
        left
    }

    /// The level of a change, if it differs from its rule's, and the reason.
    fn verdict(
        &self,
        change: &Change,
        judgement: &Judgement,
        today: Date,
    ) -> Option<(Level, String)> {
        let different = |level: Level| level != Level::of(change.http);
        if let Some(entry) = self.severity.iter().find(|it| it.fits(change)) {
            let reason = format!("{:?}, {}", entry.level, entry.reason.trim()).to_lowercase();
            return different(entry.level).then_some((entry.level, reason));
        }
        let of_receivers = [
            Rule::ReceiverAdded,
            Rule::ReceiverRemoved,
            Rule::ReceiverChanged,
        ];
        if self.receives_webhooks == Some(false) && of_receivers.contains(&change.rule) {
            return Some((Level::Off, "off, webhooks are not received".to_owned()));
        }
        if let Some(found) = self.of_sunset(change, judgement, today) {
            return Some(found).filter(|(level, _)| different(*level));
        }
        let levels = change.operations.iter().map(|reached| {
            let sides = [&*judgement.base, &judgement.revision].into_iter();
            let mut found = sides.filter_map(|side| annotations(side, &reached.operation));
            let name = found.find_map(|it| it.stability.as_deref())?;
            Some((*self.stability.get(name)?, name))
        });
        let levels: Option<Vec<(Level, &str)>> = levels.collect();
        let (level, name) = levels?.into_iter().max()?;
        let reason = format!("at most {level:?}, x-stability-level is {name}").to_lowercase();
        (level < Level::of(change.http)).then_some((level, reason))
    }

    /// The level that the sunset policy gives to an operation that is removed or deprecated.
    fn of_sunset(
        &self,
        change: &Change,
        judgement: &Judgement,
        today: Date,
    ) -> Option<(Level, String)> {
        let least = self.sunset.as_ref()?.min_days;
        let key = change.operation.as_deref()?;
        match change.rule {
            Rule::OperationRemoved => {
                let date = date(annotations(&judgement.base, key)?.sunset.as_deref()?)?;
                (date > today).then(|| {
                    (
                        Level::Breaking,
                        format!("breaking, removed before its sunset {date}"),
                    )
                })
            }
            Rule::DeprecationChanged => {
                let now = annotations(&judgement.revision, key).filter(|it| it.deprecated)?;
                let Some(date) = now.sunset.as_deref().and_then(date) else {
                    return Some((
                        Level::Warning,
                        "warning, deprecated without x-sunset".to_owned(),
                    ));
                };
                let days = today.until(date).map_or(0, |span| span.get_days());
                (days < i32::from(least)).then(|| {
                    (
                        Level::Warning,
                        format!("warning, the sunset {date} is less than {least} days away"),
                    )
                })
            }
            _ => None,
        }
    }
}

/// The current date, for sunsets.
pub(crate) fn today() -> Date {
    jiff::Timestamp::now()
        .to_zoned(jiff::tz::TimeZone::UTC)
        .date()
}

/// The day in a date or date-time.
fn date(text: &str) -> Option<Date> {
    text.get(..10)?.parse().ok()
}

/// The annotations of the operation of a side with this method and path.
fn annotations<'a>(side: &'a Described, key: &str) -> Option<&'a Annotations> {
    let mut operations = side.api.operations.iter();
    operations.find_map(|it| (it.key == key).then_some(&it.annotations))
}

/// Refuses unknown keys.
fn known(
    text: &str,
    place: &str,
    table: &dyn toml_edit::TableLike,
    keys: &[&str],
) -> Result<(), Failure> {
    let Some((key, _)) = table.iter().find(|(key, _)| !keys.contains(key)) else {
        return Ok(());
    };
    let span = table.get_key_value(key).and_then(|(key, _)| key.span());
    let what = format!("{place} has no key `{key}`");
    Err(unknown(text, span, &what, key, keys))
}

/// A failure with the position and the most similar known word.
fn unknown(
    text: &str,
    span: Option<Range<usize>>,
    what: &str,
    word: &str,
    known: &[&str],
) -> Failure {
    let Place { line, column } = Place::at(text, span.map_or(0, |it| it.start));
    let mut likely = did_you_mean(word, known.iter().copied());
    if likely.is_empty() {
        likely = format!("; known are {}", known.join(", "));
    }
    Failure::failed(format!("{POLICY} cannot be used"))
        .details([format!("line {line}, column {column}: {what}{likely}")])
}

#[cfg(test)]
#[path = "policy_tests.rs"]
mod tests;

//! The wording shared by all formats. In: the report. Out: plain text on one line, safe in
//! line-based output, and still to be escaped for markup.

use generator::Mismatch;
use generator::compare::{
    Bump, Certainty, Change, Direction, Http, ItemChange, ItemChangeKind, Reached, Rule, Site,
};
use generator::diagnostic::escape;

use super::model::{Accepted, Judged, Release, Report, State};
use crate::terminal::count;

/// The maximum number of characters shown of an untrusted text.
const LONGEST: usize = 300;

/// Untrusted text on one line, escaped and bounded.
pub(crate) fn line(text: &str) -> String {
    let beginning: String = text.chars().take(LONGEST + 1).collect();
    // GitHub treats `##[` as the beginning of a command anywhere in a line of a log.
    let shown = escape(&beginning).replace("##[", r"##\u{5b}");
    match shown.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}…", &shown[..end]),
        None => shown,
    }
}

/// The code of an item before and after, if they differ.
pub(crate) fn sides(item: &ItemChange) -> [Option<String>; 2] {
    if item.before == item.after {
        return [None, None];
    }
    [&item.before, &item.after].map(|code| code.as_ref().map(|code| line(code)))
}

/// The first names, and the number of the others.
pub(crate) fn first(names: impl ExactSizeIterator<Item = String>, limit: usize) -> String {
    let more = names.len().saturating_sub(limit);
    let shown = names.take(limit).collect::<Vec<_>>().join(", ");
    match more {
        0 => shown,
        more => format!("{shown} and {more} more"),
    }
}

/// The changes by the necessary reaction.
pub(crate) struct Groups<'a> {
    /// Changes that break released clients and are not accepted.
    pub(crate) breaking: Vec<&'a Judged>,
    /// Changes that need a look and are not accepted.
    pub(crate) warnings: Vec<&'a Judged>,
    /// Changes that don't affect released clients, text changes not included.
    pub(crate) compatible: Vec<&'a Judged>,
    /// Accepted changes.
    pub(crate) accepted: Vec<&'a Judged>,
    /// Text changes.
    pub(crate) texts: Vec<&'a Judged>,
}

impl<'a> Groups<'a> {
    pub(crate) fn of(report: &'a Report) -> Self {
        let is_text = |one: &&Judged| one.change.rule == Rule::TextChanged;
        let (texts, compatible) = report.of(Http::Compatible).partition(is_text);
        let accepted = report.changes.iter().filter(|one| one.accepted.is_some());
        Self {
            breaking: report.of(Http::Breaking).collect(),
            warnings: report.of(Http::Warning).collect(),
            compatible,
            accepted: accepted.collect(),
            texts,
        }
    }
}

/// A summary of text changes.
pub(crate) fn texts(number: usize) -> String {
    let changes = count(number, "change");
    format!("{changes} of descriptions, summaries and examples")
}

/// All changes by kind: `3 changes: 1 breaking, 1 warning, 1 compatible`.
pub(crate) fn counts(report: &Report) -> String {
    let counts = report.counts;
    let all = counts.breaking + counts.warning + counts.compatible + counts.accepted;
    format!("{}: {}", count(all, "change"), kinds(report).join(", "))
}

/// The number of changes of each kind, without zeros: `1 breaking`, `2 warnings`.
pub(crate) fn kinds(report: &Report) -> Vec<String> {
    let counts = report.counts;
    let kinds = [
        (counts.breaking, format!("{} breaking", counts.breaking)),
        (counts.warning, count(counts.warning, "warning")),
        (
            counts.compatible,
            format!("{} compatible", counts.compatible),
        ),
        (counts.accepted, format!("{} accepted", counts.accepted)),
    ];
    let kinds = kinds.into_iter().filter(|(number, _)| *number > 0);
    kinds.map(|(_, kind)| kind).collect()
}

/// The HTTP verdict with its direction and its meaning.
pub(crate) fn http(change: &Change) -> String {
    let verdict = change.http.as_str();
    let verdict = match change.direction {
        None => verdict.to_owned(),
        Some(Direction::Both) => {
            let one_way = |direction| change.rule.http(Some(direction));
            let (request, response) = (one_way(Direction::Request), one_way(Direction::Response));
            if request != response && request.max(response) == change.http {
                let (request, response) = (request.as_str(), response.as_str());
                format!("{request} in requests, {response} in responses")
            } else {
                format!("{verdict} in {}", way(Direction::Both))
            }
        }
        Some(direction) => format!("{verdict} in {}", way(direction)),
    };
    let meaning = match change.http {
        Http::Breaking if change.certainty != Certainty::Sure => "released clients may fail",
        Http::Breaking => "released clients fail",
        Http::Warning => "released clients may see unexpected behavior",
        Http::Compatible => "released clients are unaffected",
    };
    format!("{verdict}: {meaning}")
}

fn way(direction: Direction) -> &'static str {
    match direction {
        Direction::Request => "requests",
        Direction::Response => "responses",
        Direction::Both => "requests and responses",
    }
}

/// The operations that a change reaches beyond its own.
pub(crate) fn reached(change: &Change) -> Vec<&Reached> {
    let own = change.operation.as_deref();
    let others = change.operations.iter();
    others
        .filter(|reached| Some(reached.operation.as_str()) != own)
        .collect()
}

/// The direction of the payload at an operation, if it differs from that of the change as a whole.
pub(crate) fn one_way(change: &Change, reached: &Reached) -> Option<&'static str> {
    (change.direction != Some(reached.direction)).then(|| way(reached.direction))
}

/// The word for a change to an item.
pub(crate) fn kind(kind: ItemChangeKind) -> &'static str {
    match kind {
        ItemChangeKind::Removed => "removed",
        ItemChangeKind::Changed => "changed",
        ItemChangeKind::Gated => "needs another feature",
        ItemChangeKind::Meaning => "means something else",
        ItemChangeKind::Added => "new",
        ItemChangeKind::Deprecated => "deprecated",
        ItemChangeKind::Undeprecated => "no longer deprecated",
        ItemChangeKind::Wire => "sends or reads other bytes",
    }
}

/// File, line and column of a node.
pub(crate) fn site(site: &Site) -> String {
    let file = line(&site.file);
    match site.place {
        Some(place) => format!("{file}:{}:{}", place.line, place.column),
        None => file,
    }
}

/// File, line and column of an entry that needs adapting.
pub(crate) fn mismatch_site(mismatch: &Mismatch) -> Option<String> {
    let file = line(&mismatch.file);
    let site = match mismatch.place {
        Some(place) => format!("{file}:{}:{}", place.line, place.column),
        None => file,
    };
    (!site.is_empty()).then_some(site)
}

/// An entry that needs adapting, in one sentence.
pub(crate) fn mismatch(mismatch: &Mismatch) -> String {
    let site = mismatch_site(mismatch).map(|site| format!(" ({site})"));
    let differences = mismatch.differences.iter().map(|it| line(it));
    let all = std::iter::once(line(&mismatch.message) + &site.unwrap_or_default());
    all.chain(differences).collect::<Vec<_>>().join("; ")
}

/// The state in the form for programs.
pub(crate) fn state(state: State) -> &'static str {
    match state {
        State::Fresh => "fresh",
        State::Compatible => "compatible",
        State::Breaking => "breaking",
    }
}

/// The most demanding verdict for code written against the crate.
pub(crate) fn bump(report: &Report) -> Bump {
    let all = report.changes.iter().map(|one| one.change.rust);
    let level = report.release.as_ref().map(|release| release.level);
    all.chain(level).max().unwrap_or(Bump::None)
}

/// The release that the changes need; `None` without changes.
pub(crate) fn release(report: &Report) -> Option<String> {
    let Some(release) = &report.release else {
        let needed = match bump(report) {
            Bump::None => "no release".to_owned(),
            level => format!("a {} release", level.as_str()),
        };
        let changed = !report.changes.is_empty();
        return changed.then(|| format!("These changes need {needed} of a client."));
    };
    let to = line(&release.to);
    Some(match &release.from {
        None => format!("Suggested version: {to} (there is no release yet)"),
        // Avoids a repetition.
        Some(from) if *from == release.to && report.changes.is_empty() => return None,
        Some(from) if *from == release.to => {
            format!("Suggested version: still {to} (nothing in the crate changes)")
        }
        Some(from) => {
            let from = line(from);
            format!("Suggested version: {from} -> {to} ({})", reason(release))
        }
    })
}

/// The reason for this version.
fn reason(release: &Release) -> String {
    let level = release.level.as_str();
    let from = release.from.as_deref().unwrap_or_default();
    let mut numbers = from.split('.').zip(release.to.split('.'));
    let moved = numbers.position(|(from, to)| from != to);
    match (from.starts_with("0."), moved) {
        (true, Some(1)) => format!("rust {level}; below 1.0 the minor number moves"),
        (true, Some(2)) => format!("rust {level}; below 1.0 the patch number moves"),
        _ => format!("rust {level}"),
    }
}

/// The number of operations on which released clients fail; `None` if it is zero.
pub(crate) fn failing(report: &Report) -> Option<String> {
    let release = report.release.as_ref()?;
    let operations = count(release.failing_operations, "operation");
    let from = line(release.from.as_ref()?);
    let series = match from.rsplit_once('.') {
        Some((series, _)) => format!("{series}.x"),
        None => from,
    };
    (release.failing_operations > 0)
        .then(|| format!("Released {series} clients fail at run time on {operations}."))
}

/// The changes by `regen` to files; `None` if there are none.
pub(crate) fn files(report: &Report) -> Option<String> {
    let statuses = ["created", "updated", "removed"].into_iter();
    let numbers = statuses.filter_map(|status| {
        let of = report.files.iter().filter(|file| file.status == status);
        let number = of.count();
        (number > 0).then(|| format!("{number} {status}"))
    });
    let numbers: Vec<String> = numbers.collect();
    (!numbers.is_empty()).then(|| format!("Files of the client: {}", numbers.join(", ")))
}

/// An acceptance that no longer matches anything, and the remedy.
pub(crate) fn stale(accepted: &Accepted) -> String {
    let name = match &accepted.fingerprint {
        Some(fingerprint) => format!("`{}` ", line(fingerprint)),
        None => String::new(),
    };
    format!(
        "the acceptance {name}({}, `{}`) matches no change; remove it from `spec/accepted.toml`",
        line(&accepted.rule),
        line(&accepted.place)
    )
}

/// What changes are listed under.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum GroupBy {
    /// By operation.
    Operation,
    /// By the tag of the affected operations.
    Tag,
    /// By rule.
    Rule,
    /// By their cause: a component, an operation, or a part that several operations share.
    Cause,
}

impl GroupBy {
    /// All of them.
    pub(crate) const ALL: [Self; 4] = [Self::Cause, Self::Operation, Self::Rule, Self::Tag];

    /// Its name on the command line.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Operation => "operation",
            Self::Tag => "tag",
            Self::Rule => "rule",
            Self::Cause => "cause",
        }
    }
}

/// The group that a change belongs to.
pub(crate) fn group(judged: &Judged, by: GroupBy) -> String {
    let change = &judged.change;
    let of = |names: &[&str], what: &str| match names {
        [] => format!("no {what}"),
        [only] => line(only),
        _ => format!("several {what}s"),
    };
    match by {
        GroupBy::Operation => match &change.operation {
            Some(operation) => line(operation),
            None => {
                let reached = change.operations.iter().map(|one| one.operation.as_str());
                of(&reached.collect::<Vec<_>>(), "operation")
            }
        },
        GroupBy::Tag => {
            let tags: Vec<&str> = change.tags.iter().map(String::as_str).collect();
            of(&tags, "tag")
        }
        GroupBy::Rule => format!("{}: {}", change.rule.id(), judged.title),
        GroupBy::Cause => line(&change.cause),
    }
}

//! The report as Markdown for a pull request: changes that need a decision are expanded, everything
//! else is collapsed, and its length never exceeds GitHub's limit.

use generator::compare::{Change, Http, ItemChange};

use super::changelog;
use super::markup::{block, code, prose};
use super::model::{Judged, Report, State};
use super::wording::{self, Groups, line};
use crate::terminal::count;

/// The first line, by which later runs find the comment to update.
pub(crate) const MARKER: &str = "<!-- cargo-xtask-report -->";

/// The maximum number of operations, and of items, named per change.
const NAMED: usize = 5;

/// The medium of the report.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Medium {
    /// As a comment on a pull request.
    Comment,
    /// As the summary of a job.
    Summary,
}

impl Medium {
    /// The maximum size in bytes. GitHub allows 65,536 characters for a comment and a mebibyte for
    /// a summary; a text never has fewer bytes than characters, however they are counted.
    fn limit(self) -> usize {
        match self {
            Self::Comment => 60_000,
            Self::Summary => 1_000_000,
        }
    }

    /// Where to find the omitted changes.
    fn elsewhere(self) -> &'static str {
        match self {
            Self::Comment => "see the job summary",
            Self::Summary => "see the report as JSON or HTML",
        }
    }
}

/// The report as Markdown, ending in a newline.
pub(crate) fn render(report: &Report, medium: Medium) -> String {
    let beginning = beginning(report) + &mismatches(report, medium.limit() / 8);
    let ending = ending(report, medium.limit() / 4);
    let taken = beginning.len() + ending.len();
    let room = medium.limit().saturating_sub(taken);
    beginning + &changes(report, medium, room) + &ending
}

fn beginning(report: &Report) -> String {
    let counts = report.counts;
    let said = match report.state {
        State::Fresh => "nothing changed".to_owned(),
        State::Breaking => count(counts.breaking, "breaking change"),
        State::Compatible if counts.accepted > 0 => "all that breaks is accepted".to_owned(),
        State::Compatible => "nothing that changed breaks released clients".to_owned(),
    };
    let api = prose(&line(&report.api));
    let (base, revision) = (code(&report.base.source), code(&report.revision.source));
    let mut text = format!("{MARKER}\n## {api}: {said}\n\nFrom {base} to {revision}.\n");
    if !report.changes.is_empty() {
        text += &format!(
            "\n| Breaking | Warning | Compatible | Accepted |\n| ---: | ---: | ---: | ---: |\n\
             | {} | {} | {} | {} |\n",
            counts.breaking, counts.warning, counts.compatible, counts.accepted
        );
    }
    let release = wording::release(report).map(|it| format!("**{}**", prose(&it)));
    let failing = wording::failing(report).map(|it| prose(&it));
    let files = wording::files(report).map(|it| prose(&it));
    for sentence in [release, failing, files].into_iter().flatten() {
        text += &format!("\n{sentence}\n");
    }
    text
}

/// The overlays and settings that need adapting, up to about this length.
fn mismatches(report: &Report, room: usize) -> String {
    if report.mismatches.is_empty() {
        return String::new();
    }
    let mismatches = report.mismatches.iter();
    let mismatches =
        mismatches.map(|mismatch| format!("- {}\n", prose(&wording::mismatch(mismatch))));
    let listed = fitting(mismatches, room, |more| format!("- and {more} more\n"));
    format!("\n### Needs a hand\n\n{listed}")
}

/// As many changes as fit.
fn changes(report: &Report, medium: Medium, room: usize) -> String {
    let groups = Groups::of(report);
    let mut shown = Shown {
        text: String::new(),
        // For the sentence about the omitted changes.
        room: room.saturating_sub(200),
        left: 0,
    };
    shown.list("\n### Breaking\n\n", "", &groups.breaking);
    let folded = [
        ("warning", groups.warnings),
        ("compatible change", groups.compatible),
        ("accepted change", groups.accepted),
    ];
    for (noun, changes) in folded {
        let title = count(changes.len(), noun);
        shown.list(&folded_from(&title), FOLDED_TO, &changes);
    }
    let mut text = shown.text;
    match groups.texts.len() {
        0 => {}
        texts if texts == report.changes.len() => {
            text += &format!("\n{}.\n", wording::texts(texts))
        }
        texts => text += &format!("\nAnd {}.\n", wording::texts(texts)),
    }
    if shown.left > 0 {
        let (left, elsewhere) = (count(shown.left, "more change"), medium.elsewhere());
        text += &format!("\n**{left}, {elsewhere}.**\n");
    }
    text
}

fn folded_from(title: &str) -> String {
    format!("\n<details><summary>{title}</summary>\n\n")
}

const FOLDED_TO: &str = "\n</details>\n";

/// The changes that are shown.
struct Shown {
    text: String,
    /// The maximum size in bytes.
    room: usize,
    /// The number of omitted changes.
    left: usize,
}

impl Shown {
    /// Adds a list between two texts. After the first change that doesn't fit all others are
    /// omitted, so that the omitted ones are the least urgent.
    fn list(&mut self, from: &str, to: &str, changes: &[&Judged]) {
        let mut list = String::new();
        let mut number = 0;
        for judged in changes {
            let entry = entry(judged);
            let parts = [&self.text, from, &list, &entry, to];
            let length: usize = parts.iter().map(|part| part.len()).sum();
            if self.left > 0 || length > self.room {
                break;
            }
            list += &entry;
            number += 1;
        }
        self.left += changes.len() - number;
        if number > 0 {
            self.text += &format!("{from}{list}{to}");
        }
    }
}

/// A change as an item of a list.
fn entry(judged: &Judged) -> String {
    let change = &judged.change;
    let (id, message) = (change.rule.id(), prose(&line(&change.message)));
    let mut text = format!(
        "- **{id}** {message}\n  - at {}{}\n",
        code(&change.place),
        places(change)
    );
    match (&change.before, &change.after) {
        (Some(before), Some(after)) => {
            let (before, after) = (code(&before.to_string()), code(&after.to_string()));
            text += &format!("  - {before} -> {after}\n");
        }
        (Some(before), None) => text += &format!("  - was {}\n", code(&before.to_string())),
        (None, Some(after)) => text += &format!("  - now {}\n", code(&after.to_string())),
        (None, None) => {}
    }
    text += &format!("  - http: {}\n", wording::http(change));
    text += &format!("  - rust: {}\n", change.rust.as_str());
    text += &items(&change.rust_items);
    let reached = wording::reached(change);
    if !reached.is_empty() {
        let names = reached.iter().map(|reached| {
            let operation = code(&reached.operation);
            match wording::one_way(change, reached) {
                Some(way) => format!("{operation} ({way})"),
                None => operation,
            }
        });
        text += &format!("  - reaches {}\n", wording::first(names, NAMED));
    }
    if let Some(reason) = &judged.accepted {
        text += &format!("  - accepted: {}\n", prose(&line(reason)));
    }
    // Compatible changes need no acceptance.
    if change.http != Http::Compatible {
        text += &format!("  - fingerprint {}\n", code(&change.fingerprint));
    }
    text
}

/// The position in the revision, or else in the base.
fn places(change: &Change) -> String {
    match (&change.revision, &change.base) {
        (Some(site), _) => format!(", {}", code(&wording::site(site))),
        (None, Some(site)) => format!(", {} of the base", code(&wording::site(site))),
        (None, None) => String::new(),
    }
}

/// The items as a diff, under the Rust verdict.
fn items(items: &[ItemChange]) -> String {
    if items.is_empty() {
        return String::new();
    }
    let mut lines = String::new();
    for item in items.iter().take(NAMED) {
        lines += &format!("  {}: {}\n", line(&item.path), wording::kind(item.kind));
        let [before, after] = wording::sides(item);
        lines.extend(before.map(|it| format!("- {it}\n")));
        lines.extend(after.map(|it| format!("+ {it}\n")));
    }
    let more = items.len().saturating_sub(NAMED);
    if more > 0 {
        lines += &format!("  and {more} more\n");
    }
    let block = block("diff", &lines);
    block.lines().map(|line| format!("    {line}\n")).collect()
}

/// The part after the changes, up to about this length.
fn ending(report: &Report, room: usize) -> String {
    let notes = report.notes.iter().map(|note| line(note));
    let stale = report.stale_acceptances.iter().map(wording::stale);
    let notes = notes
        .chain(stale)
        .map(|note| format!("\n> Note: {}\n", prose(&note)));
    let mut text = fitting(notes, room / 2, |more| {
        format!("\n> Note: and {more} more\n")
    });
    let entry = changelog::entry(report);
    if !entry.is_empty() {
        let lines = entry.split_inclusive('\n').map(str::to_owned);
        let shown = fitting(lines, room / 2, |_| {
            "- … and more; `cargo xtask regen --changelog` writes all of it.\n".to_owned()
        });
        let entry = block("markdown", &shown);
        text += &format!(
            "{}{entry}{FOLDED_TO}",
            folded_from("Changelog entry, ready to paste")
        );
    }
    text
}

/// The first parts that fit, and the text of `more` for the number of others.
fn fitting(
    parts: impl Iterator<Item = String>,
    room: usize,
    more: impl Fn(usize) -> String,
) -> String {
    let mut text = String::new();
    let mut left = 0;
    for part in parts {
        if left > 0 || text.len() + part.len() > room {
            left += 1;
        } else {
            text += &part;
        }
    }
    if left > 0 {
        text += &more(left);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::super::sample;
    use super::*;

    #[test]
    fn comments() {
        let comment = |report: Report| render(&report, Medium::Comment);
        sample::golden("markdown.md", &comment(sample::report()));
        sample::golden("markdown-fresh.md", &comment(sample::fresh()));
        sample::golden("markdown-texts.md", &comment(sample::texts()));
        sample::golden("markdown-hostile.md", &comment(sample::hostile()));
    }

    #[test]
    fn has_no_more_bytes_than_there_is_room_for() {
        for number in [1, 10, 100, 1_000] {
            for medium in [Medium::Comment, Medium::Summary] {
                let text = render(&sample::many(number), medium);
                assert!(text.len() <= medium.limit(), "{number}: {}", text.len());
                let (from, to) = ("<details>", "</details>\n");
                assert_eq!(text.matches(from).count(), text.matches(to).count());
            }
        }
        let text = render(&sample::many(1_000), Medium::Comment);
        assert!(text.len() > 50_000, "{}", text.len());
        assert!(text.contains(" more changes, see the job summary.**"));
    }
}

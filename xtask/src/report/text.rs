//! The report as text in rustc's manner, styled for a terminal; the writer strips the styles
//! elsewhere.

use std::fmt::Display;

use anstyle::{AnsiColor, Style};
use generator::Subject;
use generator::compare::{Change, Http, ItemChange};

use super::model::{Judged, Report};
use super::used_by;
use super::wording::{self, GroupBy, Groups, line};
use crate::terminal::count;

const BREAKING: Style = AnsiColor::BrightRed.on_default().bold();
const WARNING: Style = AnsiColor::Yellow.on_default().bold();
const COMPATIBLE: Style = AnsiColor::BrightGreen.on_default().bold();
const ACCEPTED: Style = AnsiColor::BrightCyan.on_default().bold();
const FRAME: Style = AnsiColor::BrightBlue.on_default().bold();
const BOLD: Style = Style::new().bold();
const GONE: Style = AnsiColor::Red.on_default();
const NEW: Style = AnsiColor::Green.on_default();

/// The maximum number of operations, and of items, named per change.
const NAMED: usize = 4;

/// The maximum number of entries that need adapting.
const MISMATCHES: usize = 20;

/// The level of detail.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Options {
    /// Text changes one by one, and all operations and items by name.
    pub(crate) all: bool,
    /// The grouping of changes; without it the most urgent come first.
    pub(crate) group: Option<GroupBy>,
}

/// The report as text, ending in a newline.
pub(crate) fn render(report: &Report, options: Options) -> String {
    let mut text = Text {
        written: String::new(),
        named: if options.all { usize::MAX } else { NAMED },
    };
    let (base, revision) = (line(&report.base.source), line(&report.revision.source));
    text.mismatches(report);
    if report.changes.is_empty() {
        let else_ = if report.mismatches.is_empty() {
            ""
        } else {
            "else "
        };
        text.line(format_args!(
            "Nothing {else_}changed between {base} and {revision}"
        ));
    } else {
        text.line(format_args!(
            "{COMPATIBLE}Comparing{COMPATIBLE:#} {base} with {revision}\n"
        ));
        text.changes(report, options);
        text.line(format_args!("{BOLD}{}{BOLD:#}", wording::counts(report)));
    }
    text.written.push_str(&used_by::text(&report.used_by));
    text.ending(report);
    text.written
}

struct Text {
    written: String,
    /// The maximum number of operations, and of items, that are named.
    named: usize,
}

impl Text {
    fn line(&mut self, line: impl Display) {
        self.written.push_str(&line.to_string());
        self.written.push('\n');
    }

    /// A line under the position of a change.
    fn detail(&mut self, name: &str, text: impl Display) {
        self.line(format_args!(
            "   {FRAME}={FRAME:#} {BOLD}{name}{BOLD:#}: {text}"
        ));
    }

    /// The overlays and settings that need adapting, before everything else.
    fn mismatches(&mut self, report: &Report) {
        for mismatch in report.mismatches.iter().take(MISMATCHES) {
            let code = mismatch
                .code
                .map_or(String::new(), |it| format!("[{}]", it.as_str()));
            let message = line(&mismatch.message);
            self.line(format_args!(
                "{WARNING}needs a hand{code}{WARNING:#}{BOLD}: {message}{BOLD:#}"
            ));
            if let Some(site) = wording::mismatch_site(mismatch) {
                self.line(format_args!("  {FRAME}-->{FRAME:#} {site}"));
            }
            for difference in &mismatch.differences {
                let name = match mismatch.subject {
                    Subject::Overlay | Subject::Name => "found",
                    _ => "adapt",
                };
                self.detail(name, line(difference));
            }
            if !mismatch.outcome.is_empty() {
                self.detail("here", line(&mismatch.outcome));
            }
            self.line("");
        }
        let more = report.mismatches.len().saturating_sub(MISMATCHES);
        if more > 0 {
            self.line(format_args!("and {more} more that need a hand\n"));
        }
    }

    fn changes(&mut self, report: &Report, options: Options) {
        let groups = Groups::of(report);
        let texts: &[_] = if options.all { &groups.texts } else { &[] };
        let open = groups.breaking.iter().chain(&groups.warnings);
        let open = open.chain(&groups.compatible).chain(texts);
        let all = open.chain(&groups.accepted);
        match options.group {
            None => all.for_each(|judged| self.change(judged)),
            Some(by) => self.grouped(all.copied().collect(), by),
        }
        let more = groups.texts.len() - texts.len();
        if more > 0 {
            let texts = wording::texts(more);
            let and = if more == report.changes.len() {
                ""
            } else {
                "and "
            };
            self.line(format_args!("{and}{texts}; --all lists them\n"));
        }
    }

    /// The changes in groups with headings, the group with the most urgent change first.
    fn grouped(&mut self, all: Vec<&Judged>, by: GroupBy) {
        let mut groups: Vec<(String, Vec<&Judged>)> = Vec::new();
        for judged in all {
            let name = wording::group(judged, by);
            match groups.iter_mut().find(|(known, _)| *known == name) {
                Some((_, of)) => of.push(judged),
                None => groups.push((name, vec![judged])),
            }
        }
        for (name, of) in groups {
            let number = count(of.len(), "change");
            self.line(format_args!("{BOLD}== {name}{BOLD:#} ({number})\n"));
            of.into_iter().for_each(|judged| self.change(judged));
        }
    }

    fn change(&mut self, judged: &Judged) {
        let change = &judged.change;
        let (label, style) = match (&judged.accepted, change.http) {
            (Some(_), _) => ("accepted", ACCEPTED),
            (None, Http::Breaking) => ("breaking", BREAKING),
            (None, Http::Warning) => ("warning", WARNING),
            (None, Http::Compatible) => ("compatible", COMPATIBLE),
        };
        let (id, message) = (change.rule.id(), line(&change.message));
        self.line(format_args!(
            "{style}{label}[{id}]{style:#}{BOLD}: {message}{BOLD:#}"
        ));
        self.places(change);
        // For a change of a whole operation, the message names the operation.
        if !change.message.contains(&change.place) {
            self.detail("at", line(&change.place));
        }
        match (&change.before, &change.after) {
            (Some(before), Some(after)) => {
                let (before, after) = (line(&before.to_string()), line(&after.to_string()));
                self.detail("value", format_args!("{before} -> {after}"));
            }
            (Some(before), None) => self.detail("was", line(&before.to_string())),
            (None, Some(after)) => self.detail("now", line(&after.to_string())),
            (None, None) => {}
        }
        self.detail("http", wording::http(change));
        self.detail("rust", change.rust.as_str());
        self.items(&change.rust_items);
        self.reaches(change);
        if let Some(reason) = &judged.accepted {
            self.detail("accepted", line(reason));
        }
        // Compatible changes need no acceptance.
        if change.http != Http::Compatible {
            self.detail("fingerprint", line(&change.fingerprint));
        }
        self.line("");
    }

    /// The positions in the revision and in the base.
    fn places(&mut self, change: &Change) {
        let mut arrow = "-->";
        if let Some(site) = &change.revision {
            let site = wording::site(site);
            self.line(format_args!("  {FRAME}{arrow}{FRAME:#} {site}"));
            arrow = ":::";
        }
        if let Some(site) = &change.base {
            let site = wording::site(site);
            self.line(format_args!("  {FRAME}{arrow}{FRAME:#} {site} (base)"));
        }
    }

    fn items(&mut self, items: &[ItemChange]) {
        for item in items.iter().take(self.named) {
            let (path, kind) = (line(&item.path), wording::kind(item.kind));
            self.line(format_args!("           {path}: {kind}"));
            let [before, after] = wording::sides(item);
            if let Some(before) = before {
                self.line(format_args!("           {GONE}- {before}{GONE:#}"));
            }
            if let Some(after) = after {
                self.line(format_args!("           {NEW}+ {after}{NEW:#}"));
            }
        }
        let more = items.len().saturating_sub(self.named);
        if more > 0 {
            self.line(format_args!("           and {more} more"));
        }
    }

    fn reaches(&mut self, change: &Change) {
        let reached = wording::reached(change);
        if reached.is_empty() {
            return;
        }
        let mut names: Vec<String> = reached
            .iter()
            .take(self.named)
            .map(|reached| {
                let operation = line(&reached.operation);
                match wording::one_way(change, reached) {
                    Some(way) => format!("{operation} ({way})"),
                    None => operation,
                }
            })
            .collect();
        let more = reached.len() - names.len();
        if more > 0 {
            names.push(format!("and {more} more"));
        }
        self.detail("reaches", names.join("\n              "));
    }

    /// The part after the changes.
    fn ending(&mut self, report: &Report) {
        if let Some(files) = wording::files(report) {
            self.line(files);
        }
        let notes = report.notes.iter().map(|note| line(note));
        for note in notes.chain(report.stale_acceptances.iter().map(wording::stale)) {
            self.line(format_args!("{WARNING}note{WARNING:#}: {note}"));
        }
        if let Some(release) = wording::release(report) {
            self.line(format_args!("{BOLD}{release}{BOLD:#}"));
        }
        if let Some(failing) = wording::failing(report) {
            self.line(failing);
        }
        // Only changes of this workspace's client can be accepted.
        if report.counts.breaking + report.counts.warning > 0 && report.release.is_some() {
            self.line(format_args!(
                "{ACCEPTED}help{ACCEPTED:#}: `cargo xtask explain RULE` explains a rule, \
                 `cargo xtask accept FINGERPRINT --reason TEXT` accepts a change"
            ));
        }
    }
}

#[cfg(test)]
mod tests {
    use anstream::adapter::strip_str;

    use super::super::sample;
    use super::*;

    fn check(name: &str, report: &Report, options: Options) {
        let text = render(report, options);
        sample::golden(name, &strip_str(&text).to_string());
    }

    #[test]
    fn reads_like_a_compiler() {
        let all = Options {
            all: true,
            ..Options::default()
        };
        check("text.txt", &sample::report(), Options::default());
        check("text-all.txt", &sample::report(), all);
        check("text-fresh.txt", &sample::fresh(), Options::default());
        check("text-texts.txt", &sample::texts(), Options::default());
        check("text-hostile.txt", &sample::hostile(), Options::default());
        let by_cause = Options {
            group: Some(GroupBy::Cause),
            ..Options::default()
        };
        check("text-by-cause.txt", &sample::report(), by_cause);
        sample::golden("text.ansi", &render(&sample::report(), Options::default()));
    }

    #[test]
    fn texts_of_a_description_do_not_write_to_a_terminal() {
        let text = render(
            &sample::hostile(),
            Options {
                all: true,
                ..Options::default()
            },
        );
        let plain = strip_str(&text).to_string();
        let hidden = |c: char| c.is_control() && c != '\n' || matches!(c, '\u{202a}'..='\u{202e}');
        assert!(!plain.contains(hidden));
        // It has only our own styles, and all are reset.
        let ours = [
            BREAKING, WARNING, COMPATIBLE, ACCEPTED, FRAME, BOLD, GONE, NEW,
        ];
        let mut left = text.replace(&format!("{BOLD:#}"), "");
        for style in ours {
            left = left.replace(&style.to_string(), "");
        }
        assert!(!left.contains('\x1b'), "{left}");
        for line in plain.lines() {
            assert!(!line.trim_start().starts_with("::e"), "{line}");
            assert!(!line.contains("##["), "{line}");
        }
    }
}

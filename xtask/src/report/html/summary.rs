//! The head of the page: the summary of all changes.

use std::fmt::{self, Formatter};

use generator::compare::Bump;

use super::text::{Message, Shown};
use crate::report::{Release, Report, State, wording};
use crate::terminal::count;

/// The maximum number of entries that need adapting.
const MISMATCHES: usize = 200;

/// The report in one sentence, without a full stop.
pub(super) fn headline(report: &Report) -> String {
    match report.state {
        State::Fresh => "Nothing changed".to_owned(),
        State::Compatible => "Nothing that changed breaks released clients".to_owned(),
        State::Breaking => {
            let breaking = report.counts.breaking;
            let verb = if breaking == 1 { "breaks" } else { "break" };
            format!("{} {verb} released clients", count(breaking, "change"))
        }
    }
}

pub(super) fn write(f: &mut Formatter<'_>, report: &Report) -> fmt::Result {
    write!(
        f,
        "<p class=\"lede\">From <b>{}</b> to <b>{}</b></p>\n\
         <section class=\"summary\" aria-label=\"Summary\">\n<ul class=\"figures\">\n",
        Shown::name(&report.base.source),
        Shown::name(&report.revision.source)
    )?;
    let counts = report.counts;
    let warnings = if counts.warning == 1 {
        "warning"
    } else {
        "warnings"
    };
    for (id, number, name) in [
        ("breaking", counts.breaking, "breaking"),
        ("warning", counts.warning, warnings),
        ("compatible", counts.compatible, "compatible"),
        ("accepted", counts.accepted, "accepted"),
    ] {
        // A zero has no changes to link to.
        let (class, open, close) = match number {
            0 => ("none", "<p>".to_owned(), "</p>"),
            _ => (id, format!("<a href=\"#{id}\">"), "</a>"),
        };
        writeln!(
            f,
            "<li class=\"{class}\">{open}<b>{number}</b> {name}{close}</li>"
        )?;
    }
    f.write_str("</ul>\n")?;
    version(f, report)?;
    f.write_str("</section>\n")?;
    notes(f, report)
}

/// The next version, or the kind of release.
fn version(f: &mut Formatter<'_>, report: &Report) -> fmt::Result {
    let Some(sentence) = wording::release(report) else {
        return Ok(());
    };
    f.write_str("<p class=\"release\">")?;
    if let Some(release) = &report.release {
        f.write_str("Suggested version <b>")?;
        if let Some(from) = release.from.as_ref().filter(|from| **from != release.to) {
            write!(
                f,
                "<i>{} <span aria-hidden=\"true\">→</span><span class=\"unseen\">to</span></i> ",
                Shown::name(from)
            )?;
        }
        write!(f, "{}</b> {}", Shown::name(&release.to), why(release))?;
    } else {
        write!(f, "{}", Shown::sentence(&sentence))?;
    }
    if let Some(failing) = wording::failing(report) {
        write!(f, "<br>{}", Shown::sentence(&failing))?;
    }
    f.write_str("</p>\n")
}

/// The reason for this version, by Cargo's rules.
fn why(release: &Release) -> &'static str {
    let Some(from) = &release.from else {
        return "There is no release yet.";
    };
    if *from == release.to {
        return "Nothing in the crate changes.";
    }
    match (release.level, from.starts_with("0.")) {
        (Bump::None | Bump::Patch, _) => "Rust patch: all code compiles as before.",
        (Bump::Minor, true) => "Rust minor: below 1.0.0 the patch number moves.",
        (Bump::Minor, false) => "Rust minor: all code compiles as before.",
        (Bump::Major, true) => "Rust major: below 1.0.0 the minor number moves.",
        (Bump::Major, false) => "Rust major: some code no longer compiles.",
    }
}

/// The overlays and settings that need adapting.
fn mismatches(f: &mut Formatter<'_>, report: &Report) -> fmt::Result {
    if report.mismatches.is_empty() {
        return Ok(());
    }
    f.write_str(
        "<section class=\"notes\" aria-label=\"Needs a hand\">\n<h2>Needs a hand</h2>\n<ul>\n",
    )?;
    for mismatch in report.mismatches.iter().take(MISMATCHES) {
        writeln!(f, "<li>{}</li>", Message(&wording::mismatch(mismatch)))?;
    }
    let more = report.mismatches.len().saturating_sub(MISMATCHES);
    if more > 0 {
        writeln!(f, "<li>and {more} more</li>")?;
    }
    f.write_str("</ul>\n</section>\n")
}

fn notes(f: &mut Formatter<'_>, report: &Report) -> fmt::Result {
    let stale = report.stale_acceptances.len();
    mismatches(f, report)?;
    if report.notes.is_empty() && stale == 0 {
        return Ok(());
    }
    f.write_str("<section class=\"notes\" aria-label=\"Notes\">\n<ul>\n")?;
    for note in &report.notes {
        writeln!(f, "<li>{}</li>", Message(note))?;
    }
    if stale > 0 {
        writeln!(
            f,
            "<li><a href=\"#stale\">{}</a> in <code>spec/accepted.toml</code></li>",
            count(stale, "stale acceptance")
        )?;
    }
    f.write_str("</ul>\n</section>\n")
}

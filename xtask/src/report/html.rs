//! The report as one self-contained page: it needs no network, and no script for reading. Style and
//! script are beside this file. All untrusted text is escaped by `text`.

mod appendix;
mod change;
mod filters;
mod packed;
mod policy;
mod sides;
mod summary;
#[cfg(test)]
mod tests;
mod text;

use std::cmp::Reverse;
use std::collections::BTreeSet;
use std::fmt::{self, Display, Formatter};

use change::Entry;
use filters::{Groups, Tags};
use generator::compare::Http;
use packed::Packed;
use text::Shown;

use super::model::{Judged, Report};

/// The page of a report.
pub(crate) fn render(report: &Report) -> String {
    Page(report).to_string()
}

struct Page<'a>(&'a Report);

impl Display for Page<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let Self(report) = self;
        let (style, script) = (policy::style(), policy::script());
        let headline = summary::headline(report);
        let api = Shown::name(&report.api);
        let package = Shown::name(&report.package);
        write!(
            f,
            "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
             <meta http-equiv=\"Content-Security-Policy\" content=\"{}\">\n\
             <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
             <meta name=\"referrer\" content=\"no-referrer\">\n\
             <title>{api} API: {headline}</title>\n<style>{style}</style>\n</head>\n<body>\n\
             <a class=\"skip\" href=\"#changes\">Skip to the changes</a>\n\
             <header class=\"top\"><p>Changes of the {api} API, for <code>{package}</code></p>\
             <button type=\"button\" id=\"theme\" class=\"scripted-only\">Dark colours</button></header>\n\
             <main>\n<h1>{headline}</h1>\n",
            policy::of(&style, &script)
        )?;
        summary::write(f, report)?;
        changes(f, report)?;
        appendix::write(f, report)?;
        write!(
            f,
            "</main>\n<footer class=\"bottom\">Long texts and lists are truncated and marked; \
             <code>--format json</code> has all of them.</footer>\n<script>{script}</script>\n\
             </body>\n</html>\n"
        )
    }
}

/// The most urgent changes are complete in the page and need no script; the content of the others is
/// packed, and the script unfolds it near the visible part.
const UNFOLDED: usize = 150;

/// A group of changes on the page.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Group {
    Open(Http),
    Accepted,
}

impl Group {
    /// The most urgent first.
    const ALL: [Self; 4] = [
        Self::Open(Http::Breaking),
        Self::Open(Http::Warning),
        Self::Open(Http::Compatible),
        Self::Accepted,
    ];

    fn of(judged: &Judged) -> Self {
        match judged.accepted {
            Some(_) => Self::Accepted,
            None => Self::Open(judged.change.http),
        }
    }

    fn id(self) -> &'static str {
        match self {
            Self::Open(http) => http.as_str(),
            Self::Accepted => "accepted",
        }
    }

    /// The heading, and its explanation.
    fn texts(self) -> (&'static str, &'static str) {
        match self {
            Self::Open(Http::Breaking) => ("Breaking", "Released clients will fail."),
            Self::Open(Http::Warning) => {
                ("Warnings", "Released clients may see unexpected behavior.")
            }
            Self::Open(Http::Compatible) => ("Compatible", "Released clients are unaffected."),
            Self::Accepted => ("Accepted", "Accepted, each with a reason."),
        }
    }
}

fn changes(f: &mut Formatter<'_>, report: &Report) -> fmt::Result {
    if report.changes.is_empty() {
        return f.write_str(
            "<p id=\"changes\" tabindex=\"-1\" class=\"nothing\">There is nothing to show.</p>\n",
        );
    }
    let tags = Tags::of(&report.changes);
    let groups = Groups::of(&report.changes);
    let mut packed = Packed::default();
    f.write_str("<div class=\"layout\">\n")?;
    filters::write(f, &report.changes, &tags)?;
    write!(
        f,
        "<section id=\"changes\" tabindex=\"-1\" aria-labelledby=\"changes-title\">\n\
         <div class=\"heading\"><h2 id=\"changes-title\">Changes</h2>\
         <p id=\"shown\" role=\"status\" aria-live=\"polite\">{} shown</p>\
         <button type=\"button\" id=\"open\" class=\"scripted-only\">Open all</button>\
         <button type=\"button\" id=\"close\" class=\"scripted-only\">Close all</button></div>\n\
         <p id=\"nothing\" class=\"nothing\" hidden>No change matches these filters.</p>\n",
        report.changes.len()
    )?;
    if report.changes.len() > UNFOLDED {
        writeln!(
            f,
            "<noscript><p class=\"nothing\">Without the script of this page only the {UNFOLDED} most \
             urgent changes are shown; <code>--format json</code> has all.</p></noscript>"
        )?;
    }
    let mut ids = BTreeSet::new();
    let mut written = 0;
    for group in Group::ALL {
        let all = report.changes.iter();
        let mut of_group: Vec<_> = all.filter(|one| Group::of(one) == group).collect();
        if of_group.is_empty() {
            continue;
        }
        // A change that is compatible over HTTP may still be much work in Rust.
        of_group.sort_by_key(|one| (Reverse(one.change.http), Reverse(one.change.rust)));
        let (id, (heading, meaning), number) = (group.id(), group.texts(), of_group.len());
        write!(
            f,
            "<section class=\"group\" id=\"{id}\" aria-labelledby=\"{id}-title\">\n\
             <h3 id=\"{id}-title\">{heading} <span>{number}</span></h3><p>{meaning}</p>\n<ol>\n"
        )?;
        for judged in of_group {
            let id = change::id(&judged.change.fingerprint, &mut ids);
            let (tags, groups) = (&tags, &groups);
            let entry = Entry {
                id,
                judged,
                tags,
                groups,
            };
            entry.start(f)?;
            if written < UNFOLDED {
                write!(f, "{entry}")?;
            } else {
                packed.push(&entry);
            }
            written += 1;
            f.write_str("</li>\n")?;
        }
        f.write_str("</ol>\n</section>\n")?;
    }
    write!(f, "</section>\n</div>\n{groups}{packed}")
}

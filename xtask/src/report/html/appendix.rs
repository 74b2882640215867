//! The part after the changes: acceptances without a change, files, and the compared sides.

use std::fmt::{self, Display, Formatter};

use super::text::Shown;
use crate::report::{Accepted, File, Report};
use crate::terminal::count;

/// The maximum number of entries in a list here.
const LISTED: usize = 200;

pub(super) fn write(f: &mut Formatter<'_>, report: &Report) -> fmt::Result {
    stale(f, &report.stale_acceptances)?;
    files(f, &report.files)?;
    compared(f, report)
}

fn stale(f: &mut Formatter<'_>, acceptances: &[Accepted]) -> fmt::Result {
    if acceptances.is_empty() {
        return Ok(());
    }
    f.write_str(
        "<section class=\"aside\" id=\"stale\" aria-labelledby=\"stale-title\">\n\
         <h2 id=\"stale-title\">Stale acceptances</h2><p>No change has these fingerprints. \
         Delete the entries from <code>spec/accepted.toml</code>.</p>\n<ul>\n",
    )?;
    for one in acceptances.iter().take(LISTED) {
        writeln!(
            f,
            "<li><code>{}</code> {} <code>{}</code><p>{}</p></li>",
            Shown::name(one.fingerprint.as_deref().unwrap_or_default()),
            Shown::name(&one.rule),
            Shown::name(&one.place),
            Shown::sentence(&one.reason)
        )?;
    }
    more(f, acceptances.len())?;
    f.write_str("</ul>\n</section>\n")
}

fn files(f: &mut Formatter<'_>, files: &[File]) -> fmt::Result {
    if files.is_empty() {
        return Ok(());
    }
    write!(
        f,
        "<section class=\"aside\" aria-labelledby=\"files-title\">\n\
         <h2 id=\"files-title\">{} of the client</h2>\n<ul>\n",
        count(files.len(), "file")
    )?;
    for file in files.iter().take(LISTED) {
        writeln!(
            f,
            "<li><code>{}</code> {}</li>",
            Shown::name(&file.path),
            file.status
        )?;
    }
    more(f, files.len())?;
    f.write_str("</ul>\n</section>\n")
}

fn more(f: &mut Formatter<'_>, number: usize) -> fmt::Result {
    match number.checked_sub(LISTED) {
        Some(left_out @ 1..) => writeln!(f, "<li>and {left_out} more</li>"),
        _ => Ok(()),
    }
}

fn compared(f: &mut Formatter<'_>, report: &Report) -> fmt::Result {
    let (base, revision) = (&report.base, &report.revision);
    f.write_str(
        "<section class=\"aside\" aria-labelledby=\"compared-title\">\n\
         <h2 id=\"compared-title\">Compared descriptions</h2>\n<table>\n\
         <thead><tr><td></td><th scope=\"col\">Before</th><th scope=\"col\">After</th></tr></thead>\n\
         <tbody>\n",
    )?;
    row(
        f,
        "Description",
        Shown::name(&base.source),
        Shown::name(&revision.source),
    )?;
    row(
        f,
        "Version",
        Shown::name(&base.info_version),
        Shown::name(&revision.info_version),
    )?;
    row(f, "Operations", base.operations, revision.operations)?;
    row(f, "Schemas", base.schemas, revision.schemas)?;
    let digest = |text| format!("<code>{}</code>", Shown::name(text));
    row(f, "SHA-256", digest(&base.sha256), digest(&revision.sha256))?;
    f.write_str("</tbody>\n</table>\n</section>\n")
}

fn row<T: Display>(f: &mut Formatter<'_>, name: &str, before: T, after: T) -> fmt::Result {
    writeln!(
        f,
        "<tr><th scope=\"row\">{name}</th><td>{before}</td><td>{after}</td></tr>"
    )
}

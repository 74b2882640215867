//! `cargo xtask accept`: a change that breaks released clients is taken as it is, with a reason.

use clap::Args;

use crate::accepted::{self, ACCEPTED, Entry};
use crate::exit::{Exit, Failure};
use crate::judging::compare;
use crate::side::sides;
use crate::terminal::{self, printable};
use crate::workspace::Workspace;
use crate::write;

/// Accept a change that breaks released clients, or might.
///
/// The change must be among those that `cargo xtask diff` finds between the two sides. It is written
/// to `spec/accepted.toml` with the reason, and reports then say so instead of counting it as
/// breaking.
#[derive(Args)]
pub(crate) struct Arguments {
    /// The fingerprint of the change, as reports show it.
    #[arg(value_parser = fingerprint)]
    fingerprint: String,
    /// Why clients can live with it.
    #[arg(long, value_name = "TEXT", value_parser = reason)]
    reason: String,
    /// The side that is compared with: a revision, a file or another checkout [default: HEAD].
    #[arg(long, value_name = "BASE")]
    base: Option<String>,
    /// The side that is judged [default: the work tree].
    #[arg(long, value_name = "REVISION")]
    revision: Option<String>,
}

fn fingerprint(text: &str) -> Result<String, String> {
    let wanted = text.trim().to_ascii_lowercase();
    if accepted::is_fingerprint(&wanted) {
        return Ok(wanted);
    }
    Err("a fingerprint is twelve hexadecimal digits, as reports show it".to_owned())
}

fn reason(text: &str) -> Result<String, String> {
    if text.trim().is_empty() {
        return Err("say why clients can live with the change".to_owned());
    }
    Ok(text.to_owned())
}

/// Runs the command.
pub(crate) fn run(workspace: &Workspace, arguments: &Arguments) -> Result<Exit, Failure> {
    let wanted = &arguments.fingerprint;
    let base = arguments.base.as_deref();
    let (base, revision) = sides(workspace, base, arguments.revision.as_deref())?;
    let names = format!("{} and {}", base.name, revision.name);
    let report = compare(workspace, base, revision)?.report;
    let found = report
        .changes
        .iter()
        .map(|one| &one.change)
        .find(|change| change.fingerprint == *wanted);
    let Some(change) = found else {
        return Err(Failure::refused(format!(
            "no change between {} has the fingerprint {wanted}; nothing was written",
            printable(&names)
        ))
        .help(
            "`cargo xtask diff` lists the changes with their fingerprints; give the same sides \
             here, with `--base` and `--revision`",
        ));
    };
    if change.http == generator::compare::Http::Compatible {
        return Err(Failure::refused(format!(
            "{wanted} breaks no client: {}; nothing was written",
            printable(&change.message)
        ))
        .help("only what breaks released clients, or might, needs to be accepted"));
    }
    let since = report.release.and_then(|release| release.from);
    let entry = Entry::of(change, &arguments.reason, since);
    let old = workspace.read_text(ACCEPTED)?;
    let new = accepted::add(old.as_deref(), &entry)?;
    if old.as_ref() == Some(&new) {
        terminal::status("Fresh", ACCEPTED);
        return Ok(Exit::Success);
    }
    write::file(&workspace.place(ACCEPTED), new.as_bytes())
        .map_err(|error| Failure::failed(format!("could not write {ACCEPTED}")).cause(&error))?;
    terminal::status(if old.is_some() { "Updated" } else { "Created" }, ACCEPTED);
    terminal::status(
        "Accepted",
        format_args!(
            "{} ({}): {}",
            printable(&change.place),
            change.rule.id(),
            printable(&change.message)
        ),
    );
    Ok(Exit::Success)
}

//! `cargo xtask accept`: accepts a change that breaks released clients, with a reason.

use clap::Args;
use generator::compare::Change;
use generator::diagnostic::did_you_mean;

use crate::disk::workspace::Workspace;
use crate::disk::write;
use crate::exit::{Exit, Failure};
use crate::judging::accepted::{self, ACCEPTED, Entry};
use crate::judging::side::sides;
use crate::judging::{compare, rule_id};
use crate::terminal::{self, printable};

/// Accept a change that breaks released clients, or might.
///
/// The change must be among those that `cargo xtask diff` finds between the two sides. It is added to
/// `spec/accepted.toml` with the reason, and later reports list it as accepted instead of breaking.
#[derive(Args)]
pub(crate) struct Arguments {
    /// The fingerprint of the change, as reports show it.
    #[arg(
        value_parser = fingerprint,
        required_unless_present_any = ["rule", "operation", "place", "cause"],
        conflicts_with_all = ["rule", "operation", "place", "cause"],
    )]
    fingerprint: Option<String>,
    /// Accept all changes of this rule, such as R210. With several of these options, changes that match
    /// all of them are accepted, future ones included.
    #[arg(long, value_name = "RULE", value_parser = rule)]
    rule: Option<String>,
    /// Accept changes of this operation only, such as `GET /agents`.
    #[arg(long, value_name = "OPERATION")]
    operation: Option<String>,
    /// Accept changes at these positions; `*` matches anything: `Agent.*`.
    #[arg(long, value_name = "PATTERN")]
    place: Option<String>,
    /// Accept all changes of one cause, as `--group cause` lists them: a component, for example.
    #[arg(long, value_name = "CAUSE")]
    cause: Option<String>,
    /// Why the change is acceptable.
    #[arg(long, value_name = "TEXT", value_parser = reason)]
    reason: String,
    /// The comparison base: a revision, a file or another checkout [default: HEAD].
    #[arg(long, value_name = "BASE")]
    base: Option<String>,
    /// The side to classify [default: the work tree].
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

fn rule(text: &str) -> Result<String, String> {
    rule_id::parse(text).map(|rule| rule.id().to_owned())
}

fn reason(text: &str) -> Result<String, String> {
    if text.trim().is_empty() {
        return Err("say why the change is acceptable".to_owned());
    }
    Ok(text.to_owned())
}

/// Runs the command.
pub(crate) fn run(workspace: &Workspace, arguments: &Arguments) -> Result<Exit, Failure> {
    let base = arguments.base.as_deref();
    let (base, revision) = sides(workspace, base, arguments.revision.as_deref())?;
    let names = format!("{} and {}", base.name, revision.name);
    let report = compare(workspace, base, revision)?.report;
    let changes: Vec<&Change> = report.changes.iter().map(|one| &one.change).collect();
    let since = report.release.as_ref().and_then(|it| it.from.clone());
    let (entry, accepted) = match &arguments.fingerprint {
        Some(wanted) => {
            let change = by_fingerprint(&changes, wanted, &names)?;
            (Entry::of(change, &arguments.reason, since), vec![change])
        }
        None => {
            let entry = Entry {
                fingerprint: None,
                rule: arguments.rule.clone(),
                place: arguments.place.clone(),
                operation: arguments.operation.clone(),
                cause: arguments.cause.clone(),
                reason: arguments.reason.trim().to_owned(),
                since,
            };
            let fitting = changes.iter().filter(|change| entry.accepts(change));
            let accepted: Vec<&Change> = fitting.copied().collect();
            if accepted.is_empty() {
                return Err(Failure::refused(format!(
                    "no breaking change or warning between {} matches; nothing was \
                     written",
                    printable(&names)
                ))
                .details(unknown_names(arguments, &changes))
                .help("`cargo xtask diff --group cause` lists the changes by cause"));
            }
            (entry, accepted)
        }
    };
    write_entry(workspace, &entry, &accepted)
}

/// The change with this fingerprint, which must be one that needs acceptance.
fn by_fingerprint<'c>(
    changes: &[&'c Change],
    wanted: &str,
    names: &str,
) -> Result<&'c Change, Failure> {
    let found = changes.iter().find(|change| change.fingerprint == wanted);
    let Some(change) = found.copied() else {
        return Err(Failure::refused(format!(
            "no change between {} has the fingerprint {wanted}; nothing was written",
            printable(names)
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
        .help("only changes that break released clients, or might, need to be accepted"));
    }
    Ok(change)
}

/// The operation and the cause on the command line that match no change.
fn unknown_names(arguments: &Arguments, changes: &[&Change]) -> Vec<String> {
    let operations = changes.iter().filter_map(|it| it.operation.as_deref());
    let causes = changes.iter().map(|it| it.cause.as_str());
    let unknown = |what: &str, typed: &Option<String>, known: Vec<&str>| {
        let typed = typed.as_deref().filter(|typed| !known.contains(typed))?;
        let meant = did_you_mean(typed, known);
        Some(printable(&format!(
            "no change has the {what} `{typed}`{meant}"
        )))
    };
    [
        unknown("operation", &arguments.operation, operations.collect()),
        unknown("cause", &arguments.cause, causes.collect()),
    ]
    .into_iter()
    .flatten()
    .collect()
}

fn write_entry(workspace: &Workspace, entry: &Entry, changes: &[&Change]) -> Result<Exit, Failure> {
    let old = workspace.read_text(ACCEPTED)?;
    let new = accepted::add(old.as_deref(), entry)?;
    if old.as_ref() == Some(&new) {
        terminal::status("Fresh", ACCEPTED);
        return Ok(Exit::Success);
    }
    write::file(&workspace.place(ACCEPTED), new.as_bytes())
        .map_err(|error| Failure::failed(format!("could not write {ACCEPTED}")).cause(&error))?;
    terminal::status(if old.is_some() { "Updated" } else { "Created" }, ACCEPTED);
    for change in changes {
        terminal::status(
            "Accepted",
            format_args!(
                "{} ({}): {}",
                printable(&change.place),
                change.rule.id(),
                printable(&change.message)
            ),
        );
    }
    Ok(Exit::Success)
}

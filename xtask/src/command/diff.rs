//! `cargo xtask diff`: compares two descriptions and reports the differences.

use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};

use clap::Args;

use crate::disk::workspace::Workspace;
use crate::exit::{Exit, Failure};
use crate::git::github::{Comment, GitHub};
use crate::judging::history;
use crate::judging::side::{no_file, sides};
use crate::judging::{Delivery, FailOn, compare};
use crate::proof::used_by;
use crate::report::{Report, State, json, markdown};
use crate::terminal;

/// Compare two descriptions and classify every change.
///
/// Each side is a file, the folder of another checkout, or a git revision such as `v0.2.0` or
/// `HEAD~3`. A revision or checkout is read with its own overlays and pinned names; a file with those
/// of the other side. Each change gets two independent verdicts: what it means for released clients over
/// HTTP, and which release of the crate it needs. Writes nothing.
#[derive(Args)]
pub(crate) struct Arguments {
    /// The comparison base [default: HEAD].
    base: Option<String>,
    /// The side to classify [default: the work tree].
    revision: Option<String>,
    #[command(flatten)]
    delivery: Delivery,
    /// Exit with 10 or 11 for these changes.
    #[arg(long, value_enum, default_value = "never")]
    fail_on: FailOn,
    /// Also post the report on this GitHub pull request, as a comment that the next run updates; needs
    /// the program gh.
    #[arg(long, value_name = "NUMBER")]
    comment: Option<u64>,
    /// Also compile the program in this folder with both clients; report the lines that break and which
    /// breaking changes affect operations that it calls. Needs cargo; no network.
    #[arg(long, value_name = "DIR", num_args = 1.., conflicts_with = "history")]
    used_by: Vec<PathBuf>,
    /// Classify this many steps of the description's history instead, each commit that changed it against
    /// the previous one: the history of `spec/` with its overlays and names, or of the file BASE.
    #[arg(long, value_name = "NUMBER", conflicts_with_all = ["revision", "comment", "fail_on"])]
    history: Option<NonZeroUsize>,
    /// Print the schema of the JSON report and exit.
    #[arg(long)]
    print_schema: bool,
}

impl Arguments {
    /// Whether both sides are files, so that no project is needed.
    fn is_of_files(&self) -> bool {
        let is_file =
            |name: &Option<String>| name.as_ref().is_some_and(|it| Path::new(it).is_file());
        is_file(&self.base) && (self.history.is_some() || is_file(&self.revision))
    }
}

/// Runs the command.
pub(crate) fn run(
    workspace: impl FnOnce() -> Result<Workspace, Failure>,
    arguments: &Arguments,
) -> Result<Exit, Failure> {
    if arguments.print_schema {
        terminal::data(json::SCHEMA)?;
        return Ok(Exit::Success);
    }
    let workspace = &match workspace() {
        Err(_) if arguments.is_of_files() => Workspace::here(),
        Err(failure) => {
            let sides = [&arguments.base, &arguments.revision].map(Option::as_deref);
            return Err(no_file(sides).unwrap_or(failure));
        }
        Ok(found) => found,
    };
    if let Some(most) = arguments.history {
        let steps = history::steps(workspace, arguments.base.as_deref(), most)?;
        arguments.delivery.deliver_steps(&steps)?;
        let unread = steps.iter().any(|step| step.report.is_err());
        return Ok(if unread { Exit::NoBase } else { Exit::Success });
    }
    let (base, revision) = sides(
        workspace,
        arguments.base.as_deref(),
        arguments.revision.as_deref(),
    )?;
    let compared = compare(workspace, base, revision)?;
    let mut report = compared.report;
    report.used_by = used_by::look(workspace, &arguments.used_by, &compared.judgement, &report)?;
    arguments.delivery.deliver(&report)?;
    if let Some(number) = arguments.comment {
        comment(&GitHub::of(workspace), number, &report, &arguments.delivery)?;
    }
    // The process is about to exit, and freeing two large descriptions node by node takes a
    // twentieth of its time.
    std::mem::forget(compared.judgement);
    Ok(arguments.fail_on.exit(&report))
}

/// Posts the report as a comment on a pull request, or adds it to the summary of the job if the token
/// may not comment.
fn comment(
    github: &GitHub<'_>,
    number: u64,
    report: &Report,
    delivery: &Delivery,
) -> Result<(), Failure> {
    let text = markdown::render(report, markdown::Medium::Comment);
    // An unchanged description is reported only if it replaces an earlier comment.
    let needed = report.state != State::Fresh;
    match github.comment(number, markdown::MARKER, &text, needed)? {
        Comment::Written => terminal::status("Commented", format_args!("pull request {number}")),
        Comment::Spared => {}
        Comment::Denied => {
            terminal::note(format_args!(
                "the token can't write to pull request {number}, as in a workflow for a fork; the \
                 report is in the job summary"
            ));
            delivery.summarise(report)?;
        }
    }
    Ok(())
}

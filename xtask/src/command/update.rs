//! `cargo xtask update`: updates the client to the published description, or opens a pull request that
//! does, with one command.

use std::path::PathBuf;

use clap::Args;

use crate::disk::plan::WRITTEN;
use crate::disk::workspace::Workspace;
use crate::exit::{Exit, Failure};
use crate::judging::Delivery;
use crate::project::adapt::Adapt;
use crate::project::published::Published;
use crate::upkeep::update::proposal::Proposing;
use crate::upkeep::update::{failure, prepare, written};

/// Download the description, and bring the client in line with it.
///
/// Runs `fetch` and `regen --changelog` in one step: the description and its lock, the
/// generated files, new names and the entry in CHANGELOG.md are all written, or all stay as they are.
/// Writes nothing if nothing changed. Exits with 12 if the download failed, and with 100 if a decision is
/// needed: overlays no longer apply, or too many operations were removed.
#[derive(Args)]
pub(crate) struct Arguments {
    #[command(flatten)]
    published: Published,
    #[command(flatten)]
    adapt: Adapt,
    #[command(flatten)]
    delivery: Delivery,
    /// Also write the report into this folder, as report.md, report.html and report.json.
    #[arg(long, value_name = "DIR")]
    report: Option<PathBuf>,
    /// Leave the work tree unchanged: push the result as the branch `update-description`, and open or
    /// update its pull request on GitHub; needs the program gh.
    #[arg(long)]
    pull_request: bool,
    /// On failure, say so in one issue on GitHub, which the next success closes.
    #[arg(long, requires = "pull_request")]
    report_failure: bool,
}

/// Runs the command.
pub(crate) fn run(workspace: &Workspace, arguments: &Arguments) -> Result<Exit, Failure> {
    let result = update(workspace, arguments);
    if arguments.report_failure {
        failure::report(workspace, result.as_ref().err());
    }
    result
}

fn update(workspace: &Workspace, arguments: &Arguments) -> Result<Exit, Failure> {
    // Anything that prevents a pull request is reported before the download.
    let proposing = arguments
        .pull_request
        .then(|| Proposing::prepare(workspace));
    let proposing = proposing.transpose()?;
    let Some(update) = prepare(
        workspace,
        &arguments.published,
        arguments.adapt.adapt,
        &arguments.delivery,
    )?
    else {
        proposing.map_or(Ok(()), Proposing::withdraw)?;
        return Ok(Exit::Success);
    };
    if let Some(folder) = &arguments.report {
        written::report(folder, &update.report)?;
    }
    arguments.delivery.deliver(&update.report)?;
    match proposing {
        Some(proposing) => proposing.propose(&update)?,
        None => {
            update.plan.apply(workspace)?;
            update.plan.print(WRITTEN);
        }
    }
    Ok(Exit::Success)
}

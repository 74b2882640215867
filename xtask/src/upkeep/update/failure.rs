//! The issue about failing updates, distinguished from pull requests by its label: an unavailable
//! published description doesn't mean that it is unchanged.

use std::env;

use generator::diagnostic::{escape, render};

use crate::disk::workspace::Workspace;
use crate::exit::Failure;
use crate::git::github::GitHub;
use crate::report::markup::block;
use crate::terminal;

const TITLE: &str = "The description could not be updated";

/// The maximum number of characters shown of a failure.
const LONGEST: usize = 20_000;

/// Reports a failure in the issue, or closes the issue after a success. If this fails, the result of
/// the update stays the same.
pub(crate) fn report(workspace: &Workspace, failure: Option<&Failure>) {
    let github = GitHub::of(workspace);
    let told = match failure {
        Some(failure) => github.report_failure(TITLE, &text(failure)),
        None => github.close_failure(),
    };
    if let Err(untold) = told {
        terminal::note(format_args!(
            "the issue about failures is not up to date: {}",
            [&[untold.message], &untold.details[..]].concat().join("; ")
        ));
    }
}

fn text(failure: &Failure) -> String {
    let mut text = format!(
        "`cargo xtask update` exited with code {} and changed nothing.\n\n{}\n",
        failure.exit as u8,
        block("text", &said(failure))
    );
    let [server, repository, run] =
        ["GITHUB_SERVER_URL", "GITHUB_REPOSITORY", "GITHUB_RUN_ID"].map(env::var);
    if let (Ok(server), Ok(repository), Ok(run)) = (server, repository, run) {
        text += &format!("See [its log]({server}/{repository}/actions/runs/{run}). ");
    }
    text + "The next run that succeeds closes this issue.\n"
}

/// The failure as a terminal shows it.
fn said(failure: &Failure) -> String {
    let mut lines = vec![format!("error: {}", failure.message)];
    lines.extend(failure.details.iter().map(|detail| format!("  {detail}")));
    lines.extend(failure.help.iter().map(|help| format!("help: {help}")));
    let said = render(&failure.diagnostics) + &lines.join("\n");
    let lines: Vec<String> = said.lines().map(escape).collect();
    lines.join("\n").chars().take(LONGEST).collect()
}

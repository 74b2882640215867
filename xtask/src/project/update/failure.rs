//! The issue about updates that fail, told from pull requests by its label: that nobody could look at
//! the published description does not mean that it is still the committed one.

use std::env;

use generator::diagnostic::{escape, render};

use crate::exit::Failure;
use crate::git::github::GitHub;
use crate::project::workspace::Workspace;
use crate::report::markup::block;
use crate::terminal;

const TITLE: &str = "The description could not be updated";

/// The most characters of a failure that are shown.
const LONGEST: usize = 20_000;

/// Says in the issue what went wrong, or closes it where nothing did. That this fails changes nothing
/// about the update.
pub(crate) fn tell(workspace: &Workspace, failure: Option<&Failure>) {
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
        "`cargo xtask update` ended with code {} and changed nothing.\n\n{}\n",
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

/// What a terminal would show of the failure.
fn said(failure: &Failure) -> String {
    let mut lines = vec![format!("error: {}", failure.message)];
    lines.extend(failure.details.iter().map(|detail| format!("  {detail}")));
    lines.extend(failure.help.iter().map(|help| format!("help: {help}")));
    let said = render(&failure.diagnostics) + &lines.join("\n");
    let lines: Vec<String> = said.lines().map(escape).collect();
    lines.join("\n").chars().take(LONGEST).collect()
}

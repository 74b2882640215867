//! The pull request that proposes an update: one branch, one commit, one report.

use generator::diagnostic::escape;

use super::prepare::Update;
use super::repository::{Commit, Repository};
use crate::disk::workspace::Workspace;
use crate::exit::Failure;
use crate::git::github::{GitHub, Proposal, PullRequest, State};
use crate::report::{self, Report, markdown, wording};
use crate::terminal;

/// The branch of the proposal.
const BRANCH: &str = "update-description";

/// The maximum number of characters of a title; GitHub allows 256.
const LONGEST: usize = 200;

/// The preconditions of a pull request, checked: everything it needs exists, and nothing blocks it.
pub(crate) struct Proposing<'a> {
    github: GitHub<'a>,
    repository: Repository<'a>,
    /// The pull request of the branch, open or closed, if there is one.
    pull: Option<PullRequest>,
}

impl<'a> Proposing<'a> {
    /// Checks the preconditions of a pull request.
    pub(crate) fn prepare(workspace: &'a Workspace) -> Result<Self, Failure> {
        let repository = Repository::find(workspace)?;
        if repository.branch == BRANCH {
            return Err(
                Failure::refused(format!("{BRANCH} is checked out; nothing was written"))
                    .help("check out the branch that the pull request is for"),
            );
        }
        repository.guard_against_changes()?;
        let github = GitHub::of(workspace);
        let pull = github.pull_request(BRANCH)?;
        Ok(Self {
            github,
            repository,
            pull,
        })
    }

    /// Updates the branch and its pull request to an update.
    pub(crate) fn propose(self, update: &Update) -> Result<(), Failure> {
        if let Some(pull) = &self.pull
            && pull.state == State::Closed
            && pull.body.contains(&update.sha256)
        {
            terminal::note(format_args!(
                "the pull request for this description was closed: {}; nothing is proposed \
                 until another one is published",
                pull.url
            ));
            return Ok(());
        }
        let title = title(&update.report);
        let message = format!("{title}\n\n`cargo xtask update` made this commit.");
        let commit = self.repository.commit(&update.plan.changes, &message)?;
        if self.push(&commit, update)? {
            let proposal = Proposal {
                title,
                body: body(update, &commit),
                breaking: update.report.state == report::State::Breaking,
            };
            self.describe(&proposal, &commit)?;
        }
        Ok(())
    }

    /// Closes the pull request if the description that it proposes is no longer published.
    pub(crate) fn withdraw(self) -> Result<(), Failure> {
        let Some(pull) = self.pull.filter(|pull| pull.state == State::Open) else {
            return Ok(());
        };
        let why = "The published description is the committed one again, so there is nothing to \
                   update.";
        self.github.close(&pull, why)?;
        terminal::status("Closed", &pull.url);
        Ok(())
    }

    /// Pushes the commit if the branch differs. Returns whether the branch is then as proposed: a
    /// branch with commits of others is left alone.
    fn push(&self, commit: &Commit, update: &Update) -> Result<bool, Failure> {
        let pushed = self.repository.pushed(BRANCH)?;
        match &pushed {
            Some(tip) if tip.tree == commit.tree => terminal::status("Fresh", BRANCH),
            Some(tip) if !tip.is_ours() => {
                if !self.repository.agree(tip, commit, &update.description)? {
                    return Err(Failure::refused(format!(
                        "{BRANCH} has commits of others, and the description has changed again; \
                         nothing was written"
                    ))
                    .help("merge its pull request, or delete the branch, and run it again"));
                }
                terminal::note(format_args!(
                    "{BRANCH} has commits of others, and this description; it is left unchanged"
                ));
                return Ok(false);
            }
            old => {
                self.repository.push(commit, BRANCH, old.as_ref())?;
                terminal::status("Pushed", BRANCH);
            }
        }
        Ok(true)
    }

    /// Opens the pull request, or updates the open one.
    fn describe(self, proposal: &Proposal, commit: &Commit) -> Result<(), Failure> {
        let Self {
            github, repository, ..
        } = self;
        let open = self.pull.filter(|pull| pull.state == State::Open);
        let (verb, pull) = match open {
            None => ("Opened", github.open(BRANCH, &repository.branch, proposal)?),
            Some(pull) if pull.body.contains(&commit.tree) => ("Fresh", pull),
            Some(pull) => {
                github.edit(&pull, proposal)?;
                ("Updated", pull)
            }
        };
        github.set_labels(&pull, proposal.breaking)?;
        terminal::status(verb, &pull.url);
        Ok(())
    }
}

/// The title: `Update the description: dixa-client 0.2.0 (1 breaking)`.
fn title(report: &Report) -> String {
    let mut kinds = wording::kinds(report);
    if kinds.is_empty() {
        kinds.push("the API is the same".to_owned());
    }
    let mut subject = report.package.clone();
    if let Some(release) = &report.release {
        subject += &format!(" {}", release.to);
    }
    let title = format!("Update the description: {subject} ({})", kinds.join(", "));
    escape(&title).chars().take(LONGEST).collect()
}

/// The report, and the mark by which the next run identifies the proposal.
fn body(update: &Update, commit: &Commit) -> String {
    let report = markdown::render(&update.report, markdown::Medium::Comment);
    format!(
        "{report}\nBefore the first release with them, new names can be changed in \
         `spec/names.toml`. This branch follows the published description until it has commits of \
         others.\n\n<!-- description {}, tree {} -->\n",
        update.sha256, commit.tree
    )
}

//! Resolves a revision name to a commit, whose files are a tree.

use super::git::Git;
use super::refs::refs;
use super::unknown::unknown;
use crate::disk::workspace::Workspace;
use crate::exit::Failure;
use crate::terminal::printable;

/// A commit as a tree of files, from the folder of the workspace down.
#[derive(Debug)]
pub(crate) struct Revision {
    pub(super) git: Git,
    /// The name given by the user, escaped for display.
    pub(super) name: String,
    /// The hash of the commit.
    pub(super) commit: String,
}

impl Revision {
    /// The commit of a tag, a branch, a hash or any other revision that git accepts, such as
    /// `v0.2.0`, `HEAD~3` or `origin/main`.
    pub(crate) fn find(workspace: &Workspace, name: &str) -> Result<Self, Failure> {
        let git = Git::find(workspace)?;
        let wanted = format!("{name}^{{commit}}");
        let output = git.ask([
            "rev-parse",
            "--verify",
            "--quiet",
            "--end-of-options",
            &wanted,
        ])?;
        // Git before 2.30 also prints the end-of-options argument.
        let printed = String::from_utf8_lossy(&output.stdout);
        match printed.lines().last() {
            Some(commit) if output.success => Ok(Self {
                commit: commit.to_owned(),
                name: printable(name),
                git,
            }),
            _ => Err(unknown(&git, name, output)),
        }
    }

    /// The hash of the commit.
    pub(crate) fn into_commit(self) -> String {
        self.commit
    }

    /// The tags of this commit and of its ancestors.
    pub(crate) fn tags(&self) -> Result<Vec<String>, Failure> {
        let merged = format!("--merged={}", self.commit);
        refs(&self.git, &[&merged, "refs/tags"])
    }

    /// Whether the repository is a shallow clone.
    pub(crate) fn is_shallow(&self) -> bool {
        self.git.shallow
    }
}

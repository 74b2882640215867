//! The commits that changed a file or a folder.

use super::find::Revision;
use crate::disk::workspace::Workspace;
use crate::exit::Failure;
use crate::terminal::printable;

/// A commit of a history.
#[derive(Debug)]
pub(crate) struct Commit {
    /// The hash.
    pub(crate) hash: String,
    /// The day of the commit, such as `2026-05-01`.
    pub(crate) date: String,
    /// The first line of its message, escaped for display.
    pub(crate) subject: String,
}

impl Commit {
    /// The abbreviated hash, as git shows it.
    pub(crate) fn short(&self) -> &str {
        self.hash.get(..9).unwrap_or(&self.hash)
    }
}

impl Revision {
    /// The last commits up to `HEAD` that changed a path, the newest first. Follows first parents
    /// only: a merge counts as one change of the branch.
    pub(crate) fn log(
        workspace: &Workspace,
        path: &str,
        most: usize,
    ) -> Result<Vec<Commit>, Failure> {
        let head = Self::find(workspace, "HEAD")?;
        let most = format!("--max-count={most}");
        let format = "--format=%H%x09%cs%x09%s";
        let listed = head.ask(
            path,
            [
                "log",
                "--first-parent",
                &most,
                format,
                &head.commit,
                "--",
                path,
            ],
        )?;
        let listed = String::from_utf8_lossy(&listed);
        let commits = listed.lines().filter_map(|line| {
            let mut parts = line.splitn(3, '\t');
            Some(Commit {
                hash: parts.next()?.to_owned(),
                date: parts.next()?.to_owned(),
                subject: printable(parts.next()?),
            })
        });
        Ok(commits.collect())
    }
}

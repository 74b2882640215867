//! Makes a commit in the git repository and pushes it. The commit is assembled outside the work
//! tree, from the last one and the changes of a plan: the work tree, the branches and the index of
//! the repository are never touched, even on failure.

use std::collections::BTreeMap;
use std::env;
use std::path::Path;
use std::process::Command;

use crate::disk::plan::Change;
use crate::disk::workspace::Workspace;
use crate::disk::write;
use crate::exit::Failure;
use crate::git::program::OF_HOOKS;
use crate::git::program::{self, Output};
use crate::terminal::printable;

/// The remote to push to.
const REMOTE: &str = "origin";

/// The prefix of the tree's hash in the message of our commits.
const TREE: &str = "Updated-Tree: ";

/// The author of commits in a workflow on GitHub, where no name is configured.
const BOT: [&str; 2] = [
    "user.name=github-actions[bot]",
    "user.email=41898282+github-actions[bot]@users.noreply.github.com",
];

/// The repository of a workspace.
pub(super) struct Repository<'a> {
    workspace: &'a Workspace,
    /// The git folder.
    folder: String,
    /// The path of the workspace in the repository, empty or ending with `/`.
    prefix: String,
    /// The current branch.
    pub(super) branch: String,
}

/// An existing commit.
pub(super) struct Commit {
    pub(super) id: String,
    /// The hash of all its files.
    pub(super) tree: String,
    message: String,
}

impl Commit {
    /// Whether it is our commit, without commits of others on top.
    pub(super) fn is_ours(&self) -> bool {
        let tree = self.message.lines().find_map(|it| it.strip_prefix(TREE));
        tree == Some(self.tree.as_str())
    }
}

impl<'a> Repository<'a> {
    /// The repository of this workspace, which must be on a branch.
    pub(super) fn find(workspace: &'a Workspace) -> Result<Self, Failure> {
        let mut found = Self {
            workspace,
            folder: String::new(),
            prefix: String::new(),
            branch: String::new(),
        };
        let about = found.run(&["rev-parse", "--absolute-git-dir", "--show-prefix"], "")?;
        let mut about = about.lines().map(str::to_owned);
        found.folder = about.next().unwrap_or_default();
        found.prefix = about.next().unwrap_or_default();
        let branch = found.ask(&["symbolic-ref", "--quiet", "--short", "HEAD"], "")?;
        if !branch.success() {
            return Err(
                Failure::refused("no branch is checked out; nothing was written")
                    .help("check out the branch that the pull request is for"),
            );
        }
        found.branch = branch.stdout.trim().to_owned();
        Ok(found)
    }

    /// Refuses a work tree that differs from the last commit: uncommitted changes would affect the
    /// client of the pull request, but be missing from its sources.
    pub(super) fn guard_against_changes(&self) -> Result<(), Failure> {
        let status = self.run(&["status", "--porcelain"], "")?;
        if status.is_empty() {
            return Ok(());
        }
        let lines = status.lines().take(10).map(printable);
        Err(Failure::refused(
            "the work tree has changes that are not committed; nothing was written",
        )
        .details(lines)
        .help("commit or stash them, and run the command again"))
    }

    /// Makes a commit on top of the last one.
    pub(super) fn commit(&self, changes: &[Change], message: &str) -> Result<Commit, Failure> {
        let unwritable = |error: std::io::Error| {
            Failure::failed("could not write to the folder for temporary files").cause(&error)
        };
        let folder = tempfile::tempdir().map_err(unwritable)?;
        let tree = folder.path().join("tree");
        std::fs::create_dir(&tree).map_err(unwritable)?;
        let mut paths = String::new();
        for change in changes {
            let path = format!("{}{}", self.prefix, change.path);
            if let Some(content) = &change.new {
                write::file(&tree.join(&path), content.as_bytes()).map_err(unwritable)?;
            }
            paths += &path;
            paths.push('\0');
        }
        let place = Place {
            tree: &tree,
            index: &folder.path().join("index"),
        };
        self.run_at(&place, &["read-tree", "HEAD"], "")?;
        // Files that don't exist in that folder are removed.
        let update = ["update-index", "--add", "--remove", "-z", "--stdin"];
        self.run_at(&place, &update, &paths)?;
        let tree = self.run_at(&place, &["write-tree"], "")?;
        let tree = tree.trim().to_owned();
        let message = format!("{}\n\n{TREE}{tree}\n", message.trim_end());
        let mut arguments = Vec::new();
        if env::var_os("GITHUB_ACTIONS").is_some() {
            arguments.extend(BOT.iter().flat_map(|setting| ["-c", setting]));
        }
        arguments.extend(["commit-tree", &tree, "-p", "HEAD"]);
        let id = self.run(&arguments, &message)?.trim().to_owned();
        Ok(Commit { id, tree, message })
    }

    /// The commit of a branch of the remote, if the branch exists.
    pub(super) fn pushed(&self, branch: &str) -> Result<Option<Commit>, Failure> {
        let name = format!("refs/heads/{branch}");
        let listed = self.run(&["ls-remote", REMOTE, &name], "")?;
        let mut listed = listed.lines().filter_map(|line| line.split_once('\t'));
        let Some((id, _)) = listed.find(|(_, found)| *found == name) else {
            return Ok(None);
        };
        let fetch = ["fetch", "--quiet", "--no-tags", "--no-write-fetch-head"];
        self.run(&[&fetch[..], &[REMOTE, &name]].concat(), "")?;
        let commit = self.run(&["cat-file", "commit", id], "")?;
        let (about, message) = commit.split_once("\n\n").unwrap_or_default();
        let tree = about.lines().find_map(|line| line.strip_prefix("tree "));
        Ok(Some(Commit {
            id: id.to_owned(),
            tree: tree.unwrap_or_default().to_owned(),
            message: message.to_owned(),
        }))
    }

    /// Whether two commits have the same content at a path, relative to the workspace.
    pub(super) fn agree(&self, one: &Commit, other: &Commit, path: &str) -> Result<bool, Failure> {
        let content = |commit: &Commit| {
            let name = format!("{}:{}{path}", commit.id, self.prefix);
            self.ask(&["rev-parse", "--verify", "--quiet", &name], "")
        };
        let (one, other) = (content(one)?, content(other)?);
        Ok(one.success() && one.stdout == other.stdout)
    }

    /// Pushes a commit to a branch of the remote, which must still be at `old`.
    pub(super) fn push(
        &self,
        commit: &Commit,
        branch: &str,
        old: Option<&Commit>,
    ) -> Result<(), Failure> {
        let old = old.map_or("", |old| old.id.as_str());
        let lease = format!("--force-with-lease=refs/heads/{branch}:{old}");
        let what = format!("{}:refs/heads/{branch}", commit.id);
        self.run(&["push", "--quiet", &lease, REMOTE, &what], "")
            .map(drop)
    }

    /// Runs git, which must succeed, and returns its output.
    fn run(&self, arguments: &[&str], input: &str) -> Result<String, Failure> {
        done(self.ask(arguments, input)?, arguments)
    }

    fn ask(&self, arguments: &[&str], input: &str) -> Result<Output, Failure> {
        let mut git = git(&self.workspace.place(""));
        // The token of a workflow is only for gh; no other program gets it.
        if env::var_os("GH_TOKEN").is_some() {
            git.args(["-c", "credential.helper="]);
            git.args(["-c", "credential.helper=!gh auth git-credential"]);
        }
        program::run(git.args(arguments), input)
    }

    /// The same with another work tree and index.
    fn run_at(&self, at: &Place<'_>, arguments: &[&str], input: &str) -> Result<String, Failure> {
        let mut git = git(at.tree);
        let settings: BTreeMap<_, &Path> = BTreeMap::from([
            ("GIT_DIR", Path::new(&self.folder)),
            ("GIT_WORK_TREE", at.tree),
            ("GIT_INDEX_FILE", at.index),
        ]);
        let output = program::run(git.envs(settings).args(arguments), input)?;
        done(output, arguments)
    }
}

/// A work tree and an index other than the repository's own.
struct Place<'a> {
    tree: &'a Path,
    index: &'a Path,
}

/// The program git in a folder, without prompts.
fn git(folder: &Path) -> Command {
    let mut command = Command::new("git");
    // Without the trailing `/`.
    command.current_dir(folder.components().as_path());
    for name in OF_HOOKS {
        command.env_remove(name);
    }
    command
        .arg("--no-pager")
        .env("GIT_TERMINAL_PROMPT", "0")
        .env("LC_ALL", "C");
    command
}

fn done(output: Output, arguments: &[&str]) -> Result<String, Failure> {
    if output.success() {
        return Ok(output.stdout);
    }
    let said = arguments
        .iter()
        .find(|word| !word.starts_with('-') && !word.contains('='));
    Err(Failure::failed(format!(
        "`git {}` failed",
        said.copied().unwrap_or_default()
    ))
    .details(output.said)
    .help("see the message of git; the work tree is unchanged"))
}

//! The program `git`, for read-only queries: it changes nothing, prompts for nothing, and uses no
//! network.

use std::ffi::OsStr;
use std::io::ErrorKind;
use std::path::PathBuf;
use std::process::{Command, Stdio};

use crate::disk::workspace::Workspace;
use crate::exit::Failure;
use crate::git::program::OF_HOOKS;
use crate::terminal::printable;

/// The program.
const GIT: &str = "git";

/// The maximum number of lines shown from git's messages.
const SHOWN: usize = 8;

/// The repository that contains a workspace, at its top or in a subfolder.
#[derive(Debug)]
pub(super) struct Git {
    program: &'static str,
    root: PathBuf,
    /// Whether the repository is a shallow clone.
    pub(super) shallow: bool,
}

/// The output of git.
pub(super) struct Output {
    /// Whether it succeeded.
    pub(super) success: bool,
    /// Its standard output.
    pub(super) stdout: Vec<u8>,
    /// Its messages, escaped and bounded.
    pub(super) said: Vec<String>,
}

impl Git {
    /// The repository of this workspace.
    pub(super) fn find(workspace: &Workspace) -> Result<Self, Failure> {
        // Without the trailing `/`.
        Self::with(GIT, workspace.place("").components().collect())
    }

    fn with(program: &'static str, root: PathBuf) -> Result<Self, Failure> {
        let mut git = Self {
            program,
            root,
            shallow: false,
        };
        let output = git.ask(["rev-parse", "--is-shallow-repository"])?;
        if output.success {
            git.shallow = output.stdout.starts_with(b"true");
            return Ok(git);
        }
        let root = printable(&git.root.display().to_string());
        let none = output.said.iter().any(|it| it.contains("not a git repo"));
        Err(if none {
            Failure::no_base(format!("{root} is not in a git checkout"))
                .details(output.said)
                .help("compare two files instead: `cargo xtask diff OLD.yaml NEW.yaml`")
        } else {
            Failure::no_base(format!("git can't open the repository of {root}"))
                .details(output.said)
                .help("run `git status` there to see the cause")
        })
    }

    /// Runs a query. Untrusted arguments must come after `--` or the like, so that they are never
    /// interpreted as options.
    pub(super) fn ask<A: AsRef<OsStr>>(
        &self,
        arguments: impl IntoIterator<Item = A>,
    ) -> Result<Output, Failure> {
        let mut command = Command::new(self.program);
        command.arg("--no-pager").arg("-C").arg(&self.root);
        command.args(arguments).stdin(Stdio::null());
        for name in OF_HOOKS {
            command.env_remove(name);
        }
        let output = command
            .env("GIT_OPTIONAL_LOCKS", "0")
            .env("GIT_TERMINAL_PROMPT", "0")
            // A partial clone would otherwise download missing objects; git before 2.45 knows only
            // the second way to prevent that.
            .env("GIT_NO_LAZY_FETCH", "1")
            .env("GIT_ALLOW_PROTOCOL", "none")
            .env("GIT_LITERAL_PATHSPECS", "1")
            .env("LC_ALL", "C")
            .output()
            .map_err(|error| match error.kind() {
                ErrorKind::NotFound => Failure::no_base("git is not installed, or not in PATH")
                    .help(
                        "install git, or compare two files: `cargo xtask diff OLD.yaml NEW.yaml`",
                    ),
                _ => Failure::no_base("could not run git").cause(&error),
            })?;
        let said = String::from_utf8_lossy(&output.stderr);
        Ok(Output {
            success: output.status.success(),
            stdout: output.stdout,
            said: (said.lines().take(SHOWN))
                .map(|line| format!("git: {}", printable(line)))
                .collect(),
        })
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::super::repository::Repository;
    use super::*;
    use crate::exit::Exit;

    #[test]
    fn no_git_and_no_repository_are_told_apart() {
        let check = |program, root: &std::path::Path, message: &str| {
            let failure = Git::with(program, root.to_path_buf()).unwrap_err();
            assert_eq!(failure.exit, Exit::NoBase);
            assert!(failure.message.contains(message), "{failure:?}");
            assert!(failure.help.is_some(), "{failure:?}");
        };
        let folder = tempfile::tempdir().unwrap();
        check("git-of-nobody", folder.path(), "git is not installed");
        check(GIT, folder.path(), "is not in a git checkout");
        check(GIT, &folder.path().join("absent"), "git can't open");

        let broken = Repository::new();
        broken.write(".git/config", "[core\n");
        check(GIT, broken.root(), "git can't open");
    }
}

//! Real repositories in temporary folders, for tests.
#![allow(clippy::unwrap_used)]

use std::fs;
use std::path::Path;
use std::process::Command;

use tempfile::TempDir;

use crate::disk::workspace::Workspace;
use crate::git::program::OF_HOOKS;

/// A repository, which is deleted with the value.
pub(crate) struct Repository {
    folder: TempDir,
}

impl Repository {
    /// A repository without commits, on the branch `main`.
    pub(crate) fn new() -> Self {
        let repository = Self {
            folder: tempfile::tempdir().unwrap(),
        };
        repository.git(&["init", "--quiet", "--initial-branch=main"]);
        repository
    }

    /// A clone of this one, made with these options.
    pub(crate) fn clone(&self, options: &[&str]) -> Self {
        let clone = Self {
            folder: tempfile::tempdir().unwrap(),
        };
        let path = self.root().to_str().unwrap().replace('\\', "/");
        let url = format!("file:///{}", path.trim_start_matches('/'));
        clone.git(&[&["clone", "--quiet"], options, &["--", &url, "."]].concat());
        clone
    }

    pub(crate) fn root(&self) -> &Path {
        self.folder.path()
    }

    /// The workspace in a folder of the repository.
    pub(crate) fn workspace(&self, folder: &str) -> Workspace {
        Workspace::find(Some(self.root().join(folder))).unwrap()
    }

    pub(crate) fn write(&self, path: &str, content: impl AsRef<[u8]>) {
        let place = self.root().join(path);
        fs::create_dir_all(place.parent().unwrap()).unwrap();
        fs::write(place, content).unwrap();
    }

    /// Commits the whole work tree and sets these tags.
    pub(crate) fn commit(&self, message: &str, tags: &[&str]) {
        self.git(&["add", "--all"]);
        self.git(&["commit", "--quiet", "--allow-empty", "-m", message]);
        for tag in tags {
            self.git(&["tag", tag]);
        }
    }

    /// Runs git, which must succeed, and returns its output, trimmed. Settings of the machine and
    /// its user are ignored.
    #[track_caller]
    pub(crate) fn git(&self, arguments: &[&str]) -> String {
        let mut command = Command::new("git");
        for name in OF_HOOKS {
            command.env_remove(name);
        }
        let output = command
            .args(["-c", "user.name=A Tester", "-c", "user.email=a@example.com"])
            .args(["-c", "core.autocrlf=false", "-c", "commit.gpgSign=false"])
            .args(["-c", "protocol.file.allow=always"])
            .args(arguments)
            .current_dir(self.root())
            .env("GIT_CONFIG_GLOBAL", "/dev/null")
            .env("GIT_CONFIG_NOSYSTEM", "1")
            .output()
            .unwrap();
        let stderr = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "git {arguments:?}: {stderr}");
        String::from_utf8(output.stdout).unwrap().trim().to_owned()
    }
}

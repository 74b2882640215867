//! A checkout with a history, and git in it.

use std::process::Command;

use crate::checkout::Checkout;

/// The variables that git sets for hooks: they would select the hook's repository.
const OF_HOOKS: [&str; 3] = ["GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE"];

impl Checkout {
    /// A checkout with this many operations that was never generated, committed with these tags.
    pub(crate) fn committed(operations: usize, tags: &[&str]) -> Self {
        let checkout = Self::new(operations);
        checkout.git(&["init", "--quiet", "--initial-branch=main"]);
        checkout.commit(tags);
        checkout
    }

    /// Commits the whole work tree with these tags.
    pub(crate) fn commit(&self, tags: &[&str]) {
        self.git(&["add", "--all"]);
        self.git(&["commit", "--quiet", "--allow-empty", "-m", "more"]);
        for tag in tags {
            self.git(&["tag", tag]);
        }
    }

    /// A clone made with these options.
    pub(crate) fn clone(&self, options: &[&str]) -> Self {
        let clone = Self::empty();
        let path = self.root().to_str().unwrap().replace('\\', "/");
        let url = format!("file:///{}", path.trim_start_matches('/'));
        clone.git(&[&["clone", "--quiet"], options, &["--", &url, "."]].concat());
        clone
    }

    /// Runs git, which must succeed, and returns its trimmed output. Settings of the machine and
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
            .args(["-c", "protocol.file.allow=always", "-c", "gc.auto=0"])
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

/// An edit of the description that breaks no client: the text to find, and its replacement.
pub(crate) const COMPATIBLE: [&str; 2] = [
    "        name:\n",
    "        size:\n          type: integer\n        name:\n",
];

/// One that may break clients, without certainty.
pub(crate) const DOUBTFUL: [&str; 2] = ["        name:\n", "        title:\n"];

/// One that breaks clients.
pub(crate) const BREAKING: [&str; 2] = ["      required: [id]\n", ""];

/// One that only changes a text.
pub(crate) const OF_TEXTS: [&str; 2] = ["summary: Get thing 1", "summary: Get the first thing"];

/// A text with an edit made to it.
pub(crate) fn edited(text: &str, [from, to]: [&str; 2]) -> String {
    assert!(text.contains(from), "no `{from}` in:\n{text}");
    text.replacen(from, to, 1)
}

//! A checkout whose repository has a remote, and a program `gh` that records its calls and responds
//! from files.

use std::env;
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::PathBuf;
use std::process::Command;

use serde_json::{Value, json};
use tempfile::TempDir;

use crate::checkout::{Checkout, Run};

/// The program. For `gh api --method METHOD PATH …`, the response is in the file METHOD_PATH, with
/// `_` for everything but letters and digits; an error in the file of that name with `.error`.
const GH: &str = r#"#!/bin/sh
state=$(dirname "$0")/state
number=$(ls "$state/calls" | wc -l | tr -d ' ')
number=$(printf %03d "$number")
for word in "$@"; do printf '%s\n' "$word"; done > "$state/calls/$number"
cat > "$state/inputs/$number"
case "$1" in
  api) key="$3 $4" ;;
  *) key="$1 $2" ;;
esac
key=$(printf %s "$key" | tr -c 'A-Za-z0-9' '_')
if [ -e "$state/responses/all.error" ]; then key=all; fi
if [ -e "$state/responses/$key.error" ]; then
  cat "$state/responses/$key.error" >&2
  exit "$(cat "$state/responses/$key.code")"
elif [ -e "$state/responses/$key" ]; then
  cat "$state/responses/$key"
elif [ "$3" = GET ]; then
  echo '[]'
else
  echo '{}'
fi
"#;

/// The path of pull requests at `repos/{owner}/{repo}/`.
pub(crate) const PULLS: &str =
    "GET repos/{owner}/{repo}/pulls?state=all&head={owner}:update-description&per_page=20";

/// One call of the program.
#[derive(Debug)]
pub(crate) struct Call {
    pub(crate) arguments: Vec<String>,
    pub(crate) input: String,
}

impl Call {
    /// The sent data.
    pub(crate) fn body(&self) -> Value {
        serde_json::from_str(&self.input).unwrap()
    }

    /// `POST pulls` for `gh api --method POST repos/{owner}/{repo}/pulls …`, and `label create` for
    /// any other command.
    pub(crate) fn name(&self) -> String {
        let words: Vec<&str> = self.arguments.iter().map(String::as_str).collect();
        match words[..] {
            ["api", "--method", method, path, ..] => {
                let path = path.strip_prefix("repos/{owner}/{repo}/").unwrap();
                format!("{method} {}", path.split('?').next().unwrap())
            }
            [first, second, third, ..] => format!("{first} {second} {third}"),
            _ => panic!("{words:?}"),
        }
    }
}

/// A checkout with a remote.
pub(crate) struct Hosted {
    pub(crate) checkout: Checkout,
    remote: TempDir,
    gh: TempDir,
}

impl Hosted {
    /// A committed and fresh checkout, released as 0.1.0, with this many operations.
    pub(crate) fn new(operations: usize) -> Self {
        let checkout = Checkout::new(operations);
        checkout.git(&["init", "--quiet", "--initial-branch=main"]);
        checkout.git(&["config", "user.name", "A Tester"]);
        checkout.git(&["config", "user.email", "a@example.com"]);
        checkout.git(&["config", "core.autocrlf", "false"]);
        checkout.run(&["regen"]).expect(0);
        checkout.write("CHANGELOG.md", "# Changelog\n\n## [Unreleased]\n");
        checkout.commit(&["v0.1.0"]);
        let (remote, gh) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        let hosted = Self {
            checkout,
            remote,
            gh,
        };
        hosted.remote(&["init", "--quiet", "--bare", "--initial-branch=main"]);
        let address = hosted.remote.path().to_str().unwrap();
        hosted.checkout.git(&["remote", "add", "origin", address]);
        hosted.checkout.git(&["push", "--quiet", "origin", "main"]);
        for folder in ["calls", "inputs", "responses"] {
            fs::create_dir_all(hosted.state(folder)).unwrap();
        }
        let program = hosted.gh.path().join("gh");
        fs::write(&program, GH).unwrap();
        fs::set_permissions(&program, fs::Permissions::from_mode(0o755)).unwrap();
        hosted
    }

    fn state(&self, path: &str) -> PathBuf {
        self.gh.path().join("state").join(path)
    }

    /// Runs git in the remote.
    #[track_caller]
    pub(crate) fn remote(&self, arguments: &[&str]) -> String {
        let output = Command::new("git")
            .args(arguments)
            .current_dir(self.remote.path())
            .env("GIT_CONFIG_GLOBAL", "/dev/null")
            .env("GIT_CONFIG_NOSYSTEM", "1")
            .output()
            .unwrap();
        assert!(output.status.success(), "{arguments:?}: {output:?}");
        String::from_utf8(output.stdout).unwrap().trim().to_owned()
    }

    /// The commit of a branch of the remote, if the branch exists.
    pub(crate) fn tip(&self, branch: &str) -> Option<String> {
        let name = format!("refs/heads/{branch}");
        let tip = self.remote(&["for-each-ref", "--format=%(objectname)", &name]);
        (!tip.is_empty()).then_some(tip)
    }

    /// A run with this `gh` in PATH, and without the settings of the machine and its user.
    pub(crate) fn command(&self, arguments: &[&str]) -> Command {
        let mut command = self.checkout.command(arguments);
        let path = env::var_os("PATH").unwrap();
        let gh = [self.gh.path().to_path_buf()].into_iter();
        let path = env::join_paths(gh.chain(env::split_paths(&path))).unwrap();
        command
            .env("PATH", path)
            .env("GIT_CONFIG_GLOBAL", "/dev/null")
            .env("GIT_CONFIG_NOSYSTEM", "1")
            .env_remove("GITHUB_ACTIONS")
            .env_remove("GITHUB_RUN_ID");
        command
    }

    /// A run that doesn't change the work tree, the branches or the index.
    #[track_caller]
    pub(crate) fn run(&self, arguments: &[&str]) -> Run {
        let refs = || {
            let ours = ["for-each-ref", "refs/heads", "refs/tags", "refs/stash"];
            self.checkout.git(&ours)
        };
        let (files, before) = (self.work_tree(), refs());
        let run = Run::of(self.command(arguments));
        assert_eq!(refs(), before);
        assert_eq!(self.checkout.git(&["branch", "--show-current"]), "main");
        assert!(self.work_tree() == files, "the work tree is another");
        run
    }

    /// All files and the index, without git's own storage.
    fn work_tree(&self) -> Vec<(String, Vec<u8>)> {
        let files = self.checkout.files().into_iter();
        let mut files: Vec<_> = files
            .filter(|(path, _)| !path.starts_with(".git/"))
            .collect();
        let staged = self.checkout.git(&["ls-files", "--stage"]);
        files.push(("staged".to_owned(), staged.into_bytes()));
        files
    }

    /// Makes `gh` respond with this from now on.
    pub(crate) fn responds(&self, to: &str, response: &Value) {
        self.prints(to, &response.to_string());
    }

    /// Makes `gh` print this from now on.
    pub(crate) fn prints(&self, to: &str, text: &str) {
        fs::write(self.state("responses").join(key(to)), text).unwrap();
    }

    /// Makes `gh` fail with this message and code from now on; for everything if `to` is `all`.
    pub(crate) fn fails(&self, to: &str, code: i32, text: &str) {
        let place = |ending| {
            self.state("responses")
                .join(format!("{}.{ending}", key(to)))
        };
        fs::write(place("error"), format!("{text}\n")).unwrap();
        fs::write(place("code"), code.to_string()).unwrap();
    }

    /// Makes `gh` list this pull request.
    pub(crate) fn has_pull(&self, changes: Value) {
        let mut pull = pull();
        for (key, value) in changes.as_object().unwrap() {
            pull[key] = value.clone();
        }
        self.responds(PULLS, &json!([pull]));
    }

    /// Makes `gh` respond again after [`Hosted::fails`].
    pub(crate) fn recovers(&self, to: &str) {
        fs::remove_file(self.state("responses").join(format!("{}.error", key(to)))).unwrap();
    }

    /// A run with only git in PATH.
    pub(crate) fn without_gh(&self, arguments: &[&str]) -> Command {
        let mut command = self.command(arguments);
        let path = env::var_os("PATH").unwrap();
        let git = env::split_paths(&path).map(|folder| folder.join("git"));
        let folder = self.gh.path().join("git");
        fs::create_dir_all(&folder).unwrap();
        let git = git.into_iter().find(|git| git.exists()).unwrap();
        std::os::unix::fs::symlink(git, folder.join("git")).unwrap();
        command.env("PATH", folder);
        command
    }

    /// The calls since the last time.
    pub(crate) fn calls(&self) -> Vec<Call> {
        let folder = fs::read_dir(self.state("calls")).unwrap();
        let mut names: Vec<_> = folder.map(|it| it.unwrap().file_name()).collect();
        names.sort();
        let calls = names.iter().map(|name| {
            let take = |folder: &str| {
                let place = self.state(folder).join(name);
                let text = fs::read_to_string(&place).unwrap();
                fs::remove_file(place).unwrap();
                text
            };
            Call {
                arguments: take("calls").lines().map(str::to_owned).collect(),
                input: take("inputs"),
            }
        });
        calls.collect()
    }
}

/// An open pull request in GitHub's API.
pub(crate) fn pull() -> Value {
    json!({
        "number": 7,
        "html_url": "https://github.example/tiny/pull/7",
        "state": "open",
        "merged_at": null,
        "body": "",
        "labels": [],
        "head": {"repo": {"id": 1}},
        "base": {"repo": {"id": 1}},
    })
}

fn key(to: &str) -> String {
    to.replace(|c: char| !c.is_ascii_alphanumeric(), "_")
}

/// The names of calls.
pub(crate) fn names(calls: &[Call]) -> Vec<String> {
    calls.iter().map(Call::name).collect()
}

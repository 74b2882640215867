//! The program `gh`, called for the repository of the workspace.

use std::process::Command;

use serde::de::DeserializeOwned;
use serde_json::{Deserializer, Value};

use crate::disk::workspace::Workspace;
use crate::exit::Failure;
use crate::git::program;

/// The program.
const GH: &str = "gh";

/// Its exit code if no user is logged in.
const NOT_LOGGED_IN: i32 = 4;

/// A label with its description.
pub(super) struct Label {
    pub(super) name: &'static str,
    /// Six hexadecimal digits.
    pub(super) color: &'static str,
    pub(super) description: &'static str,
}

/// The repository on GitHub.
pub(crate) struct GitHub<'a> {
    workspace: &'a Workspace,
}

impl<'a> GitHub<'a> {
    /// The repository of this workspace.
    pub(crate) fn of(workspace: &'a Workspace) -> Self {
        Self { workspace }
    }

    /// The items listed at a path below the repository; all pages of them with `--paginate`.
    pub(super) fn list<T: DeserializeOwned>(
        &self,
        path: &str,
        pages: &[&str],
    ) -> Result<Vec<T>, Failure> {
        let path = below_repository(path);
        let text = self.ask(&[&["api", "--method", "GET", &path], pages].concat(), "")?;
        let mut all = Vec::new();
        // Each page is an array; newer versions of gh join them into one.
        for page in Deserializer::from_str(&text).into_iter::<Vec<T>>() {
            all.extend(page.map_err(|error| unreadable(&error))?);
        }
        Ok(all)
    }

    /// Sends a new or changed object to a path below the repository.
    pub(super) fn send<T: DeserializeOwned>(
        &self,
        method: &str,
        path: &str,
        body: &Value,
    ) -> Result<T, Failure> {
        let path = below_repository(path);
        let arguments = ["api", "--method", method, &path, "--input", "-"];
        let text = self.ask(&arguments, &body.to_string())?;
        serde_json::from_str(&text).map_err(|error| unreadable(&error))
    }

    /// Creates a label unless one with its name exists.
    pub(super) fn make(&self, label: &Label) -> Result<(), Failure> {
        let create = ["label", "create", label.name, "--force"];
        let looks = ["--color", label.color, "--description", label.description];
        self.ask(&[create, looks].concat(), "").map(drop)
    }

    fn ask(&self, arguments: &[&str], input: &str) -> Result<String, Failure> {
        let mut command = Command::new(GH);
        command
            .args(arguments)
            .current_dir(self.workspace.place(""))
            .env_remove("GH_FORCE_TTY")
            .env_remove("CLICOLOR_FORCE")
            .env("NO_COLOR", "1")
            .env("GH_PROMPT_DISABLED", "1")
            .env("GH_NO_UPDATE_NOTIFIER", "1");
        let output = program::run(&mut command, input)?;
        if output.success() {
            return Ok(output.stdout);
        }
        let failure = if output.code == Some(NOT_LOGGED_IN) {
            Failure::failed("gh is not logged in to GitHub")
                .help("run `gh auth login`, or set GH_TOKEN")
        } else {
            Failure::failed(format!("`gh {}` failed", arguments.join(" "))).help(
                "in a workflow, its job needs the permissions for this, and the repository must \
                 allow GitHub Actions to create pull requests (Settings, Actions, General)",
            )
        };
        Err(failure.details(output.said))
    }
}

/// gh fills in the repository from its remotes.
fn below_repository(path: &str) -> String {
    format!("repos/{{owner}}/{{repo}}/{path}")
}

fn unreadable(error: &serde_json::Error) -> Failure {
    Failure::failed("unexpected output from gh")
        .cause(error)
        .help("update gh; an old version may use another API")
}

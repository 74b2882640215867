//! The one issue that is open as long as the published description is unavailable.

use serde::Deserialize;
use serde_json::{Value, json};

use super::gh::{GitHub, Label};
use crate::exit::Failure;

/// The first line of the issue. Labels don't identify it, since people set them, too.
const MARKER: &str = "<!-- cargo-xtask-failure -->";

const BASE_UNAVAILABLE: Label = Label {
    name: "could-not-look",
    color: "fbca04",
    description: "Nothing is known about the published description",
};

/// An issue in GitHub's API.
#[derive(Deserialize)]
struct Described {
    number: u64,
    body: Option<String>,
}

impl GitHub<'_> {
    /// Reports a failure in the issue, and opens the issue if it isn't open.
    pub(crate) fn report_failure(&self, title: &str, text: &str) -> Result<(), Failure> {
        let body = format!("{MARKER}\n{text}");
        let mut issue = json!({"title": title, "body": body});
        let (method, path) = match self.failure()? {
            Some(number) => ("PATCH", format!("issues/{number}")),
            None => {
                self.make(&BASE_UNAVAILABLE)?;
                issue["labels"] = json!([BASE_UNAVAILABLE.name]);
                ("POST", "issues".to_owned())
            }
        };
        self.send::<Value>(method, &path, &issue).map(drop)
    }

    /// Closes the issue if it is open.
    pub(crate) fn close_failure(&self) -> Result<(), Failure> {
        let Some(number) = self.failure()? else {
            return Ok(());
        };
        let body = json!({"state": "closed", "state_reason": "completed"});
        self.send::<Value>("PATCH", &format!("issues/{number}"), &body)
            .map(drop)
    }

    /// The number of the issue, if it is open.
    fn failure(&self) -> Result<Option<u64>, Failure> {
        let path = format!("issues?state=open&labels={}", BASE_UNAVAILABLE.name);
        let all: Vec<Described> = self.list(&path, &["--paginate"])?;
        let ours = |one: &&Described| one.body.as_deref().unwrap_or_default().starts_with(MARKER);
        Ok(all.iter().find(ours).map(|one| one.number))
    }
}

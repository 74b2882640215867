//! The pull request of a branch: found, opened, edited, labelled and closed.

use serde::Deserialize;
use serde_json::{Value, json};

use super::gh::{GitHub, Label};
use crate::exit::Failure;
use crate::terminal::printable;

const DRIFTED: Label = Label {
    name: "drifted",
    color: "1d76db",
    description: "The published description differs from the committed one",
};

const BREAKING: Label = Label {
    name: "breaking",
    color: "d73a4a",
    description: "Unaccepted changes break released clients",
};

/// The content of a pull request.
pub(crate) struct Proposal {
    pub(crate) title: String,
    pub(crate) body: String,
    /// Whether it has changes that break released clients.
    pub(crate) breaking: bool,
}

/// An existing pull request.
pub(crate) struct PullRequest {
    pub(crate) number: u64,
    /// Its address, harmless to show.
    pub(crate) url: String,
    pub(crate) state: State,
    pub(crate) body: String,
    labels: Vec<String>,
}

/// The state of a pull request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum State {
    /// No decision yet.
    Open,
    /// Closed without merging.
    Closed,
    /// Merged.
    Merged,
}

/// A pull request in GitHub's API.
#[derive(Deserialize)]
struct Described {
    number: u64,
    html_url: String,
    state: String,
    merged_at: Option<String>,
    body: Option<String>,
    labels: Vec<Named>,
    head: Branch,
    base: Branch,
}

#[derive(Deserialize)]
struct Named {
    name: String,
}

#[derive(Deserialize)]
struct Branch {
    /// `None` if the fork was deleted.
    repo: Option<Repository>,
}

#[derive(Deserialize)]
struct Repository {
    id: u64,
}

impl Described {
    /// Whether the branch is in the repository itself: a fork may have a branch of any name.
    fn is_ours(&self) -> bool {
        let id = |branch: &Branch| branch.repo.as_ref().map(|repo| repo.id);
        id(&self.head).is_some() && id(&self.head) == id(&self.base)
    }
}

impl From<Described> for PullRequest {
    fn from(described: Described) -> Self {
        Self {
            number: described.number,
            url: printable(&described.html_url),
            state: match (described.state.as_str(), described.merged_at) {
                ("open", _) => State::Open,
                (_, None) => State::Closed,
                (_, Some(_)) => State::Merged,
            },
            body: described.body.unwrap_or_default(),
            labels: described.labels.into_iter().map(|it| it.name).collect(),
        }
    }
}

impl GitHub<'_> {
    /// The pull request of a branch: the open one, or else the newest.
    pub(crate) fn pull_request(&self, branch: &str) -> Result<Option<PullRequest>, Failure> {
        // The newest are listed first.
        let path = format!("pulls?state=all&head={{owner}}:{branch}&per_page=20");
        let mut all: Vec<Described> = self.list(&path, &[])?;
        all.retain(Described::is_ours);
        let open = all.iter().position(|one| one.state == "open");
        let wanted = open.or((!all.is_empty()).then_some(0));
        Ok(wanted.map(|index| all.swap_remove(index).into()))
    }

    /// Opens the pull request of a branch.
    pub(crate) fn open(
        &self,
        branch: &str,
        base: &str,
        proposal: &Proposal,
    ) -> Result<PullRequest, Failure> {
        let Proposal { title, body, .. } = proposal;
        let body = json!({"title": title, "body": body, "head": branch, "base": base});
        let opened: Described = self.send("POST", "pulls", &body)?;
        Ok(opened.into())
    }

    /// Sets the title and body of a pull request.
    pub(crate) fn edit(&self, pull: &PullRequest, proposal: &Proposal) -> Result<(), Failure> {
        let Proposal { title, body, .. } = proposal;
        let path = format!("pulls/{}", pull.number);
        self.send::<Value>("PATCH", &path, &json!({"title": title, "body": body}))
            .map(drop)
    }

    /// Adds the missing labels to a pull request, and removes the one that no longer applies.
    pub(crate) fn set_labels(&self, pull: &PullRequest, breaking: bool) -> Result<(), Failure> {
        let has = |label: &Label| pull.labels.iter().any(|name| name == label.name);
        let wanted = [&DRIFTED].into_iter().chain(breaking.then_some(&BREAKING));
        for label in wanted.filter(|label| !has(label)) {
            self.make(label)?;
            let path = format!("issues/{}/labels", pull.number);
            self.send::<Value>("POST", &path, &json!({"labels": [label.name]}))?;
        }
        if !breaking && has(&BREAKING) {
            let path = format!("issues/{}/labels/{}", pull.number, BREAKING.name);
            self.send::<Value>("DELETE", &path, &json!({}))?;
        }
        Ok(())
    }

    /// Closes a pull request with a reason.
    pub(crate) fn close(&self, pull: &PullRequest, why: &str) -> Result<(), Failure> {
        let number = pull.number;
        self.send::<Value>(
            "POST",
            &format!("issues/{number}/comments"),
            &json!({"body": why}),
        )?;
        let path = format!("pulls/{number}");
        self.send::<Value>("PATCH", &path, &json!({"state": "closed"}))
            .map(drop)
    }
}

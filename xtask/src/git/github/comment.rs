//! One comment on a pull request that each run updates.

use serde::Deserialize;
use serde_json::{Value, json};

use super::gh::GitHub;
use crate::exit::Failure;

/// The authors whose comments can be ours: bots, and people with write access to the repository.
/// Anyone else could post a comment that looks like ours, and change it afterwards.
const TRUSTED: [&str; 3] = ["OWNER", "MEMBER", "COLLABORATOR"];

/// The outcome of posting a comment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Comment {
    /// Posted or updated.
    Written,
    /// There was no earlier comment, and none was needed.
    Spared,
    /// The token lacks write access, as in a workflow for a fork.
    Denied,
}

/// A comment in GitHub's API.
#[derive(Deserialize)]
struct Described {
    id: u64,
    body: Option<String>,
    user: Option<User>,
    author_association: String,
}

#[derive(Deserialize)]
struct User {
    #[serde(rename = "type")]
    kind: String,
}

impl Described {
    fn is_ours(&self, marker: &str) -> bool {
        let body = self.body.as_deref().unwrap_or_default();
        let bot = self.user.as_ref().is_some_and(|user| user.kind == "Bot");
        body.starts_with(marker) && (bot || TRUSTED.contains(&self.author_association.as_str()))
    }
}

impl GitHub<'_> {
    /// Posts a text that begins with `marker` on a pull request: it replaces the comment of an
    /// earlier run, or becomes a new one if it is `needed`.
    pub(crate) fn comment(
        &self,
        number: u64,
        marker: &str,
        text: &str,
        needed: bool,
    ) -> Result<Comment, Failure> {
        let path = format!("issues/{number}/comments");
        let all: Vec<Described> = self.list(&path, &["--paginate"])?;
        let (method, path) = match all.iter().find(|one| one.is_ours(marker)) {
            Some(ours) => ("PATCH", format!("issues/comments/{}", ours.id)),
            None if needed => ("POST", path),
            None => return Ok(Comment::Spared),
        };
        match self.send::<Value>(method, &path, &json!({"body": text})) {
            Ok(_) => Ok(Comment::Written),
            Err(failure) if is_denial(&failure) => Ok(Comment::Denied),
            Err(failure) => Err(failure),
        }
    }
}

/// Whether the token lacks a permission. GitHub uses the same status for rate limits.
fn is_denial(failure: &Failure) -> bool {
    let denied = |line: &String| line.contains("HTTP 403") && !line.contains("rate limit");
    failure.details.iter().any(denied)
}

//! One comment on a pull request that each run writes anew.

use serde::Deserialize;
use serde_json::{Value, json};

use super::gh::GitHub;
use crate::exit::Failure;

/// Whose comments can be ours: those of a bot, or of somebody who may write to the repository. All
/// others could put down a comment that looks like ours, and change it afterwards.
const TRUSTED: [&str; 3] = ["OWNER", "MEMBER", "COLLABORATOR"];

/// What became of a comment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Comment {
    /// It stands there.
    Written,
    /// There was none, and none was needed.
    Spared,
    /// The token must not write, as in a workflow about a fork.
    Denied,
}

/// A comment, as GitHub describes it.
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
    /// Puts a text that begins with `marker` under a pull request: in the place of the one that an
    /// earlier run put there, or else, where it is `needed`, as a new comment.
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

/// Whether the token lacks a permission. GitHub refuses with the same status whoever asks too often.
fn is_denial(failure: &Failure) -> bool {
    let denied = |line: &String| line.contains("HTTP 403") && !line.contains("rate limit");
    failure.details.iter().any(denied)
}

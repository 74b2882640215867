//! What stands on GitHub: pull requests, comments and issues of the repository that the workspace
//! belongs to. In: texts that are written already. Out: what `gh api` makes of them. Absent: any
//! decision about a description.
//!
//! Everything is a plain request. `gh pr edit` would ask for projects, too, which the token of a
//! workflow must not read.

mod comment;
mod gh;
mod issue;
mod pull_request;

pub(crate) use comment::Comment;
pub(crate) use gh::GitHub;
pub(crate) use pull_request::{Proposal, PullRequest, State};

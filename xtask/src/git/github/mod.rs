//! Pull requests, comments and issues on GitHub, in the repository of the workspace. In: finished
//! texts. Out: requests through `gh api`. Absent: any decision about a description.
//!
//! Every call is a plain request. `gh pr edit` would also query projects, which the token of a
//! workflow must not read.

mod comment;
mod gh;
mod issue;
mod pull_request;

pub(crate) use comment::Comment;
pub(crate) use gh::GitHub;
pub(crate) use pull_request::{Proposal, PullRequest, State};

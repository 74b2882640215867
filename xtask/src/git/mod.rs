//! The repository: its revisions and releases, and its pages on GitHub, each through an external
//! program.

pub(crate) mod github;
pub(crate) mod program;
pub(crate) mod release;
pub(crate) mod revision;

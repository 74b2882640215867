//! The repository: its revisions and releases, and what stands on GitHub, each asked of a program.

pub(crate) mod github;
pub(crate) mod program;
pub(crate) mod release;
pub(crate) mod revision;

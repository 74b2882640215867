//! The repository, through external programs. In: names of revisions, finished texts. Out: files of revisions,
//! releases, and pages on GitHub. Absent: any judgement.

pub(crate) mod github;
pub(crate) mod program;
pub(crate) mod release;
pub(crate) mod revision;

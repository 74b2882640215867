//! Starting a project and keeping it up to date. In: a project, and the published description. Out: its files, their
//! judged changes, and the pull request that proposes them. Absent: how descriptions are compared.

pub(crate) mod init;
pub(crate) mod regenerate;
pub(crate) mod update;

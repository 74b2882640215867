//! Files. In: the intended content of folders. Out: a plan of all changes, their diff, and the files, written all or
//! nothing. Absent: the meaning of the files.

pub(crate) mod digest;
pub(crate) mod folder;
pub(crate) mod layout;
pub(crate) mod plan;
pub(crate) mod tree;
pub(crate) mod turn;
pub(crate) mod unified;
pub(crate) mod workspace;
pub(crate) mod write;

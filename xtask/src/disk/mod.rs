//! Files: planning all changes in full; writing them, all or nothing; and showing them.

pub(crate) mod digest;
pub(crate) mod folder;
pub(crate) mod layout;
pub(crate) mod plan;
pub(crate) mod turn;
pub(crate) mod unified;
pub(crate) mod write;

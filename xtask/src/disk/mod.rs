//! Files: what would change, worked out in full; writing it, all or nothing; and showing it.

pub(crate) mod digest;
pub(crate) mod folder;
pub(crate) mod layout;
pub(crate) mod plan;
pub(crate) mod turn;
pub(crate) mod unified;
pub(crate) mod write;

//! Updates the client to the published description, or opens the pull request that does. In: the published
//! description, and the checkout. Out: everything that `fetch` and `regen --changelog` write, or nothing.

pub(crate) mod failure;
mod prepare;
pub(crate) mod proposal;
mod repository;
mod updated;
pub(crate) mod written;

pub(crate) use prepare::prepare;

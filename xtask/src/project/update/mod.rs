//! From the published description to a client of it, or to the pull request that proposes it. In: what is published, and the checkout. Out: all of what `fetch` and
//! `regen --changelog` would write, or none of it.

pub(crate) mod failure;
mod prepare;
pub(crate) mod proposal;
mod repository;
mod updated;
pub(crate) mod written;

pub(crate) use prepare::prepare;

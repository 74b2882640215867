//! What a `stainless.yml` says, for the other readers of this crate. In: the file, which the Stainless
//! generator is configured by, and the effective description. Out: an overlay with the names, the groups
//! and the paging of operations, lines of `names.toml` for its models, and notes on what has no effect.
//! Absent: clients, retries, targets and examples, which a description has no place for.

mod methods;
mod models;
mod read;
mod reading;
mod schemes;

pub use read::{Stainless, StainlessError, stainless};

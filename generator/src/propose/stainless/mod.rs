//! Imports a `stainless.yml`, the configuration of the Stainless generator. In: the file and the
//! effective description. Out: an overlay with the names, the groups and the paging of operations,
//! lines of `names.toml` for its models, and notes on settings without effect. Absent: clients,
//! retries, targets and examples, which a description can't express.

mod methods;
mod models;
mod read;
mod reading;
mod schemes;

pub use read::{Stainless, StainlessError, stainless};

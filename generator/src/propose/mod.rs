//! Proposes overlays. In: the effective description, as a value. Out: overlay documents (OpenAPI
//! Overlay 1.1) as YAML text, each action under a comment that shows what it rests on. Absent:
//! any knowledge of one API, and any decision: a person reads a proposal and commits what is right.
//!
//! Beside these, `paging` finds how lists are read page by page, which `generator.toml` says, and
//! `stainless` reads what the configuration of another generator says of names and paging.
//!
//! Three defects can be seen in a description itself:
//!
//! * a union without a discriminator whose examples carry a tag (`tags`);
//! * a closed list of values that stands only in a description (`value_lists`);
//! * a union of empty objects whose examples are strings (`string_unions`).

mod adapt;
mod changed_lists;
mod evidence;
mod listing;
mod overlay_text;
mod paging;
mod paging_signs;
mod places;
mod proposal;
mod stainless;
mod string_unions;
mod tags;
mod target;
mod titles;
mod unions;
mod value_lists;
mod variant_tags;

pub use adapt::{Adaptation, adapt, adapted};
pub(crate) use listing::values_in;
pub use paging::{PagingProposal, paging};
pub use proposal::{Proposal, propose};
pub use stainless::{Stainless, StainlessError, stainless};

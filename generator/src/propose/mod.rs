//! Proposes overlays. In: the effective description, as a value. Out: overlay documents (OpenAPI
//! Overlay 1.1) as YAML text, each action under a comment with its evidence. Absent: knowledge of any
//! particular API, and decisions: the user reviews a proposal and commits the correct parts.
//!
//! In addition, `paging` finds how lists are paged, for `generator.toml`, and `stainless` imports names
//! and paging from the configuration of another generator.
//!
//! Three defects are visible in a description itself:
//!
//! * a union without a discriminator whose examples carry a tag (`tags`);
//! * a closed list of values that occurs only in a description text (`value_lists`);
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

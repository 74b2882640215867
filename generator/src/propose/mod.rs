//! Proposes overlays. In: the effective description, as a value. Out: overlay documents (OpenAPI
//! Overlay 1.1) as YAML text, each action under a comment that shows what it rests on. Absent:
//! any knowledge of one API, and any decision: a person reads a proposal and commits what is right.
//!
//! Beside these, `paging` finds how lists are read page by page, which `generator.toml` says.
//!
//! Three defects can be seen in a description itself:
//!
//! * a union without a discriminator whose examples carry a tag (`tags`);
//! * a closed list of values that stands only in a description (`value_lists`);
//! * a union of empty objects whose examples are strings (`string_unions`).

use serde_json::Value;

mod adapt;
mod changed_lists;
mod evidence;
mod listing;
mod overlay_text;
mod paging;
mod paging_signs;
mod places;
mod string_unions;
mod tags;
mod target;
mod titles;
mod unions;
mod value_lists;
mod variant_tags;

pub use adapt::{Adaptation, adapt, adapted};
use evidence::Evidence;
pub(crate) use listing::values_in;
use overlay_text::Action;
pub use paging::{PagingProposal, paging};
use places::Places;

/// One proposed overlay document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proposal {
    /// A name for the file, with a number that orders it among the overlays: `020-tags.yaml`.
    pub file_name: String,
    /// The overlay as YAML, with the evidence as comments.
    pub text: String,
    /// How many actions it holds; at least one.
    pub actions: usize,
}

/// Proposes what the examples and the prose of a description say and its schemas do not.
///
/// Empty where nothing is left to propose. A proposal that has been applied is not made again, so
/// the response for a description with its overlays is only what is new in it. The order of keys
/// in `effective` makes no difference.
#[must_use]
pub fn propose(effective: &Value) -> Vec<Proposal> {
    kinds(effective)
        .into_iter()
        .filter(|(_, _, actions)| !actions.is_empty())
        .map(|(file_name, title, actions)| Proposal {
            file_name: file_name.to_owned(),
            text: Action::overlay(title, &actions),
            actions: actions.len(),
        })
        .collect()
}

/// The actions of each kind, with the name and the title of their overlay.
fn kinds(effective: &Value) -> [(&'static str, &'static str, Vec<Action>); 3] {
    let places = Places::of(effective);
    let evidence = Evidence::gather(&places);
    let strings = string_unions::find(&places, &evidence);
    [
        (
            "020-tags.yaml",
            "Tags of unions",
            tags::actions(&places, &evidence, &strings),
        ),
        (
            "030-value-lists.yaml",
            "Values that only a description lists",
            value_lists::actions(&places, &evidence),
        ),
        (
            "040-string-unions.yaml",
            "Unions of empty objects that are strings",
            string_unions::actions(&places, &strings),
        ),
    ]
}

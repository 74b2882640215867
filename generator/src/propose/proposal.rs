//! The proposals, an overlay for each kind of defect.

use serde_json::Value;

use super::evidence::Evidence;
use super::overlay_text::Action;
use super::places::Places;
use super::{string_unions, tags, value_lists};

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

/// Proposes declarations that the examples and the prose of a description show and its schemas lack.
///
/// Empty if there is nothing to propose. Applied proposals are not repeated, so for a description with
/// its overlays only new ones are returned. The order of keys in `effective` makes no difference.
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
pub(super) fn kinds(effective: &Value) -> [(&'static str, &'static str, Vec<Action>); 3] {
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

//! Two descriptions and their differences.

use std::sync::Arc;

use serde_json::Value;

use super::mismatch::Mismatch;
use super::which::Which;
use crate::Described;
use crate::compare::{Comparison, Site};

/// Two descriptions and their differences.
#[derive(Clone, Debug)]
pub struct Judgement {
    /// The description that the revision is compared with.
    pub base: Arc<Described>,
    /// The description under review, with the base's names for items in both.
    pub revision: Described,
    /// The differences.
    pub comparison: Comparison,
    /// Settings, names and overlay actions that don't fit the descriptions and need manual work. With
    /// any, the sides differ from the input of generating a client.
    pub mismatches: Vec<Mismatch>,
}

impl Judgement {
    /// The node of a change on one side: in the description, or in the document of events.
    #[must_use]
    pub fn node(&self, which: Which, site: &Site) -> Option<&Value> {
        let side = match which {
            Which::Base => &*self.base,
            Which::Revision => &self.revision,
        };
        let events = side.events.as_ref().filter(|it| it.file == site.file);
        let document = events.map_or(&side.document, |it| &it.document);
        document.get(&site.pointer)
    }
}

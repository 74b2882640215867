//! Two descriptions and what differs between them.

use std::sync::Arc;

use serde_json::Value;

use super::hand::Hand;
use super::which::Which;
use crate::Described;
use crate::compare::{Comparison, Site};

/// Two descriptions and what differs between them.
#[derive(Clone, Debug)]
pub struct Judgement {
    /// The one that is compared with.
    pub base: Arc<Described>,
    /// The one that is judged, with the names that the base gives to what both have.
    pub revision: Described,
    /// What differs.
    pub comparison: Comparison,
    /// What is said about the descriptions and does not fit them: for a person to adapt. The sides
    /// are then not what a client would be generated from.
    pub hands: Vec<Hand>,
}

impl Judgement {
    /// The node of a change on one side: in the description, or in the document of the events.
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

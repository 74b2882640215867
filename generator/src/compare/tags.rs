//! The tags of operations, by the keys that both sides share.

use std::collections::{BTreeMap, BTreeSet};

use super::align::Canonical;
use super::change::*;
use crate::api::Api;

/// The tags of operations, by the keys that both sides share.
pub(super) struct Tags<'a>(BTreeMap<&'a str, BTreeSet<&'a String>>);

impl<'a> Tags<'a> {
    pub(super) fn of(base: &'a Api, revision: &'a Api, canonical: &'a Canonical) -> Self {
        let mut tags: BTreeMap<&str, BTreeSet<&String>> = BTreeMap::new();
        for operation in &base.operations {
            tags.entry(&operation.key)
                .or_default()
                .extend(&operation.tags);
        }
        for operation in &revision.operations {
            let key = canonical.key(&operation.key);
            tags.entry(key).or_default().extend(&operation.tags);
        }
        Self(tags)
    }

    pub(super) fn of_operations(&self, reached: &BTreeSet<Reached>) -> Vec<String> {
        let tags = reached
            .iter()
            .filter_map(|one| self.0.get(one.operation.as_str()));
        let tags: BTreeSet<&String> = tags.flatten().copied().collect();
        tags.into_iter().cloned().collect()
    }
}

//! The tags of operations, by the keys that both sides share.

use std::collections::{BTreeMap, BTreeSet};

use super::align::Canonical;
use super::change::*;
use super::pair::Pair;
use crate::api::Api;

/// The tags of operations, by the keys that both sides share.
pub(super) struct Tags<'a>(BTreeMap<&'a str, BTreeSet<&'a String>>);

impl<'a> Tags<'a> {
    pub(super) fn of(apis: Pair<&'a Api>, canonical: &'a Canonical) -> Self {
        let mut tags: BTreeMap<&str, BTreeSet<&String>> = BTreeMap::new();
        for operation in &apis.old.operations {
            tags.entry(&operation.key)
                .or_default()
                .extend(&operation.tags);
        }
        for operation in &apis.new.operations {
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

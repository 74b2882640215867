//! Operations whose documentation changed.

use std::collections::{BTreeMap, BTreeSet};

use super::align::Canonical;
use crate::rust::{Client, Operation};

/// The operations whose documentation or id changed.
pub(super) fn documented(
    base: &Client,
    revision: &Client,
    canonical: &Canonical,
) -> BTreeSet<String> {
    let said = |one: &Operation| (one.id.clone(), one.docs.clone());
    let old = base
        .operations
        .iter()
        .map(|one| (one.key.as_str(), said(one)));
    let old: BTreeMap<&str, _> = old.collect();
    let new = revision
        .operations
        .iter()
        .map(|one| (canonical.key(&one.key), said(one)));
    new.filter(|(key, is)| old.get(key).is_some_and(|was| was != is))
        .map(|(key, _)| key.to_owned())
        .collect()
}

//! Operations whose documentation changed.

use std::collections::{BTreeMap, BTreeSet};

use super::align::Canonical;
use super::pair::Pair;
use crate::rust::{Client, Operation};

/// The operations whose documentation or id changed.
pub(super) fn documented(clients: Pair<&Client>, canonical: &Canonical) -> BTreeSet<String> {
    let said = |one: &Operation| (one.id.clone(), one.docs.clone());
    let operations = clients.map(|client| client.operations.iter());
    let old = operations.old.map(|one| (one.key.as_str(), said(one)));
    let old: BTreeMap<&str, _> = old.collect();
    let new = operations
        .new
        .map(|one| (canonical.key(&one.key), said(one)));
    new.filter(|(key, is)| old.get(key).is_some_and(|was| was != is))
        .map(|(key, _)| key.to_owned())
        .collect()
}

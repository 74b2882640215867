//! The identity of a change: the rule, the verdict over HTTP, the position, the values and the structure
//! of new types, not the wording.

use std::collections::BTreeMap;
use std::fmt::Write;

use hmac_sha256::Hash;
use serde_json::json;

use super::Change;
use super::wire::SEVERAL;

/// Bytes of the digest that a fingerprint shows, as two digits each.
const BYTES: usize = 6;

/// Gives every change its fingerprint. Changes with equal input are numbered in their order.
pub(super) fn stamp(changes: &mut [Change]) {
    let mut seen: BTreeMap<String, usize> = BTreeMap::new();
    for change in changes {
        let said = json!([
            change.rule,
            change.http,
            change.place,
            sharing(change),
            change.direction,
            change.before,
            change.after,
            change.identity,
        ])
        .to_string();
        let number = seen.entry(said.clone()).or_default();
        let digest = Hash::hash(format!("{said}{number}").as_bytes());
        *number += 1;
        change.fingerprint.clear();
        for byte in digest.iter().take(BYTES) {
            // Writing to a string does not fail.
            let _ = write!(change.fingerprint, "{byte:02x}");
        }
    }
}

/// The operations that share a change, if its position doesn't say which.
fn sharing(change: &Change) -> Vec<&str> {
    let operations = change.operations.iter();
    let operations = operations.map(|one| one.operation.as_str());
    let mut operations: Vec<&str> = operations.collect();
    let is_named = |operation: &&str| change.place.starts_with(operation);
    if !change.place.starts_with(SEVERAL) && !operations.iter().any(is_named) {
        operations.clear();
    }
    operations
}

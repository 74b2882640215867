//! The handle of untagged operations: the client itself or, if there are many, a handle for the
//! first word of their paths.

use std::collections::BTreeSet;

use super::operation_words::resource;
use crate::api::{Api, Operation, UNTAGGED};
use crate::{Names, Untagged};

/// The handle of operations that are methods of the client itself. No tag is empty.
pub(super) const ON_CLIENT: &str = "";

/// The most untagged operations that are methods of the client itself.
const MOST_ON_CLIENT: usize = 20;

/// The handle of untagged operations, if there are any. A pinned choice stays, however many
/// operations the API has by now.
pub(super) fn choose(api: &Api, names: &Names) -> Option<Untagged> {
    let untagged = || api.operations.iter().filter(|it| is_untagged(it));
    let count = untagged().count();
    if count == 0 {
        return names.untagged;
    }
    let resources: BTreeSet<Option<String>> = untagged().map(resource).collect();
    // Handles with one operation each would only add a step.
    let path = count > MOST_ON_CLIENT && resources.len() * 2 <= count && resources.len() > 1;
    let natural = if path {
        Untagged::Path
    } else {
        Untagged::Client
    };
    Some(names.untagged.unwrap_or(natural))
}

/// The tags whose handles an operation is reachable from; the first is its home.
pub(crate) fn handle_tags(operation: &Operation, untagged: Option<Untagged>) -> Vec<String> {
    if !is_untagged(operation) {
        return operation.tags.clone();
    }
    let of_path = match untagged {
        Some(Untagged::Path) => resource(operation),
        _ => None,
    };
    vec![of_path.unwrap_or_else(|| ON_CLIENT.to_owned())]
}

/// Whether an operation has no tag, or only the word that documentation shows instead.
fn is_untagged(operation: &Operation) -> bool {
    matches!(operation.tags.as_slice(), [] | [_] if operation.tags.iter().all(|it| it == UNTAGGED))
}

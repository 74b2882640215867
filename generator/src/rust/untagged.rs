//! Where operations without a tag of their own stand: on the client itself or, where there are many,
//! on a handle for the first word of their paths.

use std::collections::BTreeSet;

use super::operation_words::resource;
use crate::api::{Api, Operation, UNTAGGED};
use crate::{Names, Untagged};

/// The handle of operations that are methods of the client itself. No tag is empty.
pub(super) const ON_CLIENT: &str = "";

/// The most operations without a tag that all stand on the client itself.
const MOST_ON_CLIENT: usize = 20;

/// Where the operations without a tag stand, if there are any. What is pinned stays, however many
/// operations the API has by now.
pub(super) fn choose(api: &Api, names: &Names) -> Option<Untagged> {
    let untagged = || api.operations.iter().filter(|it| is_untagged(it));
    let count = untagged().count();
    if count == 0 {
        return names.untagged;
    }
    let resources: BTreeSet<Option<String>> = untagged().map(resource).collect();
    // Handles with an operation each would be a list in two steps.
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

/// Whether an operation has no tag, or only the word that documentation shows where there is none.
fn is_untagged(operation: &Operation) -> bool {
    matches!(operation.tags.as_slice(), [] | [_] if operation.tags.iter().all(|it| it == UNTAGGED))
}

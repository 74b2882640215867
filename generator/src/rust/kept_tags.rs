//! Tags under which operations were released. Where the description files an operation under other
//! tags now, its old handles stay, for code that uses them.

use std::borrow::Cow;

use crate::Names;
use crate::api::Api;

/// The API with the kept tags of each operation before those that the description gives it.
pub(super) fn keep_tags<'a>(api: &'a Api, names: &Names) -> Cow<'a, Api> {
    let is_kept = |key: &str| names.tags.contains_key(key);
    if !api.operations.iter().any(|one| is_kept(&one.key)) {
        return Cow::Borrowed(api);
    }
    let mut api = api.clone();
    for operation in &mut api.operations {
        let Some(kept) = names.tags.get(&operation.key) else {
            continue;
        };
        let mut tags = kept.clone();
        let further = operation.tags.iter().filter(|tag| !kept.contains(tag));
        tags.extend(further.cloned());
        operation.tags = tags;
    }
    Cow::Owned(api)
}

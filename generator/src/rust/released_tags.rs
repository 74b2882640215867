//! Tags under which operations were released. If the description moves an operation to other tags,
//! its old handles stay, for existing code.

use std::borrow::Cow;

use super::untagged::handle_tags;
use crate::api::{Api, Operation, UNTAGGED};
use crate::{Names, Untagged};

/// The API with the kept tags of each operation before those of the description, and with the
/// handle of each untagged operation.
pub(super) fn keep_tags<'a>(
    api: &'a Api,
    names: &Names,
    untagged: Option<Untagged>,
) -> Cow<'a, Api> {
    let is_kept = |key: &str| names.tags.contains_key(key);
    let differs = |one: &Operation| is_kept(&one.key) || one.tags.iter().any(|it| it == UNTAGGED);
    if !api.operations.iter().any(differs) {
        return Cow::Borrowed(api);
    }
    let mut api = api.clone();
    for operation in &mut api.operations {
        let described = handle_tags(operation, untagged);
        let mut tags = names.tags.get(&operation.key).cloned().unwrap_or_default();
        let further = described.into_iter().filter(|tag| !tags.contains(tag));
        let further: Vec<String> = further.collect();
        tags.extend(further);
        operation.tags = tags;
    }
    Cow::Owned(api)
}

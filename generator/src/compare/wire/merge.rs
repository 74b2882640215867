//! One cause, one entry: what changed in the same words at the same place of several operations is one
//! change that reaches all of them.

use std::collections::BTreeMap;

use super::draft::Draft;

/// What stands before the place of a change that several operations share.
pub(in crate::compare) const SEVERAL: &str = "several operations";

/// The drafts, those that say the same of several operations as one.
pub(super) fn merge(drafts: Vec<Draft>) -> Vec<Draft> {
    let mut first: BTreeMap<String, usize> = BTreeMap::new();
    let mut merged: Vec<Draft> = Vec::new();
    for draft in drafts {
        let Some((place, key)) = shared(&draft) else {
            merged.push(draft);
            continue;
        };
        let at = *first.entry(key).or_insert(merged.len());
        match merged.get_mut(at) {
            None => merged.push(draft),
            Some(known) => {
                known.place = format!("{SEVERAL} -> {place}");
                known.reached.extend(draft.reached);
                known.subjects.extend(draft.subjects);
            }
        }
    }
    merged
}

/// The place of a draft within its operation, and what it has in common with those that say the same;
/// `None` where it is about a whole operation, or about the inside of a schema.
fn shared(draft: &Draft) -> Option<(String, String)> {
    let operation = draft.reached.first().filter(|_| draft.reached.len() == 1)?;
    let place = draft.place.strip_prefix(operation.operation.as_str())?;
    let place = place.strip_prefix(" -> ")?;
    let is_parameter = ["query ", "header ", "path ", "cookie "]
        .iter()
        .any(|location| place.starts_with(location));
    if draft.operation.is_some() || !is_parameter && place.contains(['.', '[', '{', '(']) {
        return None;
    }
    let value = |value: &Option<serde_json::Value>| value.as_ref().map(ToString::to_string);
    let key = format!(
        "{:?}\n{place}\n{}\n{:?}\n{:?}\n{:?}\n{:?}\n{:?}",
        draft.rule,
        draft.message,
        value(&draft.before),
        value(&draft.after),
        draft.http,
        draft.direction,
        operation.direction,
    );
    Some((place.to_owned(), key))
}

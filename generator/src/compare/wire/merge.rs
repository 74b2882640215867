//! Merges changes by cause: equal changes at the same position of several operations become one
//! change that affects all of them, and so do changes of a tag or of a path prefix that many
//! operations share.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::draft::Draft;
use crate::compare::Rule;

/// Replaces the operation in the position of a change that several operations share.
pub(in crate::compare) const SEVERAL: &str = "several operations";

/// The drafts, with equal ones of several operations merged.
pub(super) fn merge(drafts: Vec<Draft>) -> Vec<Draft> {
    let mut first: BTreeMap<String, usize> = BTreeMap::new();
    let mut merged: Vec<Draft> = Vec::new();
    for draft in drafts {
        let Some(shared) = shared(&draft) else {
            merged.push(draft);
            continue;
        };
        let at = *first.entry(shared.key).or_insert(merged.len());
        match merged.get_mut(at) {
            None => merged.push(draft),
            Some(known) => {
                known.operation = None;
                known.place = match shared.place {
                    Some(place) => format!("{SEVERAL} -> {place}"),
                    None => SEVERAL.to_owned(),
                };
                if let Some((was, is)) = shared.prefixes {
                    known.message = format!("the paths began with `{was}` and begin with `{is}`");
                    (known.before, known.after) = (Some(was.into()), Some(is.into()));
                }
                if known.identity != draft.identity {
                    known.identity = Some(json!([known.identity, draft.identity]));
                }
                known.reached.extend(draft.reached);
                known.subjects.extend(draft.subjects);
            }
        }
    }
    merged
}

/// The common part of equal drafts of several operations.
struct Shared {
    key: String,
    /// The position within the operation; `None` for the operation as a whole.
    place: Option<String>,
    /// The old and new path prefix, if nothing else about it changed.
    prefixes: Option<(String, String)>,
}

/// The part that several operations can share; `None` for a draft about a single one, or already
/// about several.
fn shared(draft: &Draft) -> Option<Shared> {
    let operation = draft.reached.first().filter(|_| draft.reached.len() == 1)?;
    let value = |value: &Option<Value>| value.as_ref().map(ToString::to_string);
    let (place, prefixes) = match draft.rule {
        Rule::PathChanged => (None, Some(prefixes(draft)?)),
        Rule::TagsChanged => (None, None),
        _ if draft.operation.is_some() => return None,
        _ => {
            let place = draft.place.strip_prefix(operation.operation.as_str())?;
            (Some(place.strip_prefix(" -> ")?.to_owned()), None)
        }
    };
    let said = match &prefixes {
        Some(prefixes) => format!("{prefixes:?}"),
        None => format!(
            "{}\n{:?}\n{:?}",
            draft.message,
            value(&draft.before),
            value(&draft.after)
        ),
    };
    let key = format!(
        "{:?}\n{place:?}\n{said}\n{:?}\n{:?}\n{:?}",
        draft.rule, draft.http, draft.direction, operation.direction,
    );
    Some(Shared {
        key,
        place,
        prefixes,
    })
}

/// The old and new prefix of an operation's path, if the rest of it and the method are the same.
fn prefixes(draft: &Draft) -> Option<(String, String)> {
    let path = |value: &Option<Value>| -> Option<(String, Vec<String>)> {
        let (method, path) = value.as_ref()?.as_str()?.split_once(' ')?;
        let segments = path.split('/').map(str::to_owned);
        Some((method.to_owned(), segments.collect()))
    };
    let ((method, old), (other, new)) = (path(&draft.before)?, path(&draft.after)?);
    let same = old.iter().rev().zip(new.iter().rev());
    let same = same.take_while(|(old, new)| old == new).count();
    // The text before the first slash is the same in all paths.
    let same = same.min(old.len() - 1).min(new.len() - 1);
    let prefix = |path: &[String]| format!("{}/", path[..path.len() - same].join("/"));
    (method == other && same > 0).then(|| (prefix(&old), prefix(&new)))
}

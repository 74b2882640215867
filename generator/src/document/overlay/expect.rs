//! `x-expect`: the value that an action expects at its target before it changes anything.

use std::collections::BTreeSet;

use serde_json::{Map, Value};

use super::message::shown;
use crate::document::Pointer;

/// The maximum number of differences listed for one target.
const LISTED: usize = 3;

/// The differences from the expectation, one line each; empty if it is met.
///
/// Objects are compared as a merge patch (RFC 7396): members that the expectation doesn't list may have
/// any value, and `null` means that a member must be absent. Other values must be equal.
pub(crate) fn differences(expected: &Value, found: &Value) -> Vec<String> {
    let mut differences = Vec::new();
    compare(expected, Some(found), &Pointer::root(), &mut differences);
    let more = differences.len().saturating_sub(LISTED);
    differences.truncate(LISTED);
    if more > 0 {
        differences.push(format!("and {more} more"));
    }
    differences
}

/// The members of an expected object that don't meet the expectation; `true` marks those that were
/// expected to be absent.
pub(super) fn unmet<'e>(
    expected: &'e Map<String, Value>,
    found: &Map<String, Value>,
) -> Vec<(&'e str, bool)> {
    let mut unmet = Vec::new();
    for (key, value) in expected {
        let mut differences = Vec::new();
        let at = Pointer::root().child(key);
        compare(value, found.get(key), &at, &mut differences);
        if !differences.is_empty() {
            unmet.push((key.as_str(), is_absence(value)));
        }
    }
    unmet
}

/// Whether only absent members are expected.
fn is_absence(expected: &Value) -> bool {
    match expected {
        Value::Null => true,
        Value::Object(members) => !members.is_empty() && members.values().all(is_absence),
        _ => false,
    }
}

fn compare(expected: &Value, found: Option<&Value>, at: &Pointer, out: &mut Vec<String>) {
    let is_member = !at.as_str().is_empty();
    if let (Value::Object(expected), Some(Value::Object(found))) = (expected, found) {
        for (key, value) in expected {
            compare(value, found.get(key), &at.child(key), out);
        }
        return;
    }
    let absent = is_member && expected.is_null();
    let met = match found {
        // The members of an absent object are absent, too.
        None => is_member && is_absence(expected),
        Some(found) => !absent && expected == found,
    };
    if met {
        return;
    }
    let what = if is_member {
        format!("member `{at}`: ")
    } else {
        String::new()
    };
    if let (Value::Array(expected), Some(Value::Array(found))) = (expected, found)
        && let Some(difference) = of_items(expected, found)
    {
        out.push(format!("{what}{difference}"));
        return;
    }
    let (expected, found) = match (expected, found) {
        (Value::String(expected), Some(Value::String(found))) => from_difference(expected, found),
        _ => (
            if absent {
                "absence".to_owned()
            } else {
                shown(expected)
            },
            found.map_or("nothing".to_owned(), shown),
        ),
    };
    out.push(format!("{what}expected {expected}, found {found}"));
}

/// The items that a list gained and lost; `None` if the lists have no items in common.
fn of_items(expected: &[Value], found: &[Value]) -> Option<String> {
    let texts = |items: &[Value]| items.iter().map(Value::to_string).collect::<Vec<_>>();
    let (was, is) = (texts(expected), texts(found));
    let without = |all: &[String], others: &[String]| {
        let others: BTreeSet<&String> = others.iter().collect();
        let left = all.iter().filter(|item| !others.contains(item));
        left.cloned().collect::<Vec<_>>()
    };
    let (lost, gained) = (without(&was, &is), without(&is, &was));
    if lost.len() == was.len() {
        return None;
    }
    let listed = |items: Vec<String>| {
        let more = items.len().saturating_sub(LISTED);
        let mut items: Vec<String> = items.into_iter().take(LISTED).collect();
        if more > 0 {
            items.push(format!("{more} more"));
        }
        items.join(", ")
    };
    Some(match (lost.is_empty(), gained.is_empty()) {
        (true, true) if was.len() == is.len() => "the same items in another order".to_owned(),
        (true, true) => format!("expected {} items, found {}", was.len(), is.len()),
        (true, false) => format!("gained {}", listed(gained)),
        (false, true) => format!("lost {}", listed(lost)),
        (false, false) => format!("gained {}, lost {}", listed(gained), listed(lost)),
    })
}

/// Two strings, each from shortly before the first difference.
fn from_difference(expected: &str, found: &str) -> (String, String) {
    const BEFORE: usize = 20;
    let common = expected.chars().zip(found.chars());
    let common = common.take_while(|(one, other)| one == other).count();
    let skipped = common.saturating_sub(BEFORE);
    let tail = |text: &str| {
        let rest: String = text.chars().skip(skipped).collect();
        let mark = if skipped > 0 { "…" } else { "" };
        shown(&Value::String(format!("{mark}{rest}")))
    };
    (tail(expected), tail(found))
}

//! `x-expect`: what an action expects at its target before it changes anything.

use serde_json::Value;

use super::message::shown;
use crate::document::Pointer;

/// What differs from the expectation, in words; `None` where it is met.
///
/// Objects are read as a merge patch (RFC 7396): members that the expectation does not name may
/// be anything, `null` says that a member must be absent. All else must be equal as a whole.
pub(super) fn difference(expected: &Value, found: &Value) -> Option<String> {
    let mut differences = Vec::new();
    compare(expected, Some(found), &Pointer::root(), &mut differences);
    let more = differences.len().saturating_sub(3);
    differences.truncate(3);
    if more > 0 {
        differences.push(format!("and {more} more"));
    }
    (!differences.is_empty()).then(|| differences.join("; "))
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
        None => absent,
        Some(found) => !absent && expected == found,
    };
    if !met {
        let what = if is_member {
            format!("member `{at}`: ")
        } else {
            String::new()
        };
        let expected = if absent {
            "absence".to_owned()
        } else {
            shown(expected)
        };
        let found = found.map_or("nothing".to_owned(), shown);
        out.push(format!("{what}expected {expected}, found {found}"));
    }
}

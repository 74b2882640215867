//! Phrases of messages for queries, nodes and values.

use serde_json::Value;

use super::query::query as parse;
use crate::document::Pointer;
use crate::document::read::kind;

/// The longest prefix of a query that matches a node, and that node: it shows at which step the
/// description differs from the overlay author's version.
pub(super) fn nearest(value: &Value, query: &str) -> String {
    let ends = query
        .char_indices()
        .rev()
        .filter(|(_, c)| matches!(c, '.' | '['));
    for (end, _) in ends {
        let start = query[..end].trim_end_matches('.');
        let Ok(path) = parse(start) else {
            continue;
        };
        let found = path.query(value);
        if let Some(first) = found.first() {
            return match first {
                Value::Object(members) => {
                    let keys: Vec<String> = members.keys().map(|key| format!("{key:?}")).collect();
                    format!("`{start}` exists and has {}", shorten(&keys.join(", ")))
                }
                other => format!("`{start}` exists and is {}", shown(other)),
            };
        }
    }
    format!("the description is {}", kind(value))
}

/// The first of these addresses, as a list.
pub(super) fn listed(pointers: &[Pointer]) -> String {
    let mut list: Vec<String> = pointers
        .iter()
        .take(5)
        .map(|pointer| format!("`{pointer}`"))
        .collect();
    if pointers.len() > list.len() {
        list.push(format!("and {} more", pointers.len() - list.len()));
    }
    list.join(", ")
}

/// A value as JSON, shortened.
pub(super) fn shown(value: &Value) -> String {
    shorten(&value.to_string())
}

/// A string, shortened.
pub(super) fn shorten(text: &str) -> String {
    const LENGTH: usize = 120;
    match text.char_indices().nth(LENGTH) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}

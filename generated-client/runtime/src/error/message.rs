//! The server's own error message, for people.

use serde_json::Value;

use super::display::{bounded, one_line};

/// Property names that APIs use, the most specific first: at the top level (RFC 9457 has `detail`
/// and `title`), or in an object or list named `error` or `errors`.
const NAMES: [&str; 8] = [
    "message",
    "error_description",
    "detail",
    "error_message",
    "errorMessage",
    "description",
    "title",
    "reason",
];

/// The message of an error body in JSON, on one line of at most 1 KiB.
pub(super) fn message(body: &[u8]) -> Option<String> {
    let body: Value = serde_json::from_slice(body).ok()?;
    let text = find(&body, 0)?;
    Some(bounded(one_line(text)))
}

fn find(value: &Value, depth: usize) -> Option<&str> {
    match value {
        Value::Object(object) => {
            let named = NAMES.iter().find_map(|name| text(object.get(*name)?));
            named.or_else(|| {
                let mut inner = ["error", "errors"]
                    .into_iter()
                    .filter_map(|name| object.get(name));
                inner.find_map(|value| text(value).or_else(|| nested(value, depth)))
            })
        }
        Value::Array(items) => items
            .iter()
            .find_map(|item| text(item).or_else(|| nested(item, depth))),
        _ => None,
    }
}

fn nested(value: &Value, depth: usize) -> Option<&str> {
    match depth {
        0..3 => find(value, depth + 1),
        _ => None,
    }
}

fn text(value: &Value) -> Option<&str> {
    value.as_str().filter(|text| !text.trim().is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn messages() {
        for (body, expected) in [
            (r#"{"message":"no"}"#, Some("no")),
            (
                r#"{"title":"Not found","detail":"no such thing"}"#,
                Some("no such thing"),
            ),
            (r#"{"title":"Not found","status":404}"#, Some("Not found")),
            (r#"{"error":{"code":7,"message":"a\nb"}}"#, Some("a b")),
            (
                r#"{"error":"invalid_grant","error_description":"expired"}"#,
                Some("expired"),
            ),
            (r#"{"error":"invalid_grant"}"#, Some("invalid_grant")),
            (
                r#"{"errors":[{"code":1},{"message":"second"}]}"#,
                Some("second"),
            ),
            (r#"[{"message":"first"}]"#, Some("first")),
            (r#"{"message":"","detail":"d"}"#, Some("d")),
            (r#"{"message":{"text":1}}"#, None),
            ("<html>", None),
            ("", None),
        ] {
            assert_eq!(message(body.as_bytes()).as_deref(), expected, "{body}");
        }
        let long = format!(r#"{{"message":"{}"}}"#, "ä".repeat(100_000));
        assert!(message(long.as_bytes()).is_some_and(|text| text.len() <= 1024));
    }
}

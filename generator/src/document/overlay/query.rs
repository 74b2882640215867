//! Queries of overlay actions (JSONPath, RFC 9535): parsing queries and writing their parts.

use serde_json_path::JsonPath;

/// Parses a query (RFC 9535). Length and nesting are limited, since the parser is recursive and
/// backtracks.
pub(super) fn query(text: &str) -> Result<JsonPath, String> {
    const LENGTH: usize = 2_000;
    const NESTING: usize = 8;
    let mut open = 0usize;
    let mut nesting = 0;
    let mut quote = None;
    for c in text.chars() {
        match (quote, c) {
            (Some(end), _) if end == c => quote = None,
            (Some(_), _) => {}
            (None, '\'' | '"') => quote = Some(c),
            (None, '[' | '(') => open += 1,
            (None, ']' | ')') => open = open.saturating_sub(1),
            (None, _) => {}
        }
        nesting = nesting.max(open);
    }
    if text.len() > LENGTH || nesting > NESTING {
        return Err(format!(
            "it is longer than {LENGTH} bytes or nested more than {NESTING} levels deep"
        ));
    }
    JsonPath::parse(text).map_err(|error| error.to_string())
}

/// A child by name: in shorthand if the grammar allows it (RFC 9535 section 2.5.1).
pub(crate) fn member(name: &str) -> String {
    let mut bytes = name.bytes();
    let starts = bytes
        .next()
        .is_some_and(|byte| byte.is_ascii_alphabetic() || byte == b'_');
    if starts && bytes.all(|byte| byte.is_ascii_alphanumeric() || byte == b'_') {
        format!(".{name}")
    } else {
        format!("[{}]", quoted(name))
    }
}

/// A string literal in single quotes (RFC 9535 section 2.3.1.1).
pub(crate) fn quoted(text: &str) -> String {
    let mut literal = "'".to_owned();
    for character in text.chars() {
        match character {
            '\'' | '\\' => literal.extend(['\\', character]),
            control if control.is_ascii_control() => {
                literal.push_str(&format!("\\u{:04x}", u32::from(control)));
            }
            other => literal.push(other),
        }
    }
    literal.push('\'');
    literal
}

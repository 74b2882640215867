//! Queries of overlay actions (JSONPath, RFC 9535).

use serde_json_path::JsonPath;

/// Parses a query (RFC 9535). Its length and nesting are bounded, for the parser is recursive and
/// tries alternatives.
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
            "it is longer than {LENGTH} bytes or nested more than {NESTING} deep"
        ));
    }
    JsonPath::parse(text).map_err(|error| error.to_string())
}

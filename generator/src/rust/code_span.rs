//! Code in documentation.

/// A code span, whose fence is longer than any in the text (CommonMark, section 6.1).
pub(super) fn code_span(text: &str) -> String {
    let runs = text.split(|c: char| c != '`').map(str::len);
    match runs.max().unwrap_or_default() {
        0 => format!("`{text}`"),
        longest => {
            let fence = "`".repeat(longest + 1);
            format!("{fence} {text} {fence}")
        }
    }
}

//! Numbers and untrusted text, prepared for display.

use generator::diagnostic;

/// `1 overlay`, `2 overlays`, `1,234 files`: a count with its noun.
pub(crate) fn count(number: usize, noun: &str) -> String {
    let digits = number.to_string();
    let mut grouped = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    let plural = if number == 1 { "" } else { "s" };
    format!("{grouped} {noun}{plural}")
}

/// Untrusted text, such as a server's, escaped for a terminal and bounded in length.
pub(crate) fn printable(text: &str) -> String {
    diagnostic::escape(text).chars().take(200).collect()
}

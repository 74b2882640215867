//! Percent-encoding only: every byte except `A-Z a-z 0-9 - . _ ~` is written as `%XX`, unless the
//! description allows more. A deny-list would have to know every parser on the way.

use std::fmt;

/// How a list is written in a query string (OpenAPI, [`style` and `explode`]).
///
/// [`style` and `explode`]: https://spec.openapis.org/oas/v3.0.3#style-values
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ListStyle {
    /// `ids=1&ids=2`: `form`, exploded.
    Repeat,
    /// `ids=1,2`: `form`, not exploded.
    Comma,
    /// `ids=1%202`: `spaceDelimited`.
    Space,
    /// `ids=1%7C2`: `pipeDelimited`.
    Pipe,
}

pub(crate) fn push_encoded(out: &mut String, text: &str) {
    push_except(out, text, b"-._~");
}

/// Appends its input, encoded.
pub(super) struct Encoder<'a>(pub(super) &'a mut String);

impl fmt::Write for Encoder<'_> {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        push_encoded(self.0, text);
        Ok(())
    }
}

/// Leaves the reserved characters that a query can hold (RFC 3986, section 3.4), except `&` and
/// `+`, which would end the value or become a space, and `'`, which URL parsers rewrite.
pub(super) fn push_reserved(out: &mut String, text: &str) {
    push_except(out, text, b"-._~:/?@!$()*,;=");
}

/// Like [`push_reserved`] for a whole query, in which `&`, `=` and `+` have their meaning in a
/// form.
pub(super) fn push_reserved_text(out: &mut String, text: &str) {
    push_except(out, text, b"-._~:/?@!$()*,;=&+");
}

/// Like [`push_reserved_text`] for encoded text; only characters that a URL cannot hold are
/// encoded.
pub(super) fn push_encoded_text(out: &mut String, text: &str) {
    push_except(out, text, b"-._~:/?@!$()*,;=&+%");
}

/// Leaves the reserved characters that a segment of a path can hold (RFC 3986, section 3.3).
pub(super) fn push_reserved_segment(out: &mut String, text: &str) {
    push_except(out, text, b"-._~!$&'()*+,;=:@");
}

fn push_except(out: &mut String, text: &str, kept: &[u8]) {
    const HEX: &[u8; 16] = b"0123456789ABCDEF";
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || kept.contains(&byte) {
            out.push(char::from(byte));
        } else {
            out.push('%');
            out.push(char::from(HEX[usize::from(byte >> 4)]));
            out.push(char::from(HEX[usize::from(byte & 15)]));
        }
    }
}

/// Why a value cannot be a path segment. URL parsers resolve `.` and `..` in every encoding,
/// `%2E%2E` included, so that they would address another operation.
pub(super) fn segment_defect(value: &str) -> Option<&'static str> {
    match value {
        "" => Some("is empty, which would address another operation"),
        "." => Some("is `.`, which URL parsers remove from a path"),
        ".." => Some("is `..`, which URL parsers resolve to the parent path"),
        _ => None,
    }
}

/// `name=value`, both encoded.
pub(super) fn pair(name: &str, value: &str) -> String {
    let mut out = String::with_capacity(name.len() + value.len() + 1);
    push_encoded(&mut out, name);
    out.push('=');
    push_encoded(&mut out, value);
    out
}

/// The pairs of a list; empty if the list is.
pub(super) fn list(name: &str, style: ListStyle, values: Vec<String>) -> String {
    let delimiter = match style {
        ListStyle::Repeat => {
            let pairs: Vec<String> = values.iter().map(|value| pair(name, value)).collect();
            return pairs.join("&");
        }
        ListStyle::Comma => ",",
        ListStyle::Space => "%20",
        ListStyle::Pipe => "%7C",
    };
    let mut out = String::new();
    for (index, value) in values.iter().enumerate() {
        if index == 0 {
            push_encoded(&mut out, name);
            out.push('=');
        } else {
            out.push_str(delimiter);
        }
        push_encoded(&mut out, value);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_unreserved_bytes_stay() {
        let all: String = (0..=127u8).map(char::from).collect();
        let mut out = String::new();
        push_encoded(&mut out, &all);
        let kept: String = {
            let mut rest = out.as_str();
            let mut kept = String::new();
            while let Some(c) = rest.chars().next() {
                if c == '%' {
                    rest = &rest[3..];
                } else {
                    kept.push(c);
                    rest = &rest[1..];
                }
            }
            kept
        };
        assert_eq!(
            kept,
            "-.0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz~"
        );
        let mut out = String::new();
        push_encoded(&mut out, "å/ ");
        assert_eq!(out, "%C3%A5%2F%20");
    }

    #[test]
    fn lists() {
        let values = || vec!["a,b".to_owned(), "c d".to_owned()];
        for (style, expected) in [
            (ListStyle::Repeat, "x%5B%5D=a%2Cb&x%5B%5D=c%20d"),
            (ListStyle::Comma, "x%5B%5D=a%2Cb,c%20d"),
            (ListStyle::Space, "x%5B%5D=a%2Cb%20c%20d"),
            (ListStyle::Pipe, "x%5B%5D=a%2Cb%7Cc%20d"),
        ] {
            assert_eq!(list("x[]", style, values()), expected);
            assert_eq!(list("x[]", style, Vec::new()), "");
        }
    }
}

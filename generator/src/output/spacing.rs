//! Blank lines between items, which prettyplease omits, and the lines of documentation, which it is given as one.

use crate::emit::LINE_END;

/// prettyplease puts no blank line between items; one before each item that begins with a comment,
/// attribute or keyword makes the file readable.
pub(super) fn space_out(text: &str) -> String {
    let mut spaced = String::with_capacity(text.len() + text.len() / 16);
    let mut before = "";
    // The indent of an item that ends on the line above.
    let mut closed = None;
    // The kind of the item above, which may span several lines.
    let mut last = None;
    let mut lines = text.lines().peekable();
    while let Some(line) = lines.next() {
        let indent = line.bytes().take_while(|byte| *byte == b' ').count();
        let code = &line[indent..];
        // A condition belongs to the line that follows.
        let about = match lines.peek() {
            Some(next) if line.starts_with("#[cfg(") || line.starts_with("#[path") => next,
            _ => code,
        };
        let begins = begins_item(about);
        let group = group(about);
        let ends_one = closed == Some(indent) && indent <= 4;
        if begins && ends_one && (group.is_none() || group != last) {
            spaced.push('\n');
        }
        if before.starts_with("//!") && !line.starts_with("//!") && !line.is_empty() {
            spaced.push('\n');
        }
        if begins || group.is_some() {
            last = group;
        }
        match documentation(code) {
            None => spaced.extend([line, "\n"]),
            Some((comment, lines)) => {
                for text in lines.split(LINE_END) {
                    let text = text.trim_end_matches(' ');
                    spaced.extend([&line[..indent], comment, text, "\n"]);
                }
            }
        }
        let closes = code.starts_with('}') || code.ends_with(';') && !code.starts_with("//");
        closed = closes.then_some(indent);
        before = line;
    }
    spaced
}

/// The comment's mark and the text of several lines of documentation.
fn documentation(code: &str) -> Option<(&str, &str)> {
    let (comment, lines) = code.split_at_checked(3)?;
    (matches!(comment, "///" | "//!") && lines.contains(LINE_END)).then_some((comment, lines))
}

/// The group that a line belongs to: modules without a body, imports of std, of other crates, of
/// this crate, and exports.
fn group(line: &str) -> Option<&'static str> {
    const STARTS: [&str; 7] = [
        "mod ",
        "pub mod ",
        "pub use ",
        "use std::",
        "use crate::",
        "use super::",
        "use ",
    ];
    let start = STARTS.iter().find(|start| line.starts_with(**start))?;
    Some(if *start == "use super::" {
        "use crate::"
    } else {
        start
    })
}

fn begins_item(line: &str) -> bool {
    [
        "///",
        "#[",
        "pub ",
        "pub(",
        "impl",
        "fn ",
        "static ",
        "const ",
        "mod ",
        "use ",
        "rt::json::object! {",
        "rt::operation! {",
    ]
    .iter()
    .any(|start| line.starts_with(start))
}

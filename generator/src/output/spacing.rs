//! Blank lines between items, which prettyplease omits.

/// prettyplease puts no blank line between items; one before each item that begins with a comment,
/// attribute or keyword makes the file readable.
pub(super) fn space_out(text: &str) -> String {
    let mut spaced = String::with_capacity(text.len() + text.len() / 16);
    let mut before = "";
    // The kind of the item above, which may span several lines.
    let mut last = None;
    let mut lines = text.lines().peekable();
    while let Some(line) = lines.next() {
        let indent = line.len() - line.trim_start().len();
        let before_indent = before.len() - before.trim_start().len();
        let is_comment = before.trim_start().starts_with("//");
        let closes = !is_comment
            && (before.trim_start().starts_with('}') || before.trim_end().ends_with(';'));
        // A condition belongs to the line that follows.
        let about = match lines.peek() {
            Some(next) if line.starts_with("#[cfg(") || line.starts_with("#[path") => next,
            _ => line.trim_start(),
        };
        let begins = begins_item(about);
        if closes
            && begins
            && indent == before_indent
            && indent <= 4
            && !(group(about).is_some() && group(about) == last)
            && !before.trim().is_empty()
        {
            spaced.push('\n');
        }
        if before.starts_with("//!") && !line.starts_with("//!") && !line.is_empty() {
            spaced.push('\n');
        }
        if begins || group(about).is_some() {
            last = group(about);
        }
        spaced.push_str(line);
        spaced.push('\n');
        before = line;
    }
    spaced
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

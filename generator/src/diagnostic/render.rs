//! Diagnostics as text, in rustc's manner.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use unicode_width::UnicodeWidthStr as _;

use super::Code;
use super::excerpt::Excerpt;
use super::finding::{Diagnostic, order};
use super::severity::Severity;

/// Causes of one code that are shown; with more of them nobody reads one.
const SHOWN: usize = 20;

/// The diagnostics as text: errors first, then by file and position, a blank line between two. Notes
/// that say the same of several positions have one cause: the first is shown, and how many more
/// there are. Of one code the first 20 causes are shown.
///
/// Text of the document is escaped by [`escape`], so that it cannot write to a terminal.
#[must_use]
pub fn render(diagnostics: &[Diagnostic]) -> String {
    render_up_to(diagnostics, SHOWN)
}

/// As [`render`], with the number of causes of one code that are shown.
#[must_use]
pub fn render_up_to(diagnostics: &[Diagnostic], most: usize) -> String {
    let mut sorted: Vec<&Diagnostic> = diagnostics.iter().collect();
    sorted.sort_by(|a, b| order(a, b));
    let is_note = |it: &Diagnostic| it.severity() == Severity::Note;
    let mut positions: BTreeMap<(Code, &str), usize> = BTreeMap::new();
    for note in sorted.iter().filter(|it| is_note(it)) {
        *positions.entry((note.code, &note.message)).or_default() += 1;
    }
    let mut texts = Vec::new();
    let mut causes: BTreeMap<Code, (usize, usize)> = BTreeMap::new();
    for diagnostic in sorted {
        if !is_note(diagnostic) {
            texts.push(one(diagnostic, 0));
            continue;
        }
        // Only the first position of a cause is still in the map.
        let Some(count) = positions.remove(&(diagnostic.code, &diagnostic.message)) else {
            continue;
        };
        let (seen, hidden) = causes.entry(diagnostic.code).or_default();
        *seen += 1;
        if *seen > most {
            *hidden += count;
        } else {
            texts.push(one(diagnostic, count - 1));
        }
    }
    for (code, (seen, hidden)) in causes.into_iter().filter(|(_, (_, hidden))| *hidden > 0) {
        let (more, code, title) = (seen - most, code.as_str(), code.title());
        let causes = match more == hidden {
            true => String::new(),
            false => format!(", of {more} causes"),
        };
        texts.push(format!(
            "note[{code}]: and {hidden} more{causes}: {title}\n"
        ));
    }
    texts.join("\n")
}

/// One diagnostic, and at how many more positions the same is true.
fn one(diagnostic: &Diagnostic, more: usize) -> String {
    let severity = match diagnostic.severity() {
        Severity::Error => "error",
        Severity::Skipped => "skipped",
        Severity::Note => "note",
    };
    let code = diagnostic.code;
    let mut text = format!(
        "{severity}[{}]: {}\n",
        code.as_str(),
        escape(&diagnostic.message)
    );
    let number = diagnostic
        .place
        .map_or(String::new(), |place| place.line.to_string());
    let gutter = " ".repeat(number.len().max(1));
    // Writing to a string does not fail.
    if !diagnostic.file.is_empty() {
        let _ = write!(text, "{gutter}--> {}", escape(&diagnostic.file));
        if let Some(place) = diagnostic.place {
            let _ = write!(text, ":{}:{}", place.line, place.column);
        }
        text.push('\n');
    }
    if let Some(excerpt) = &diagnostic.excerpt {
        let (line, mark) = marked(excerpt);
        let _ = write!(text, "{gutter} |\n{number} | {line}\n{gutter} | {mark}\n");
    }
    let _ = writeln!(
        text,
        "{gutter} = at {}",
        escape(&diagnostic.pointer.to_string())
    );
    if more > 0 {
        let plural = if more == 1 { "" } else { "s" };
        let _ = writeln!(text, "{gutter} = and at {more} more position{plural}");
    }
    let _ = writeln!(text, "{gutter} = help: {}", code.help());
    text
}

/// The excerpt as shown, and the line under it that marks the word at the place.
fn marked(excerpt: &Excerpt) -> (String, String) {
    let split = excerpt
        .text
        .char_indices()
        .nth(excerpt.column.saturating_sub(1))
        .map_or(excerpt.text.len(), |(index, _)| index);
    let (before, from) = excerpt.text.split_at(split);
    let quote = from
        .chars()
        .next()
        .filter(|first| matches!(first, '"' | '\''));
    let word = match quote.and_then(|quote| from[1..].find(quote)) {
        Some(end) => &from[..end + 2],
        None => {
            let end = from
                .find(|c: char| c.is_whitespace() || c == ',')
                .unwrap_or(from.len());
            from[..end].trim_end_matches(':')
        }
    };
    let shown = |text: &str| escape(&text.replace('\t', " "));
    let before = shown(before);
    // A long word is marked by its beginning.
    let (indent, width) = (before.width(), shown(word).width().clamp(1, 40));
    (
        format!("{before}{}", shown(from)),
        format!("{}{}", " ".repeat(indent), "^".repeat(width)),
    )
}

/// Makes text of a document harmless to show: control characters (C0, C1), line separators and
/// the characters that reorder or hide text (bidirectional controls, zero-width ones) appear as
/// escapes, all else as it is.
#[must_use]
pub fn escape(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\n' | '\r' | '\t' => shown.extend(c.escape_default()),
            '\u{61c}'
            | '\u{200b}'..='\u{200f}'
            | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}'
            | '\u{feff}' => shown.extend(c.escape_unicode()),
            _ if c.is_control() => shown.extend(c.escape_unicode()),
            _ => shown.push(c),
        }
    }
    shown
}

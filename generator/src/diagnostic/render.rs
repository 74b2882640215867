//! Diagnostics as text, in rustc's style.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use unicode_width::UnicodeWidthStr as _;

use super::Code;
use super::excerpt::Excerpt;
use super::finding::{Diagnostic, order};
use super::severity::Severity;

/// Causes of one code that are shown; a longer list would go unread.
const SHOWN: usize = 20;

/// The diagnostics as text: errors first, then by file and position, separated by blank lines. Notes
/// with the same message at several positions have one cause: the first is shown, with the number of
/// others. Of each code, the first 20 causes are shown.
///
/// Text from the document is escaped by [`escape`], so that it can't control the terminal.
#[must_use]
pub fn render(diagnostics: &[Diagnostic]) -> String {
    render_up_to(diagnostics, SHOWN)
}

/// Like [`render`], with the number of causes to show for each code.
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
        // The map has only the first position of each cause.
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

/// One diagnostic, with the number of further positions that have the same message.
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
    // Writing to a String doesn't fail.
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

/// The excerpt as shown, and the line under it that marks the word at the position.
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
    // For a long word, only its beginning is marked.
    let (indent, width) = (before.width(), shown(word).width().clamp(1, 40));
    (
        format!("{before}{}", shown(from)),
        format!("{}{}", " ".repeat(indent), "^".repeat(width)),
    )
}

/// Escapes text from a document so that it is safe to show: control characters (C0, C1), line
/// separators and characters that reorder or hide text (bidirectional controls, zero-width ones).
/// Everything else is unchanged.
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

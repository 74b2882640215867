//! Text of a document as documentation: it can't run as a test, break out of its comment or
//! turn into markup.

/// The lines of a text, cleaned: control characters and marks that reorder text are gone, code
/// blocks are marked as text so that rustdoc does not compile them, HTML and stray brackets are
/// escaped, bare links become links.
#[must_use]
pub(super) fn clean(text: &str) -> Vec<String> {
    let text: String = text
        .replace("\r\n", "\n")
        .chars()
        .map(|c| {
            if matches!(c, '\r' | '\u{2028}' | '\u{2029}') {
                '\n'
            } else {
                c
            }
        })
        .filter(|c| matches!(c, '\n' | '\t') || is_visible(*c))
        .collect();
    let mut lines: Vec<String> = Vec::new();
    let mut fenced = false;
    for line in text.trim().lines() {
        let line = line.trim_end().replace('\t', "    ");
        let trimmed = line.trim_start();
        if trimmed.starts_with("```") || trimmed.starts_with("~~~") {
            lines.push(if fenced {
                "```".into()
            } else {
                "```text".into()
            });
            fenced = !fenced;
        } else if fenced {
            lines.push(line);
        } else {
            // Four blanks, in front or in a list, make a code block, which rustdoc would run.
            let words: Vec<&str> = trimmed.split_whitespace().collect();
            lines.push(escape(&words.join(" ")));
        }
    }
    if fenced {
        lines.push("```".into());
    }
    lines
}

/// The first paragraph of a text in one line.
#[must_use]
pub(super) fn clean_line(text: &str) -> String {
    let lines = clean(text);
    let paragraph = lines
        .iter()
        .take_while(|line| !line.is_empty() && !line.starts_with("```"));
    paragraph.map(String::as_str).collect::<Vec<_>>().join(" ")
}

/// Whether a character may stand in a line of documentation: no control character, no line end, no
/// mark that hides or reorders text, which rustc refuses in comments.
pub(crate) fn is_visible(c: char) -> bool {
    !(c.is_control()
        || matches!(c, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}'))
}

/// Escapes what Markdown would read as a link, a tag or the fence of a code block; code spans stay
/// as they are (CommonMark 0.31, sections 2.4, 6.1 and 6.3).
fn escape(line: &str) -> String {
    let mut escaped = String::with_capacity(line.len());
    let mut rest = line;
    while let Some(c) = rest.chars().next() {
        let run = match c {
            '`' | '~' => rest.len() - rest.trim_start_matches(c).len(),
            _ => 0,
        };
        let taken = match c {
            '`' if run < 3 && span_end(&rest[run..], run).is_some() => {
                let end = run + span_end(&rest[run..], run).unwrap_or_default();
                escaped.push_str(&rest[..end]);
                end
            }
            '~' if run < 3 => {
                escaped.push_str(&rest[..run]);
                run
            }
            '`' | '~' | '[' | ']' | '<' | '>' => {
                escaped.push('\\');
                escaped.push(c);
                1
            }
            '\\' if rest[1..].starts_with(|c: char| c.is_ascii_punctuation()) => {
                escaped.push_str(&rest[..2]);
                2
            }
            'h' if starts_link(rest) => {
                let end = link_end(rest);
                escaped.push_str(&format!("<{}>", &rest[..end]));
                end
            }
            _ => {
                escaped.push(c);
                c.len_utf8()
            }
        };
        rest = &rest[taken..];
    }
    escaped
}

/// Where a code span ends that began with so many backticks: behind the next run of as many. One
/// that is longer than this is no code span but a way to keep the search busy.
fn span_end(text: &str, ticks: usize) -> Option<usize> {
    const LONGEST: usize = 4096;
    let mut at = 0;
    while let Some(start) = text[at..].find('`') {
        let start = at + start;
        if start > LONGEST {
            return None;
        }
        let run = text[start..].len() - text[start..].trim_start_matches('`').len();
        at = start + run;
        if run == ticks {
            return Some(at);
        }
    }
    None
}

fn starts_link(rest: &str) -> bool {
    (rest.starts_with("https://") || rest.starts_with("http://")) && link_end(rest) > 8
}

fn link_end(text: &str) -> usize {
    let end = text
        .find(|c: char| {
            c.is_whitespace()
                || matches!(
                    c,
                    '<' | '>' | '"' | '`' | '[' | ']' | ')' | '(' | '|' | '\\'
                )
        })
        .unwrap_or(text.len());
    text[..end]
        .trim_end_matches(['.', ',', ';', ':', '!', '?', '\''])
        .len()
}

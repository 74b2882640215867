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
        .filter(|c| *c == '\n' || *c == '\t' || !(c.is_control() || is_reordering(*c)))
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
            // Four blanks in front make a code block, which rustdoc would run.
            lines.push(escape(trimmed));
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

fn is_reordering(c: char) -> bool {
    matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}')
}

/// Escapes what Markdown would read as a link or a tag; code spans stay as they are.
fn escape(line: &str) -> String {
    let mut escaped = String::with_capacity(line.len());
    let spans = line.matches('`').count() / 2 * 2;
    let mut ticks = 0;
    let mut before = ' ';
    let mut link_ends_at = 0;
    for (index, c) in line.char_indices() {
        let in_code = ticks % 2 == 1;
        if index < link_ends_at {
            escaped.push(c);
            if index + c.len_utf8() == link_ends_at {
                escaped.push('>');
            }
            continue;
        }
        match c {
            '`' if ticks < spans => {
                ticks += 1;
                escaped.push('`');
            }
            '`' => escaped.push_str("\\`"),
            '[' | ']' | '<' | '>' if !in_code && before != '\\' => {
                escaped.push('\\');
                escaped.push(c);
            }
            'h' if !in_code && starts_link(&line[index..]) => {
                link_ends_at = index + link_end(&line[index..]);
                escaped.push_str("<h");
            }
            _ => escaped.push(c),
        }
        before = c;
    }
    escaped
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

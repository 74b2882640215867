//! Wraps a bullet to lines of Markdown.

/// The maximum width of lines that can be broken.
const WIDTH: usize = 100;

/// A bullet, broken only before words and code: other characters at the beginning of a line could
/// be markup.
pub(super) fn wrap(sentence: &str) -> String {
    let mut text = "-".to_owned();
    let mut width = text.len();
    for word in words(sentence) {
        let length = word.chars().count() + 1;
        let first = text.len() == 1;
        let breakable = word.starts_with(|c: char| c.is_alphabetic() || c == '`');
        if width + length > WIDTH && breakable && !first {
            text.push_str("\n  ");
            width = length + 1;
        } else {
            text.push(' ');
            width += length;
        }
        text.push_str(word);
    }
    text.push('\n');
    text
}

/// The words of a line of Markdown; code is one word with the characters that touch it.
pub(super) fn words(text: &str) -> Vec<&str> {
    let mut words = Vec::new();
    let mut start = 0;
    let mut at = 0;
    while let Some(found) = text[at..].find([' ', '`']) {
        at += found;
        if text[at..].starts_with(' ') {
            words.push(&text[start..at]);
            at += 1;
            start = at;
            continue;
        }
        let run = text[at..].len() - text[at..].trim_start_matches('`').len();
        at += run;
        at += code_length(&text[at..], run).unwrap_or_default();
    }
    words.push(&text[start..]);
    words
}

/// The length of the code before a run of `fence` backticks, including that run.
fn code_length(text: &str, fence: usize) -> Option<usize> {
    let mut at = 0;
    while let Some(found) = text[at..].find('`') {
        at += found;
        let run = text[at..].len() - text[at..].trim_start_matches('`').len();
        at += run;
        if run == fence {
            return Some(at);
        }
    }
    None
}

#[test]
fn lines_end_outside_of_code() {
    let text = "`a b` c `` ` d `` e";
    assert_eq!(words(text), ["`a b`", "c", "`` ` d ``", "e"]);
}

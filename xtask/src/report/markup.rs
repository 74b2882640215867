//! Untrusted text in Markdown, so that it stays text: no markup, no mentions, no links, no
//! references to issues.
//!
//! GitHub looks for mentions and references in the rendered Markdown, so a backslash doesn't prevent
//! them, but code does.

use generator::diagnostic::escape;

use super::wording::line;

/// The longest run of backticks within code: GitHub doesn't recognize longer fences.
const LONGEST_RUN: usize = 20;

/// Untrusted text as code, bounded.
pub(crate) fn code(text: &str) -> String {
    let mut text = line(text);
    if longest_run(&text) > LONGEST_RUN {
        text = text.replace('`', r"\u{60}");
    }
    let fence = "`".repeat(longest_run(&text) + 1);
    // One space at both ends is stripped on rendering (CommonMark 0.31, section 6.1).
    let delicate = |c: char| c == '`' || c == ' ';
    let pad = if text.is_empty() || text.starts_with(delicate) || text.ends_with(delicate) {
        " "
    } else {
        ""
    };
    format!("{fence}{pad}{text}{pad}{fence}")
}

/// A sentence with untrusted names in backticks: they become code, and so does each other part that
/// could be anything but a word.
pub(crate) fn prose(sentence: &str) -> String {
    let sentence = escape(sentence);
    let mut written = String::with_capacity(sentence.len());
    let mut parts = sentence.split('`').peekable();
    let mut in_code = false;
    while let Some(part) = parts.next() {
        if in_code && parts.peek().is_some() {
            append(&mut written, &code(part));
        } else {
            // An unpaired last backtick closes nothing.
            let part = if in_code {
                format!("`{part}")
            } else {
                part.to_owned()
            };
            for word in part.split_inclusive(' ') {
                append_word(&mut written, word);
            }
        }
        in_code = !in_code;
    }
    written
}

fn append_word(written: &mut String, word: &str) {
    let core = word.trim_start_matches(['(', '"', '\'']);
    let (start, _) = word.split_at(word.len() - core.len());
    let bare = core.trim_end_matches([' ', '.', ',', ';', ':', '!', '?', ')', '"', '\'']);
    let (_, end) = core.split_at(bare.len());
    written.push_str(start);
    if is_word(bare) {
        written.push_str(bare);
    } else {
        append(written, &code(bare));
    }
    written.push_str(end);
}

/// Two adjacent runs of backticks would be one run.
fn append(written: &mut String, code: &str) {
    if written.ends_with('`') {
        written.push(' ');
    }
    written.push_str(code);
}

/// Whether this is a word of prose, a number or an arrow, but not a possible commit hash.
fn is_word(text: &str) -> bool {
    let hexadecimal = |c: char| c.is_ascii_hexdigit();
    let commit = text.len() >= 7 && text.chars().all(hexadecimal);
    let hyphenated = |part: &str| !part.is_empty() && part.chars().all(char::is_lowercase);
    let digits = |part: &str| !part.is_empty() && part.chars().all(|c| c.is_ascii_digit());
    text == "->"
        || text.chars().all(char::is_alphanumeric) && !commit
        || text.split(['-', '\'']).all(hyphenated)
        || text.split(',').all(digits)
}

/// A code block that its content can't end.
pub(crate) fn block(language: &str, content: &str) -> String {
    let fence = "`".repeat(longest_run(content).max(2) + 1);
    format!("{fence}{language}\n{}\n{fence}\n", content.trim_end())
}

/// The longest run of backticks.
fn longest_run(text: &str) -> usize {
    let runs = text.split(|c: char| c != '`').map(str::len);
    runs.max().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::super::sample::ATTACKS;
    use super::*;

    #[test]
    fn what_is_no_word_is_code() {
        for (sentence, expected) in [
            (
                "the property `csid` was removed",
                "the property `csid` was removed",
            ),
            (
                "0.4.2 -> 0.5.0 (rust major)",
                "`0.4.2` -> `0.5.0` (rust major)",
            ),
            (
                "1,234 run-time changes; it's so.",
                "1,234 run-time changes; it's so.",
            ),
            ("@everyone", "`@everyone`"),
            ("see (#12), GH-3.", "see (`#12`), `GH-3`."),
            ("`a``b`", "`a` `b`"),
            ("an odd ` mark", "an odd `` ` `` mark"),
            ("in deadbeef1 or :tada:", "in `deadbeef1` or `:tada`:"),
            ("a\nb", "`a\\nb`"),
        ] {
            assert_eq!(prose(sentence), expected);
        }
    }

    #[test]
    fn code_ends_where_it_should() {
        for (text, expected) in [
            ("a", "`a`"),
            ("", "`  `"),
            ("`", "`` ` ``"),
            ("a``b", "```a``b```"),
            (" a ", "`  a  `"),
            ("\u{202e}a", "`\\u{202e}a`"),
        ] {
            assert_eq!(code(text), expected);
        }
        assert_eq!(code(&"`".repeat(21)), format!("`{}`", r"\u{60}".repeat(21)));
        assert_eq!(block("text", "a\n```\n"), "````text\na\n```\n````\n");
    }

    /// The rest of a line of Markdown without its code (CommonMark 0.31, section 6.1).
    fn without_code(mut text: &str) -> String {
        let mut left = String::new();
        while let Some(at) = text.find('`') {
            left.push_str(&text[..at]);
            let opened = text[at..].trim_start_matches('`');
            let fence = text.len() - at - opened.len();
            let mut rest = opened;
            text = loop {
                let end = rest.find('`').expect("code ends");
                let closed = rest[end..].trim_start_matches('`');
                let run = rest.len() - end - closed.len();
                rest = closed;
                if run == fence {
                    break rest;
                }
            };
        }
        left + text
    }

    #[test]
    fn texts_of_a_description_are_words_or_code() {
        for text in ATTACKS {
            for text in [
                prose(text),
                code(text),
                prose(&format!("`{text}` and {text} `")),
            ] {
                let left = without_code(&text);
                let marks = |c: char| !c.is_alphanumeric() && !" .,;:!?()\"'-".contains(c);
                assert!(!left.contains(marks), "{text}\n{left}");
            }
        }
    }
}

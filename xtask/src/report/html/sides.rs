//! Two texts side by side, with marked differences.

use std::fmt::{self, Write};

use generator::diagnostic::escape;
use similar::{Algorithm, DiffTag, capture_diff_slices, diff_ratio};

use super::text::{clip, markup, rest};

/// The maximum number of characters shown of a text.
const CHARACTERS: usize = 4000;
/// The maximum number of compared tokens; comparing takes quadratic time.
const TOKENS: usize = 400;
/// Below this similarity, marks would only make the texts hard to read.
const ALIKE: f32 = 0.5;

/// Both texts as the content of a `pre`.
pub(super) fn marked(before: &str, after: &str) -> Result<[String; 2], fmt::Error> {
    let ((old, old_rest), (new, new_rest)) = (lines(before), lines(after));
    let (old, new) = (tokens(&old), tokens(&new));
    let mut sides = [String::new(), String::new()];
    let mut operations = Vec::new();
    if old.len().max(new.len()) <= TOKENS {
        operations = capture_diff_slices(Algorithm::Myers, &old, &new);
    }
    if diff_ratio(&operations, old.len(), new.len()) < ALIKE {
        write_all(&mut sides[0], &old)?;
        write_all(&mut sides[1], &new)?;
    } else {
        for operation in operations {
            let (tag, old_range, new_range) = operation.as_tag_tuple();
            for (side, part, element) in [
                (0, old.get(old_range), "del"),
                (1, new.get(new_range), "ins"),
            ] {
                let part = part.unwrap_or_default();
                if tag == DiffTag::Equal || part.is_empty() {
                    write_all(&mut sides[side], part)?;
                } else {
                    write!(sides[side], "<{element}>")?;
                    write_all(&mut sides[side], part)?;
                    write!(sides[side], "</{element}>")?;
                }
            }
        }
    }
    rest(&mut sides[0], old_rest)?;
    rest(&mut sides[1], new_rest)?;
    Ok(sides)
}

/// One text as the content of a `pre`.
pub(super) fn plain(text: &str) -> Result<String, fmt::Error> {
    let (text, left_out) = lines(text);
    let mut shown = String::new();
    markup(&mut shown, &text)?;
    rest(&mut shown, left_out)?;
    Ok(shown)
}

/// The beginning of a text with its line breaks but without other control characters, and the
/// number of remaining characters.
fn lines(text: &str) -> (String, usize) {
    let (text, left_out) = clip(text, CHARACTERS);
    let lines: Vec<_> = text.split('\n').map(escape).collect();
    (lines.join("\n"), left_out)
}

/// Words, runs of white space, and single other characters.
fn tokens(text: &str) -> Vec<&str> {
    let kind = |c: char| match c {
        _ if c.is_alphanumeric() || c == '_' => 0,
        _ if c.is_whitespace() => 1,
        _ => 2,
    };
    let mut tokens = Vec::new();
    let mut rest = text;
    while let Some(first) = rest.chars().next().map(kind) {
        let end = match first {
            2 => rest.chars().next().map(char::len_utf8),
            _ => rest.find(|c| kind(c) != first),
        };
        let (token, behind) = rest.split_at(end.unwrap_or(rest.len()));
        tokens.push(token);
        rest = behind;
    }
    tokens
}

fn write_all(side: &mut String, tokens: &[&str]) -> fmt::Result {
    tokens.iter().try_for_each(|token| markup(side, token))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(before: &str, after: &str, expected: [&str; 2]) {
        assert_eq!(marked(before, after).unwrap(), expected);
    }

    #[test]
    fn what_differs_is_marked() {
        check(
            "fn list(&self, limit: u32)",
            "fn list(&self)",
            [
                "fn list(&amp;self<del>, limit: u32</del>)",
                "fn list(&amp;self)",
            ],
        );
        check(
            "[\n  \"a\"\n]",
            "[\n  \"<b>\"\n]",
            [
                "[\n  &quot;<del>a</del>&quot;\n]",
                "[\n  &quot;<ins>&lt;b&gt;</ins>&quot;\n]",
            ],
        );
    }

    #[test]
    fn texts_with_little_in_common_are_not_marked() {
        check("String", "Option<Uuid>", ["String", "Option&lt;Uuid&gt;"]);
        check("", "u32", ["", "u32"]);
    }

    #[test]
    fn long_texts_are_cut_and_say_so() {
        let [before, after] = marked(&"a ".repeat(3000), "b").unwrap();
        assert!(before.ends_with("a … (2,000 characters more)"), "{before}");
        assert_eq!(after, "b");
    }
}

//! Converts any text in any language to a valid Rust identifier. Nothing else makes identifiers.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::fmt;

use heck::{ToSnakeCase, ToUpperCamelCase};
use serde::Serialize;
use unicode_ident::{is_xid_continue, is_xid_start};
use unicode_normalization::UnicodeNormalization;

use super::spelling::one_capital;

/// A valid identifier, never a keyword. Letters of all scripts are kept.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Ident(String);

/// Words that are not identifiers in any edition, and those with a special meaning in a pattern or
/// path (Rust reference, Keywords).
const KEYWORDS: &[&str] = &[
    "Self", "abstract", "as", "async", "await", "become", "box", "break", "const", "continue",
    "crate", "do", "dyn", "else", "enum", "extern", "false", "final", "fn", "for", "gen", "if",
    "impl", "in", "let", "loop", "macro", "match", "mod", "move", "mut", "override", "priv", "pub",
    "ref", "return", "self", "static", "struct", "super", "trait", "true", "try", "type", "typeof",
    "union", "unsafe", "unsized", "use", "virtual", "where", "while", "yield",
];

/// The types and traits that are in scope everywhere (Rust reference, Preludes, edition 2024): a
/// type of this name would shadow them where it is declared, and where a program imports it.
/// Generated code names everything else by its path.
pub(super) const PRELUDE: &[&str] = &[
    "AsMut",
    "AsRef",
    "AsyncFn",
    "AsyncFnMut",
    "AsyncFnOnce",
    "Box",
    "Clone",
    "Copy",
    "Default",
    "DoubleEndedIterator",
    "Drop",
    "Eq",
    "ExactSizeIterator",
    "Extend",
    "Fn",
    "FnMut",
    "FnOnce",
    "From",
    "FromIterator",
    "Future",
    "Into",
    "IntoFuture",
    "IntoIterator",
    "Iterator",
    "Option",
    "Ord",
    "PartialEq",
    "PartialOrd",
    "Result",
    "Send",
    "Sized",
    "String",
    "Sync",
    "ToOwned",
    "ToString",
    "TryFrom",
    "TryInto",
    "Unpin",
    "Vec",
];

/// Forbidden module names: the file of a folder, and names that no file may have on Windows,
/// whatever its extension.
pub(super) const NO_FILES: &[&str] = &[
    "mod", "con", "prn", "aux", "nul", "com1", "com2", "com3", "com4", "com5", "com6", "com7",
    "com8", "com9", "lpt1", "lpt2", "lpt3", "lpt4", "lpt5", "lpt6", "lpt7", "lpt8", "lpt9",
];

/// The longest identifier that is made from a text, which is cut off.
const LONGEST: usize = 120;

/// Whether a text is a valid name of a crate, module or type, in any case.
pub(super) fn is_name(text: &str) -> bool {
    let begins = |c: char| is_xid_start(c) || c == '_';
    text.starts_with(begins)
        && text != "_"
        && text.chars().all(is_xid_continue)
        && !KEYWORDS.contains(&text)
}

impl Ident {
    /// `end_users`: a function, argument, field or module.
    #[must_use]
    pub fn snake(text: &str) -> Self {
        if is_snake(text) {
            return Self::from_words(text, "value");
        }
        Self::from_words(&words(&one_capital(text)).to_snake_case(), "value")
    }

    /// `EndUsers`: a type or variant.
    #[must_use]
    pub fn pascal(text: &str) -> Self {
        Self::from_words(&words(text).to_upper_camel_case(), "Value")
    }

    /// `N1_5`: a variant of an enum, named after its value. Numbers stay apart.
    #[must_use]
    pub fn variant(text: &str) -> Self {
        let words = words(text);
        let mut name = String::new();
        for part in numbers_apart(&words) {
            if !name.is_empty() {
                name.push('_');
            }
            name.push_str(&part.to_upper_camel_case());
        }
        Self::from_words(&name, "Value")
    }

    /// An existing name, unchanged, from a person or an earlier run: of a type or variant, or else
    /// of a function. `None` if it is invalid.
    #[must_use]
    pub fn exact(name: &str, is_type: bool) -> Option<Self> {
        let plain = name.strip_suffix('_').filter(|it| KEYWORDS.contains(it));
        let letters = plain.unwrap_or(name);
        // Many scripts have no case.
        let begins = |c: char| match is_type {
            true => is_xid_start(c) && !c.is_lowercase(),
            false => is_xid_start(c) && !c.is_uppercase(),
        };
        let is_digit = |c: char| c.is_ascii_digit();
        let inside = |(at, c): (usize, char)| match c {
            // As in `N1_5`.
            '_' if is_type => {
                letters[..at].ends_with(is_digit) && letters[at + 1..].starts_with(is_digit)
            }
            '_' => true,
            c => is_xid_continue(c) && (is_type || !c.is_uppercase()),
        };
        if !name.is_ascii() && !name.nfkc().eq(name.chars()) {
            return None;
        }
        let fits = letters.starts_with(begins)
            && letters.char_indices().all(inside)
            && !letters.ends_with('_')
            && !letters.contains("__")
            && letters.len() <= LONGEST * 2
            && (plain.is_some() || !KEYWORDS.contains(&name));
        fits.then(|| Self(name.to_owned()))
    }

    fn from_words(words: &str, empty: &str) -> Self {
        let mut name = match words.char_indices().nth(LONGEST) {
            Some((end, _)) => whole_words(words, end).to_owned(),
            None => words.to_owned(),
        };
        if !name.is_ascii() {
            name = name.nfkc().filter(|c| is_xid_continue(*c)).collect();
        }
        if name.is_empty() {
            empty.clone_into(&mut name);
        }
        if !name.starts_with(is_xid_start) {
            let upper = empty.starts_with('V');
            name.insert_str(0, if upper { "N" } else { "n" });
        }
        if KEYWORDS.contains(&name.as_str()) {
            name.push('_');
        }
        Self(name)
    }

    /// This name with a prefix.
    #[must_use]
    pub fn after(&self, prefix: &Ident) -> Self {
        Self(format!("{}{}", prefix.0, self.0))
    }

    /// The identifier as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The name of its file, in ASCII for every system: other letters as code points, with a hash
    /// of the whole name, as such a name may be long.
    #[must_use]
    pub fn file(&self) -> Cow<'_, str> {
        if self.0.is_ascii() {
            return Cow::Borrowed(&self.0);
        }
        let mut name = String::new();
        for c in self.0.chars() {
            match c.is_ascii() {
                true => name.push(c),
                false => name.push_str(&format!("u{:x}", u32::from(c))),
            }
        }
        name.truncate(48);
        // FNV-1a.
        let hash = self.0.bytes().fold(0x811c_9dc5_u32, |hash, byte| {
            (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193)
        });
        Cow::Owned(format!("{name}_{hash:08x}"))
    }

    /// The name of a private module. In a script without case it would equal that of its type.
    #[must_use]
    pub fn private_module(&self) -> Self {
        Self(self.file().into_owned())
    }

    /// This name, or, if it is taken exactly or by letter case on disk, the first free one with a
    /// word appended. Marks the result as taken.
    #[must_use]
    pub fn unique(self, taken: &mut BTreeSet<String>) -> Self {
        const MARKS: [&str; 6] = ["Other", "Another", "Further", "More", "Extra", "Spare"];
        let snake = self.0.starts_with(char::is_lowercase);
        // A script without case can't distinguish a type from a function.
        let has_case = snake || self.0.starts_with(char::is_uppercase);
        let mut name = self.clone();
        let mut round = 0;
        while !taken.insert(name.0.to_lowercase()) {
            if !has_case {
                round += 1;
                name = Self(format!("{}{}", self.0, round + 1));
                continue;
            }
            let mark = MARKS[round % MARKS.len()].repeat(1 + round / MARKS.len());
            let text = format!("{} {mark}", self.0.trim_end_matches('_'));
            name = match self.0.contains('_') {
                _ if snake => Self::snake(&text),
                true => Self::variant(&text),
                false => Self::pascal(&text),
            };
            // The mark must not be cut off.
            if self.0.chars().count() + mark.len() >= LONGEST {
                name = Self(format!("{}{round}x", self.0));
            }
            round += 1;
        }
        name
    }
}

impl fmt::Display for Ident {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Whether a text is already written as a function is named: most properties and parameters are.
fn is_snake(text: &str) -> bool {
    let is_word = |word: &str| {
        let mut bytes = word.bytes();
        !word.is_empty() && bytes.all(|b| b.is_ascii_lowercase() || b.is_ascii_digit())
    };
    text.split('_').all(is_word)
}

/// The part of a name up to the byte, without a cut-off word.
fn whole_words(name: &str, end: usize) -> &str {
    let (part, rest) = name.split_at(end);
    if rest.starts_with('_') {
        return part;
    }
    let snake = part.rfind('_');
    let camel = || {
        let begins = rest.starts_with(char::is_uppercase);
        (!begins).then(|| part.rfind(char::is_uppercase)).flatten()
    };
    match snake.max(camel()) {
        Some(at) if at > 0 => &part[..at],
        _ => part,
    }
}

/// The words in parts that end with a digit if the next one begins with one.
fn numbers_apart(words: &str) -> Vec<&str> {
    let mut parts = Vec::new();
    let mut start = 0;
    let mut gap = None;
    for (at, byte) in words.bytes().enumerate() {
        match (byte, gap) {
            (b' ', _) => continue,
            (b'0'..=b'9', Some(end)) if at > end => {
                parts.push(&words[start..end]);
                start = at;
                gap = Some(at + 1);
            }
            (b'0'..=b'9', _) => gap = Some(at + 1),
            _ => gap = None,
        }
    }
    parts.push(&words[start..]);
    parts
}

/// The words of a text: meaningful symbols spelled out, other symbols as gaps, and letters that
/// Rust does not permit as code points.
fn words(text: &str) -> String {
    let mut words = String::new();
    // Full-width letters, ligatures and decomposed letters are normalized.
    let text: Cow<'_, str> = match text.is_ascii() {
        true => Cow::Borrowed(text),
        false => Cow::Owned(text.nfkc().collect()),
    };
    let mut before = ' ';
    for (index, c) in text.char_indices() {
        match c {
            _ if c.is_ascii_alphanumeric() => words.push(c),
            '+' => words.push_str(" plus "),
            '-' if index == 0 && text[1..].starts_with(|c: char| c.is_ascii_digit()) => {
                words.push_str("minus ");
            }
            '<' => words.push_str(" less "),
            '>' => words.push_str(" greater "),
            '=' => words.push_str(" equal "),
            '*' => words.push_str(" star "),
            '\'' if before.is_alphanumeric() => {}
            _ if !c.is_ascii() && is_xid_continue(c) => words.push(c),
            _ if c.is_alphabetic() || c.is_numeric() => {
                words.push_str(&format!(" u{:x} ", u32::from(c)));
            }
            _ => words.push(' '),
        }
        before = c;
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    /// All texts of up to five of these letters.
    fn texts() -> Vec<String> {
        let mut all = vec![String::new()];
        for length in 1..=5 {
            let shorter: Vec<String> = all
                .iter()
                .filter(|it| it.len() + 1 == length)
                .cloned()
                .collect();
            all.extend(
                shorter
                    .iter()
                    .flat_map(|it| ["a", "1", "_", "B"].map(|c| format!("{it}{c}"))),
            );
        }
        all
    }

    #[test]
    fn a_name_in_snake_case_has_the_words_it_is_written_with() {
        let texts = texts();
        let mut written = texts.iter().filter(|text| is_snake(text)).peekable();
        assert!(written.peek().is_some());
        for text in written {
            assert_eq!(words(&one_capital(text)).to_snake_case(), *text);
        }
    }
}

//! The words of an enum value. Symbols that change its meaning are spelled out: `!=` is not equal,
//! `UTC-1` is UTC minus 1.

use std::collections::BTreeSet;

/// The words of the values of one enum.
pub(super) struct ValueWords<'a> {
    /// What comes before the first plus of each value.
    before_plus: BTreeSet<&'a str>,
}

impl<'a> ValueWords<'a> {
    pub(super) fn new(values: &'a [String]) -> Self {
        let before_plus = values.iter().filter_map(|value| value.split_once('+'));
        Self {
            before_plus: before_plus.map(|(before, _)| before).collect(),
        }
    }

    /// The value with the symbols that negate it as words, and all symbols if it has nothing else.
    pub(super) fn of(&self, value: &str) -> String {
        if !value.contains(char::is_alphanumeric) {
            return spelled(value);
        }
        let mut words = String::with_capacity(value.len());
        for (at, c) in value.char_indices() {
            let (before, after) = (&value[..at], &value[at + c.len_utf8()..]);
            match c {
                '!' if at == 0 && after.starts_with(char::is_alphanumeric) => {
                    words.push_str("not ");
                }
                '-' if self.is_minus(before, after) => words.push_str(" minus "),
                c => words.push(c),
            }
        }
        words
    }

    /// Whether a hyphen is a sign and does not just separate words, as in `gpt-4`.
    fn is_minus(&self, before: &str, after: &str) -> bool {
        if before.is_empty() {
            return after.starts_with(char::is_alphanumeric);
        }
        if after.is_empty() {
            return before.ends_with(char::is_alphanumeric);
        }
        let zone = before.len().checked_sub(3).and_then(|at| before.get(at..));
        let is_zone = ["UTC", "GMT"].iter().any(|one| zone == Some(one));
        is_zone && after.starts_with(|c: char| c.is_ascii_digit())
            || self.before_plus.contains(before)
    }
}

/// The value with every symbol as a word.
pub(super) fn spelled(value: &str) -> String {
    let is_operator = !value.contains(char::is_alphanumeric);
    let mut words = String::with_capacity(value.len() * 2);
    let mut rest = value;
    while let Some(c) = rest.chars().next() {
        let pair = PAIRS.iter().find(|(pair, _)| rest.starts_with(pair));
        if let Some((pair, word)) = pair {
            words.push_str(&format!(" {word} "));
            rest = &rest[pair.len()..];
            continue;
        }
        rest = &rest[c.len_utf8()..];
        let symbol = SYMBOLS.iter().find(|(symbol, _)| *symbol == c);
        match (c, symbol) {
            ('!', _) if is_operator => words.push_str(" not "),
            ('-', _) if is_operator => words.push_str(" minus "),
            (_, Some((_, word))) => words.push_str(&format!(" {word} ")),
            _ if is_operator && !c.is_ascii() => {
                words.push_str(&format!(" u{:x} ", u32::from(c)));
            }
            _ => words.push(c),
        }
    }
    words
}

const PAIRS: [(&str, &str); 5] = [
    ("&&", "and"),
    ("||", "or"),
    ("{}", "braces"),
    ("[]", "brackets"),
    ("()", "parentheses"),
];

/// Those that are words in any name, such as `+`, are not among them.
const SYMBOLS: [(char, &str); 29] = [
    ('!', "exclamation"),
    ('"', "quote"),
    ('#', "hash"),
    ('$', "dollar"),
    ('%', "percent"),
    ('&', "ampersand"),
    ('\'', "apostrophe"),
    ('(', "open parenthesis"),
    (')', "close parenthesis"),
    (',', "comma"),
    ('-', "dash"),
    ('.', "dot"),
    ('/', "slash"),
    (':', "colon"),
    (';', "semicolon"),
    ('?', "question"),
    ('@', "at"),
    ('[', "open bracket"),
    ('\\', "backslash"),
    (']', "close bracket"),
    ('^', "caret"),
    ('_', "underscore"),
    ('`', "backtick"),
    ('{', "open brace"),
    ('|', "pipe"),
    ('}', "close brace"),
    ('~', "tilde"),
    ('≤', "less equal"),
    ('≥', "greater equal"),
];

#[cfg(test)]
mod tests {
    use super::super::Ident;
    use super::*;

    #[test]
    fn a_value_and_its_opposite_have_opposite_names() {
        let values = [
            "=", "!=", "==", "!==", "~", "!~", "<=", "in", "!in", "&&", "||", "!", "UTC+1",
            "UTC-1", "GMT-2", "A+", "A-", "name", "-name", "a+b", "a-b", "gpt-4", "eu-1", "1.5",
            "16:9", "v1.0", "10%", "*/*", "-1", "C#", "!", "x - y",
        ];
        let names = [
            "Equal",
            "NotEqual",
            "EqualEqual",
            "NotEqualEqual",
            "Tilde",
            "NotTilde",
            "LessEqual",
            "In",
            "NotIn",
            "And",
            "Or",
            "Not",
            "UtcPlus1",
            "UtcMinus1",
            "GmtMinus2",
            "APlus",
            "AMinus",
            "Name",
            "MinusName",
            "APlusB",
            "AMinusB",
            "Gpt4",
            "Eu1",
            "N1_5",
            "N16_9",
            "V1_0",
            "N10",
            "StarSlashStar",
            "Minus1",
            "C",
            "Not",
            "XY",
        ];
        let values = values.map(str::to_owned);
        let words = ValueWords::new(&values);
        for (value, name) in values.iter().zip(names) {
            assert_eq!(Ident::variant(&words.of(value)).as_str(), name, "{value}");
        }
    }
}

//! A string that a `pattern` allows. Patterns are ECMA-262 and are translated first; one that
//! cannot be translated, such as a look-around, has no string.

use std::collections::BTreeSet;

use jsonschema_regex::to_rust_regex;
use regex_automata::nfa::thompson::pikevm::PikeVM;
use regex_automata::nfa::thompson::{Compiler, Config, WhichCaptures};
use regex_syntax::hir::{Class, Hir, HirKind};

/// The longest pattern that is parsed.
const LONGEST_PATTERN: usize = 1_000;
/// The longest string that is made.
const LONGEST: usize = 512;
/// The same for several strings, since many are tried.
const LONGEST_VARIED: usize = 64;
/// The largest pattern that is compiled, in bytes: `.{0,4000}` fits. A single automaton, since the
/// size of all automata of the crate `regex` depends on the features that other crates enable.
const LARGEST: usize = 4 << 20;
/// How many branches of an alternation are tried.
const BRANCHES: usize = 4;
/// How many characters of a class are tried.
const VARIETY: usize = 64;

/// Whether a pattern allows a string; not, if it cannot be translated.
pub(crate) fn matches(pattern: &str, text: &str) -> bool {
    Pattern::read(pattern).is_some_and(|pattern| pattern.allows(text))
}

/// A parsed pattern.
#[derive(Debug)]
pub(super) struct Pattern {
    hir: Hir,
    judge: PikeVM,
}

impl Pattern {
    /// Parses a pattern.
    pub(super) fn read(pattern: &str) -> Option<Self> {
        if pattern.len() > LONGEST_PATTERN {
            return None;
        }
        let translated = to_rust_regex(pattern).ok()?;
        let hir = regex_syntax::parse(&translated).ok()?;
        let bounded = Config::new()
            .nfa_size_limit(Some(LARGEST))
            .which_captures(WhichCaptures::None);
        let automaton = Compiler::new().configure(bounded).build_from_hir(&hir);
        Some(Self {
            judge: PikeVM::new_from_nfa(automaton.ok()?).ok()?,
            hir,
        })
    }

    pub(super) fn allows(&self, text: &str) -> bool {
        self.judge.is_match(&mut self.judge.create_cache(), text)
    }

    /// The first string of this length that the pattern allows.
    pub(super) fn text(&self, least: usize, most: usize) -> Option<String> {
        (0..BRANCHES).find_map(|branch| self.spare(branch, least, most).map(|(_, text)| text))
    }

    /// Strings of this length that the pattern allows, with different branches, characters and
    /// numbers of repetitions; at most as many as wanted.
    pub(super) fn texts(&self, least: usize, most: usize, number: usize) -> BTreeSet<String> {
        let mut texts = BTreeSet::new();
        if least > LONGEST_VARIED {
            return texts;
        }
        for branch in 0..BRANCHES {
            let Some((first, _)) = self.spare(branch, least, most) else {
                continue;
            };
            for spare in first..first + number {
                let tries = (0..number).map_while(|nth| self.write(branch, spare, nth));
                let before = texts.len();
                for text in tries.filter(|text| self.fits(text, least, most)) {
                    texts.insert(text);
                    if texts.len() == number {
                        return texts;
                    }
                }
                if texts.len() == before {
                    break;
                }
            }
        }
        texts
    }

    /// The first string of a branch, with its number of optional repetitions.
    fn spare(&self, branch: usize, least: usize, most: usize) -> Option<(usize, String)> {
        // Optional parts are omitted first, since short strings are easy to read.
        let mut texts = (0..=least.min(LONGEST))
            .filter_map(|spare| Some((spare, self.write(branch, spare, 0)?)));
        texts.find(|(_, text)| self.fits(text, least, most))
    }

    fn fits(&self, text: &str, least: usize, most: usize) -> bool {
        (least..=most).contains(&text.chars().count()) && self.allows(text)
    }

    fn write(&self, branch: usize, spare: usize, nth: usize) -> Option<String> {
        let mut writer = Writer {
            branch,
            spare,
            nth,
            text: String::new(),
        };
        let is_short = writer.write(&self.hir);
        // What is left of the number would repeat a string.
        (is_short && writer.nth == 0).then_some(writer.text)
    }
}

struct Writer {
    /// Which branch of each alternation is taken first.
    branch: usize,
    /// The number of optional repetitions.
    spare: usize,
    /// Which of the strings is written: a number whose digits are the characters of the classes and
    /// the branches of the alternations.
    nth: usize,
    text: String,
}

impl Writer {
    /// Writes a string of this part; returns whether it is short enough.
    fn write(&mut self, part: &Hir) -> bool {
        if self.text.len() > LONGEST {
            return false;
        }
        match part.kind() {
            HirKind::Empty | HirKind::Look(_) => true,
            HirKind::Literal(literal) => match std::str::from_utf8(&literal.0) {
                Ok(text) => {
                    self.text.push_str(text);
                    true
                }
                Err(_) => false,
            },
            HirKind::Class(class) => {
                let known = characters(class, if self.nth == 0 { 1 } else { VARIETY });
                let found = known.get(self.digit(known.len()));
                self.text.extend(found);
                found.is_some()
            }
            HirKind::Repetition(of) => {
                let least = of.min as usize;
                let most = of.max.map_or(usize::MAX, |it| it as usize);
                let more = self.spare.min(most.saturating_sub(least));
                self.spare -= more;
                // The count limits empty parts, the length all others.
                let times = least.saturating_add(more).min(LONGEST + 1);
                (0..times).all(|_| self.write(&of.sub))
            }
            HirKind::Capture(capture) => self.write(&capture.sub),
            HirKind::Concat(parts) => parts.iter().all(|part| self.write(part)),
            HirKind::Alternation(branches) => {
                let taken = self.branch + self.digit(branches.len());
                let taken = branches.get(taken % branches.len().max(1));
                taken.is_some_and(|it| self.write(it))
            }
        }
    }

    /// The next digit of the number, below `base`.
    fn digit(&mut self, base: usize) -> usize {
        let base = base.max(1);
        let digit = self.nth % base;
        self.nth /= base;
        digit
    }
}

/// The first characters of a class: from a plain one, else from the first visible one, then those
/// before it.
fn characters(class: &Class, number: usize) -> Vec<char> {
    let ranges: Vec<(char, char)> = match class {
        Class::Unicode(class) => class.iter().map(|it| (it.start(), it.end())).collect(),
        Class::Bytes(_) => return Vec::new(),
    };
    let from = |from: char| {
        let above = ranges.iter().filter(move |(_, to)| *to >= from);
        above.flat_map(move |(start, end)| (*start).max(from)..=*end)
    };
    let plain = ['a', 'A', '1', '0'];
    let plain = plain.into_iter().find(|it| from(*it).next() == Some(*it));
    let first = plain
        .or_else(|| from('!').next())
        .or_else(|| from('\0').next());
    let Some(first) = first else {
        return Vec::new();
    };
    let before = from('!').take_while(|it| *it < first);
    from(first).chain(before).take(number).collect()
}

#[cfg(test)]
mod tests {
    use super::Pattern;

    #[test]
    fn a_text_is_what_the_pattern_and_the_lengths_allow() {
        let table = [
            ("^[A-Z]{2}$", 1, 99, Some("AA")),
            ("^[a-z]+$", 1, 99, Some("a")),
            ("^[a-z]*$", 3, 3, Some("aaa")),
            ("^\\d{3}-\\d{4}$", 1, 99, Some("111-1111")),
            ("^arn:aws:[a-z]+:.*$", 1, 99, Some("arn:aws:a:")),
            ("^$|^[0-9a-f]{4}$", 1, 99, Some("aaaa")),
            ("^(red|green)$", 5, 5, Some("green")),
            ("^\\p{Lu}\\/$", 1, 99, Some("A/")),
            ("^[$@]$", 1, 1, Some("$")),
            ("^arn:[^/].{0,1023}$", 1, 99, Some("arn:a")),
            ("^\\cA$", 1, 1, Some("\u{1}")),
            ("^[^\\x00-\\x7f]$", 1, 1, Some("\u{80}")),
            // No string has these lengths, and none is made of these.
            ("^[A-Z]{2}$", 3, 99, None),
            ("^(?=a)b", 1, 99, None),
            ("^(a)\\1$", 1, 99, None),
            ("^(((a{99}){99}){99}){99}$", 1, 99, None),
            ("a^b", 1, 99, None),
            ("(", 1, 99, None),
        ];
        for (pattern, least, most, text) in table {
            let made = Pattern::read(pattern).and_then(|it| it.text(least, most));
            assert_eq!(made.as_deref(), text, "{pattern}");
        }
    }

    #[test]
    fn texts_are_all_allowed_and_differ() {
        let table = [
            ("^[A-Z]{3}-\\d{4}$", 1, 99, 500, "AAA-1111"),
            ("^[a-z]$", 1, 1, 26, "z"),
            ("^[A-Za-z0-9]$", 1, 1, 62, "Z"),
            ("^a+$", 1, 30, 30, "aaa"),
            ("^(one|two|three|four|five|six)$", 1, 99, 6, "six"),
            ("^(a|bb)x?$", 1, 99, 4, "bbx"),
            ("^[^/]{2}$", 1, 99, 500, "bb"),
            ("^(red|green|blue)$", 1, 99, 3, "green"),
            ("^(red|green|blue)$", 4, 4, 1, "blue"),
            ("^[ab]$", 1, 1, 2, "b"),
            ("^a$", 1, 99, 1, "a"),
            ("^a$", 2, 99, 0, ""),
        ];
        for (pattern, least, most, number, one) in table {
            let texts = Pattern::read(pattern)
                .map(|it| it.texts(least, most, 500))
                .unwrap_or_default();
            assert_eq!(texts.len(), number, "{pattern}: {texts:?}");
            assert!(number == 0 || texts.contains(one), "{pattern}: {texts:?}");
        }
    }
}

//! Damaged JSON for every decoder of a client.

use std::fmt::Write as _;

use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::json::{Object, read_text};

/// The default number of damaged texts per model.
const ROUNDS: u64 = 48;

/// The environment variable that overrides it.
const VARIABLE: &str = "FUZZ_ROUNDS";

/// Replacements for a piece of a text.
const TOKENS: [&str; 20] = [
    "null",
    "true",
    "0",
    "-0",
    "1.5",
    "1e400",
    "99999999999999999999",
    "\"\"",
    "\"x\"",
    "\"\\ud800\"",
    "\"\\u0000\"",
    "[]",
    "{}",
    "[null]",
    "{\"a\":1}",
    ",",
    ":",
    "\"",
    "{",
    "]",
];

/// Decodes an example and many damaged forms of its JSON. None may panic, and every decoded value
/// must survive encoding and decoding. The damage depends only on the model's name, so that each
/// run is the same; `FUZZ_ROUNDS` sets the number of damaged forms.
///
/// # Panics
///
/// Otherwise; the message contains the JSON.
pub fn fuzz<T: Object + Serialize + DeserializeOwned>(example: &T) {
    let text = encoded(example, "its example");
    let rounds = std::env::var(VARIABLE).ok();
    let rounds = rounds.and_then(|it| it.parse().ok()).unwrap_or(ROUNDS);
    // FNV-1a.
    let seed = T::NAME
        .bytes()
        .fold(0xcbf2_9ce4_8422_2325, |hash: u64, byte| {
            (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
        });
    let mut random = Random(seed);
    round_trip::<T>(&text);
    for _ in 0..rounds {
        round_trip::<T>(&random.damaged(&text));
    }
}

fn round_trip<T: Object + Serialize + DeserializeOwned>(text: &str) {
    let Ok(value) = read_text::<T>(text) else {
        return;
    };
    let once = encoded(&value, text);
    let again: T = match read_text(&once) {
        Ok(again) => again,
        Err(error) => panic!(
            "`{}` encodes a value that it can't decode: {error}\n{text}\n{once}",
            T::NAME
        ),
    };
    let twice = encoded(&again, text);
    assert!(
        once == twice,
        "`{}` changes\n{text}\n{once}\n{twice}",
        T::NAME
    );
}

fn encoded<T: Object + Serialize>(value: &T, text: &str) -> String {
    match serde_json::to_string(value) {
        Ok(text) => text,
        Err(error) => panic!("`{}` can't be encoded: {error}\n{text}", T::NAME),
    }
}

/// Pseudorandom numbers (SplitMix64).
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    fn below(&mut self, end: usize) -> usize {
        let end = u64::try_from(end.max(1)).unwrap_or(u64::MAX);
        usize::try_from(self.next() % end).unwrap_or_default()
    }

    /// A text with one to three pieces of damage.
    fn damaged(&mut self, text: &str) -> String {
        let mut damaged = text.to_owned();
        for _ in 0..=self.below(3) {
            damaged = self.damage(&damaged);
        }
        damaged
    }

    fn damage(&mut self, text: &str) -> String {
        let (from, to) = self.range(text);
        let (before, rest) = text.split_at(from);
        let (piece, after) = rest.split_at(to - from);
        let token = TOKENS
            .get(self.below(TOKENS.len()))
            .copied()
            .unwrap_or_default();
        let mut made = before.to_owned();
        let _ = match self.below(5) {
            0 => Ok(()),
            1 => write!(made, "{after}"),
            2 => write!(made, "{piece}{piece}{after}"),
            // Replaces a character, or a whole piece, with a token.
            3 => write!(made, "{token}{}", rest.chars().skip(1).collect::<String>()),
            _ => write!(made, "{token}{after}"),
        };
        made
    }

    /// A piece of a text: a whole value or name, or a single character.
    fn range(&mut self, text: &str) -> (usize, usize) {
        const MARKS: [char; 6] = [',', ':', '{', '}', '[', ']'];
        let is_single = self.below(3) == 0;
        let starts = text.char_indices();
        let starts = starts.filter(|(_, it)| is_single || MARKS.contains(it));
        // A mark is one byte, and not part of the piece.
        let starts: Vec<(usize, usize)> = starts
            .map(|(at, _)| (at, if is_single { at } else { at + 1 }))
            .collect();
        let at = self.below(starts.len());
        let from = starts.get(at).map_or(0, |&(_, from)| from);
        let to = starts.get(at + 1).map_or(text.len(), |&(end, _)| end);
        (from, to)
    }
}

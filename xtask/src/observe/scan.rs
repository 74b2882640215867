//! Splits a recording of any length into its entries while streaming: for a HAR the objects in `log.entries`,
//! else one JSON object per line. Nothing is parsed here, so a broken entry affects only itself.

use std::io::{self, BufRead};

/// A longer entry is skipped.
const MAX_ENTRY: usize = 64 * 1024 * 1024;
/// A longer key is not one of those searched for.
const MAX_KEY: usize = 16;

/// An entry.
pub(super) enum Entry<'a> {
    Text(&'a [u8]),
    /// Longer than 64 MiB.
    TooLong,
}

/// How a recording ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum End {
    Complete,
    /// In the middle of an entry, or before the end of the list.
    CutOff,
    /// Without a list of entries.
    NoEntries,
}

/// Passes on the lines that are not blank.
pub(super) fn lines(mut reader: impl BufRead, each: &mut dyn FnMut(Entry<'_>)) -> io::Result<End> {
    let mut line = Vec::new();
    loop {
        line.clear();
        let mut limited = io::Read::take(&mut reader, MAX_ENTRY as u64);
        if limited.read_until(b'\n', &mut line)? == 0 {
            return Ok(End::Complete);
        }
        let is_whole = line.ends_with(b"\n");
        if !is_whole && line.len() >= MAX_ENTRY {
            each(Entry::TooLong);
            skip_line(&mut reader)?;
            continue;
        }
        let text = line.trim_ascii();
        if text.is_empty() {
            continue;
        }
        // A killed process leaves a partial line.
        if !is_whole && !text.ends_with(b"}") {
            return Ok(End::CutOff);
        }
        each(Entry::Text(text));
    }
}

fn skip_line(reader: &mut impl BufRead) -> io::Result<()> {
    loop {
        let buffer = reader.fill_buf()?;
        let (length, ends) = match buffer.iter().position(|&byte| byte == b'\n') {
            Some(at) => (at + 1, true),
            None => (buffer.len(), buffer.is_empty()),
        };
        reader.consume(length);
        if ends {
            return Ok(());
        }
    }
}

/// Passes on the objects in `log.entries`.
pub(super) fn entries(
    mut reader: impl BufRead,
    each: &mut dyn FnMut(Entry<'_>),
) -> io::Result<End> {
    let mut scanner = Scanner::default();
    loop {
        let buffer = reader.fill_buf()?;
        if buffer.is_empty() {
            return Ok(scanner.end());
        }
        scanner.feed(buffer, each);
        let length = buffer.len();
        reader.consume(length);
    }
}

#[derive(Default)]
struct Scanner {
    depth: usize,
    in_string: bool,
    is_escaped: bool,
    /// The last string read, as far as it may be a searched key.
    string: Vec<u8>,
    /// The keys of the current value, one for each depth.
    keys: [Vec<u8>; 2],
    in_entries: bool,
    is_closed: bool,
    /// The entry being read.
    entry: Option<Vec<u8>>,
    is_too_long: bool,
}

/// The depth within `{"log": {"entries": [`.
const WITHIN: usize = 3;

impl Scanner {
    fn feed(&mut self, bytes: &[u8], each: &mut dyn FnMut(Entry<'_>)) {
        // The start of the entry's part in `bytes` that is not copied yet.
        let mut start = 0;
        let mut at = 0;
        while let Some(&byte) = bytes.get(at) {
            if self.in_string {
                at += self.string(bytes.get(at..).unwrap_or_default());
                continue;
            }
            match byte {
                b'"' => {
                    self.in_string = true;
                    self.string.clear();
                }
                b':' => {
                    if let Some(key) = self.keys.get_mut(self.depth.wrapping_sub(1)) {
                        std::mem::swap(key, &mut self.string);
                    }
                }
                b'{' | b'[' => {
                    if self.in_entries && self.depth == WITHIN && byte == b'{' {
                        (self.entry, self.is_too_long, start) = (Some(Vec::new()), false, at);
                    }
                    let leads = self.keys[0] == b"log" && self.keys[1] == b"entries";
                    if byte == b'[' && self.depth == 2 && leads && !self.is_closed {
                        self.in_entries = true;
                    }
                    self.depth += 1;
                }
                b'}' | b']' => {
                    self.depth = self.depth.saturating_sub(1);
                    if self.depth == WITHIN && self.entry.is_some() {
                        self.copy(bytes.get(start..=at).unwrap_or_default());
                        if let Some(entry) = self.entry.take() {
                            each(match self.is_too_long {
                                true => Entry::TooLong,
                                false => Entry::Text(&entry),
                            });
                        }
                    }
                    if self.in_entries && self.depth < WITHIN {
                        (self.in_entries, self.is_closed) = (false, true);
                    }
                }
                _ => {}
            }
            at += 1;
        }
        self.copy(bytes.get(start..).unwrap_or_default());
    }

    /// Continues reading a string; returns the number of its bytes.
    fn string(&mut self, bytes: &[u8]) -> usize {
        let keeps = self.entry.is_none() && self.depth <= 2;
        for (index, &byte) in bytes.iter().enumerate() {
            match byte {
                _ if self.is_escaped => self.is_escaped = false,
                b'\\' => self.is_escaped = true,
                b'"' => {
                    self.in_string = false;
                    return index + 1;
                }
                _ => {}
            }
            if keeps && self.string.len() < MAX_KEY {
                self.string.push(byte);
            }
        }
        bytes.len()
    }

    fn copy(&mut self, bytes: &[u8]) {
        if let Some(entry) = &mut self.entry {
            if entry.len() + bytes.len() > MAX_ENTRY {
                self.is_too_long = true;
                *entry = Vec::new();
            }
            if !self.is_too_long {
                entry.extend_from_slice(bytes);
            }
        }
    }

    fn end(&self) -> End {
        match (self.is_closed, self.in_entries) {
            // The rest after the list is not needed.
            (true, _) => End::Complete,
            (false, true) => End::CutOff,
            (false, false) => End::NoEntries,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn scanned(text: &str, piece: usize) -> (Vec<String>, End) {
        let mut found = Vec::new();
        let reader = io::BufReader::with_capacity(piece, text.as_bytes());
        let end = entries(reader, &mut |entry| {
            if let Entry::Text(text) = entry {
                found.push(String::from_utf8_lossy(text).into_owned());
            }
        });
        (found, end.unwrap_or(End::NoEntries))
    }

    #[test]
    fn entries_are_cut_out_however_the_pieces_fall() {
        let text = r#"{"x":[{"entries":[{}]}],"log":{"pages":[{"a":"]}"}],"entries": [
            {"a":"}\"]","b":{"c":[1]}}, {"d":[]} ], "comment":"entries"}}"#;
        for piece in 1..40 {
            let (found, end) = scanned(text, piece);
            assert_eq!(found, [r#"{"a":"}\"]","b":{"c":[1]}}"#, r#"{"d":[]}"#]);
            assert_eq!(end, End::Complete);
        }
    }

    #[test]
    fn what_is_cut_off_ends_after_its_whole_entries() {
        let text = r#"{"log":{"entries":[{"a":1},{"b":"#;
        assert_eq!(
            scanned(text, 8),
            (vec![r#"{"a":1}"#.to_owned()], End::CutOff)
        );
        for text in [
            "",
            "[]",
            "nonsense",
            r#"{"log":{"entries":7}}"#,
            "\u{feff}{}",
        ] {
            assert_eq!(scanned(text, 8), (Vec::new(), End::NoEntries), "{text}");
        }
    }

    #[test]
    fn depth_costs_nothing() {
        let deep = "[".repeat(100_000);
        let text = format!(r#"{{"log":{{"entries":[{{"a":{deep}"#);
        assert_eq!(scanned(&text, 4096).1, End::CutOff);
    }
}

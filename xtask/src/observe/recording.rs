//! Reads the exchanges of a file in any supported format.

use std::fs::File;
use std::io::{self, BufRead, BufReader};
use std::path::Path;

use super::recorded::Recorded;
use super::scan::{self, End, Entry};
use super::{har, lines};
use crate::exit::Failure;
use crate::terminal::count;

/// The flaws of a readable file.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Flaws {
    /// Entries that are not exchanges.
    pub(super) unreadable: u64,
    /// Entries that are too long.
    pub(super) too_long: u64,
    /// Whether the file ends early.
    pub(super) is_cut_off: bool,
}

/// The size of a read.
const BUFFER: usize = 256 * 1024;

/// Passes on the exchanges of a file, numbered from 1.
pub(super) fn read(path: &Path, each: &mut dyn FnMut(u64, Recorded)) -> Result<Flaws, Failure> {
    let name = path.display();
    let unread = |error: &io::Error| {
        Failure::no_base(format!("the recording {name} can't be read")).cause(error)
    };
    let file = File::open(path).map_err(|error| unread(&error))?;
    let mut reader = BufReader::with_capacity(BUFFER, file);
    let is_lines = begins_as_lines(reader.fill_buf().map_err(|error| unread(&error))?);
    let mut flaws = Flaws::default();
    let mut number = 0;
    let mut take = |entry: Entry<'_>| {
        number += 1;
        let parsed = match entry {
            Entry::TooLong => {
                flaws.too_long += 1;
                return;
            }
            Entry::Text(text) if is_lines => lines::parse(text),
            Entry::Text(text) => har::parse(text),
        };
        match parsed {
            Some(recorded) => each(number, recorded),
            None => flaws.unreadable += 1,
        }
    };
    let end = match is_lines {
        true => scan::lines(reader, &mut take),
        false => scan::entries(reader, &mut take),
    };
    let end = end.map_err(|error| unread(&error))?;
    flaws.is_cut_off = end == End::CutOff;
    let is_nothing = number == flaws.unreadable + flaws.too_long;
    match (end, is_nothing) {
        (End::NoEntries, _) => Err(Failure::no_base(format!("{name} is not a recording"))
            .help("give a HAR file, which has its exchanges in `log.entries`, or JSON lines of a client with the feature `record`")),
        (_, true) => {
            let entries = count(usize::try_from(number).unwrap_or(usize::MAX), "entry");
            Err(Failure::no_base(format!("{name} has no exchange"))
                .details([format!("{entries} of it can't be used")])
                .help("record again; an empty recording shows nothing"))
        }
        _ => Ok(flaws),
    }
}

/// Whether a file is JSON lines: its first line is an object with `request`, or begins like the recorder's.
fn begins_as_lines(head: &[u8]) -> bool {
    let text = head.trim_ascii_start();
    let line = text.split(|&byte| byte == b'\n').next().unwrap_or_default();
    let object = serde_json::from_slice::<serde_json::Value>(line);
    match object {
        Ok(object) => object.get("request").is_some(),
        // A line that exceeds the buffer, or is invalid.
        Err(_) => line.starts_with(br#"{"v":"#),
    }
}

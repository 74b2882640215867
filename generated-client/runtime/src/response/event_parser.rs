//! From bytes to events ([WHATWG HTML, parsing an event stream]).
//!
//! In: pieces of a body, cut anywhere. Out: one event at a time. The data held between two pieces
//! (the incomplete line and event, and the id) is counted against one limit.
//!
//! [WHATWG HTML, parsing an event stream]: https://html.spec.whatwg.org/multipage/server-sent-events.html#parsing-an-event-stream

use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;

use super::event::Event;
use super::held::{Full, extend, split_line, without_mark};

/// The name of an event without one.
const MESSAGE: &str = "message";

#[derive(Debug)]
pub(super) struct EventParser {
    limit: usize,
    /// Received bytes that are not parsed yet.
    piece: Bytes,
    /// The incomplete line.
    line: Vec<u8>,
    /// Whether the previous line ended with a carriage return, to which a line feed belongs.
    after_return: bool,
    /// Whether the first line was parsed.
    begun: bool,
    /// Whether a line had a field of event streams, and whether one had another field.
    known_field: bool,
    other_field: bool,
    event: Vec<u8>,
    data: Vec<u8>,
    /// The id from the lines so far, which takes effect at the end of the event.
    id: Arc<str>,
    last_id: Arc<str>,
    /// The retry time of the incomplete event.
    retry: Option<Duration>,
    last_retry: Option<Duration>,
}

impl EventParser {
    /// Parses the events after the one with this id, which is empty for all.
    pub(super) fn after(id: Arc<str>, limit: usize) -> Self {
        Self {
            limit,
            piece: Bytes::new(),
            line: Vec::new(),
            after_return: false,
            begun: false,
            known_field: false,
            other_field: false,
            event: Vec::new(),
            data: Vec::new(),
            id: id.clone(),
            last_id: id,
            retry: None,
            last_retry: None,
        }
    }

    /// The id of the last complete event.
    pub(super) fn last_id(&self) -> &Arc<str> {
        &self.last_id
    }

    /// The last reconnection time that the server sent.
    pub(super) fn last_retry(&self) -> Option<Duration> {
        self.last_retry
    }

    /// Starts a new stream: incomplete data is dropped.
    pub(super) fn restart(&mut self) {
        let retry = self.last_retry;
        *self = Self::after(self.last_id.clone(), self.limit);
        self.last_retry = retry;
    }

    /// Whether a line or an event is incomplete.
    pub(super) fn is_within(&self) -> bool {
        !self.line.is_empty() || !self.data.is_empty()
    }

    /// The received data of the incomplete event.
    pub(super) fn take_partial(&mut self) -> Bytes {
        let mut partial = std::mem::take(&mut self.data);
        partial.append(&mut self.line);
        partial.into()
    }

    /// Whether bytes were received, none of which is an event stream. Called at the end: an
    /// incomplete line is parsed for its field alone, and dropped with its event.
    pub(super) fn is_foreign(&mut self) -> bool {
        let line = std::mem::take(&mut self.line);
        // An empty line would complete the event.
        if !line.is_empty() {
            let (id, retry) = (self.id.clone(), self.last_retry);
            let _ = self.read_line(&line);
            (self.id, self.last_retry) = (id, retry);
        }
        self.other_field && !self.known_field
    }

    /// Takes the next piece. The previous one must be used up: [`next`](Self::next) returned
    /// `None`.
    pub(super) fn feed(&mut self, piece: Bytes) {
        self.piece = piece;
    }

    /// The next complete event; `None` until more bytes are fed.
    pub(super) fn next(&mut self) -> Result<Option<Event<String>>, Full> {
        loop {
            if self.after_return && !self.piece.is_empty() {
                self.after_return = false;
                if self.piece.starts_with(b"\n") {
                    self.piece = self.piece.split_off(1);
                }
            }
            let end = self
                .piece
                .iter()
                .position(|byte| matches!(byte, b'\n' | b'\r'));
            let Some(end) = end else {
                let rest = std::mem::take(&mut self.piece);
                let room = self.room();
                extend(&mut self.line, &rest, room)?;
                return Ok(None);
            };
            self.after_return = self.piece.get(end) == Some(&b'\r');
            let line = split_line(&mut self.piece, end);
            if let Some(event) = self.complete_line(&line)? {
                return Ok(Some(event));
            }
        }
    }

    fn room(&self) -> usize {
        let held = self.line.len() + self.data.len() + self.event.len() + self.id.len();
        self.limit.saturating_sub(held)
    }

    /// A complete line. Its beginning may be held.
    fn complete_line(&mut self, end: &[u8]) -> Result<Option<Event<String>>, Full> {
        if self.line.is_empty() {
            return self.read_line(end);
        }
        let room = self.room();
        extend(&mut self.line, end, room)?;
        let mut line = std::mem::take(&mut self.line);
        let event = self.read_line(&line);
        // Reused for the next line, unless a single one was large.
        if line.capacity() <= 8 * 1024 {
            line.clear();
            self.line = line;
        }
        event
    }

    fn read_line(&mut self, mut line: &[u8]) -> Result<Option<Event<String>>, Full> {
        if !std::mem::replace(&mut self.begun, true) {
            line = without_mark(line);
        }
        if line.is_empty() {
            return self.dispatch();
        }
        let colon = line.iter().position(|byte| *byte == b':');
        let (field, value) = match colon {
            Some(colon) => (&line[..colon], &line[colon + 1..]),
            None => (line, &[][..]),
        };
        let value = value.strip_prefix(b" ").unwrap_or(value);
        match field {
            b"event" => {
                self.event.clear();
                let room = self.room();
                extend(&mut self.event, value, room)?;
            }
            b"data" => {
                let room = self.room();
                extend(&mut self.data, value, room)?;
                let room = self.room();
                extend(&mut self.data, b"\n", room)?;
            }
            b"id" if !value.contains(&0) => {
                if self.id.as_bytes() != value {
                    self.id = Arc::default();
                    self.id = text(value.to_vec(), self.room())?.into();
                }
            }
            b"retry" => {
                let is_number = value.iter().all(u8::is_ascii_digit);
                let number = std::str::from_utf8(value).ok().filter(|_| is_number);
                if let Some(wait) = number.and_then(|number| number.parse().ok()) {
                    self.retry = Some(Duration::from_millis(wait));
                    self.last_retry = self.retry;
                }
            }
            // Comments.
            b"" | b"id" => {}
            // A future standard may add fields.
            _ => {
                self.other_field = true;
                return Ok(None);
            }
        }
        self.known_field = true;
        Ok(None)
    }

    fn dispatch(&mut self) -> Result<Option<Event<String>>, Full> {
        self.last_id.clone_from(&self.id);
        let event = std::mem::take(&mut self.event);
        let mut data = std::mem::take(&mut self.data);
        // A reconnection time without data is not an event; the next event carries it.
        if data.is_empty() {
            return Ok(None);
        }
        data.pop();
        let room = self.room();
        Ok(Some(Event {
            event: if event.is_empty() {
                MESSAGE.to_owned()
            } else {
                text(event, room)?
            },
            id: self.id.clone(),
            retry: self.retry.take(),
            data: text(data, room)?,
        }))
    }
}

/// Bytes as text, with invalid UTF-8 replaced ([Encoding, UTF-8 decode without BOM]). That may make
/// it larger.
///
/// [Encoding, UTF-8 decode without BOM]: https://encoding.spec.whatwg.org/#utf-8-decode-without-bom
fn text(bytes: Vec<u8>, room: usize) -> Result<String, Full> {
    let bytes = match String::from_utf8(bytes) {
        Ok(text) => return Ok(text),
        Err(error) => error.into_bytes(),
    };
    let pieces = || {
        bytes
            .utf8_chunks()
            .map(|chunk| (chunk.valid(), !chunk.invalid().is_empty()))
    };
    let replaced = |(valid, broken): (&str, bool)| valid.len() + if broken { 3 } else { 0 };
    let length: usize = pieces().map(replaced).sum();
    if length > room {
        return Err(Full);
    }
    let mut text = String::with_capacity(length);
    for (valid, broken) in pieces() {
        text.push_str(valid);
        if broken {
            text.push(char::REPLACEMENT_CHARACTER);
        }
    }
    Ok(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(pieces: &[&[u8]], limit: usize) -> Result<Vec<Event<String>>, Full> {
        let mut parser = EventParser::after("".into(), limit);
        let mut events = Vec::new();
        for piece in pieces {
            parser.feed(Bytes::copy_from_slice(piece));
            while let Some(event) = parser.next()? {
                events.push(event);
            }
        }
        Ok(events)
    }

    /// Every event of a text: name, id and data, the same however the text is cut in two.
    #[track_caller]
    fn events(text: &str) -> Vec<(String, String, String)> {
        let read = |pieces: &[&[u8]]| -> Vec<(String, String, String)> {
            let events = parse(pieces, 1000).unwrap_or_default().into_iter();
            let parts = |it: Event<String>| (it.event, it.id.to_string(), it.data);
            events.map(parts).collect()
        };
        let bytes = text.as_bytes();
        let whole = read(&[bytes]);
        let single: Vec<&[u8]> = bytes.chunks(1).collect();
        assert_eq!(read(&single), whole, "byte by byte");
        for at in 0..bytes.len() {
            assert_eq!(read(&[&bytes[..at], &bytes[at..]]), whole, "cut at {at}");
        }
        whole
    }

    fn message(id: &str, data: &str) -> (String, String, String) {
        ("message".to_owned(), id.to_owned(), data.to_owned())
    }

    /// The examples of the standard.
    #[test]
    fn examples_of_the_standard() {
        assert_eq!(
            events("data: YHOO\ndata: +2\ndata: 10\n\n"),
            [message("", "YHOO\n+2\n10")]
        );
        assert_eq!(
            events(
                ": test stream\n\ndata: first event\nid: 1\n\ndata:second event\nid\n\n\
                 data:  third event\n"
            ),
            [message("1", "first event"), message("", "second event")]
        );
        assert_eq!(
            events("data\n\ndata\ndata\n\ndata:"),
            [message("", ""), message("", "\n")]
        );
        assert_eq!(
            events("data:test\n\ndata: test\n\n"),
            [message("", "test"), message("", "test")]
        );
        assert_eq!(
            events("event: add\ndata: 73857293\n\nevent: remove\ndata: 2153\n\n"),
            [
                ("add".to_owned(), String::new(), "73857293".to_owned()),
                ("remove".to_owned(), String::new(), "2153".to_owned())
            ]
        );
    }

    #[test]
    fn line_ends_and_marks() {
        for end in ["\n", "\r", "\r\n"] {
            let text = "\u{feff}id: å\ndata: a\ndata:b:c\n\n:x\nnew: x\ndata: \u{feff}d\n\n";
            assert_eq!(
                events(&text.replace('\n', end)),
                [message("å", "a\nb:c"), message("å", "\u{feff}d")],
                "{end:?}"
            );
        }
    }

    #[test]
    fn names_without_data_are_no_events() {
        assert_eq!(
            events("event: a\n\nid: 1\n\ndata: x\n\n"),
            [message("1", "x")]
        );
    }

    #[test]
    fn ids_and_waiting_times() {
        let text = b"id: 1\nretry: 1500\n\nid: a\0b\nretry: 1s\nretry:\ndata: x\n\ndata: y\n\n\
            retry: 99999999999999999999\ndata: z\n\n";
        let read = parse(&[text], 1000).unwrap_or_default();
        let read: Vec<_> = read.iter().map(|it| (&*it.id, it.retry)).collect();
        let wait = Some(Duration::from_millis(1500));
        assert_eq!(read, [("1", wait), ("1", None), ("1", None)]);
    }

    /// The id of an event that is not complete is not one to go on from.
    #[test]
    fn ids_count_from_the_end_of_the_event_on() {
        let mut parser = EventParser::after("".into(), 100);
        parser.feed(Bytes::from_static(b"id: 1\ndata: a\n\nid: 2\ndata: b\n"));
        assert_eq!(
            parser.next().map(|event| event.map(|it| it.data)),
            Ok(Some("a".to_owned()))
        );
        assert_eq!(parser.next(), Ok(None));
        assert!(parser.is_within());
        assert_eq!(&**parser.last_id(), "1");
        parser.restart();
        parser.feed(Bytes::from_static(b"data: c\n\n"));
        let event = parser.next().unwrap_or_default();
        assert_eq!(
            event.map(|it| (it.id.to_string(), it.data)),
            Some(("1".to_owned(), "c".to_owned()))
        );
    }

    #[test]
    fn ids_are_shared() {
        let read = parse(
            &[b"id: abc\ndata: 1\n\ndata: 2\n\nid: abc\ndata: 3\n\n"],
            100,
        );
        let read = read.unwrap_or_default();
        assert_eq!(read.len(), 3);
        assert!(read.iter().all(|event| Arc::ptr_eq(&event.id, &read[0].id)));
    }

    #[test]
    fn what_is_no_utf8_is_replaced() {
        let read = parse(&[b"data: a\xFFb\n\n"], 100).unwrap_or_default();
        assert_eq!(read[0].data, "a\u{fffd}b");
        // Which makes it larger.
        let broken = [&b"data: "[..], &[0xFF; 40], b"\n\n"].concat();
        assert_eq!(parse(&[&broken], 100), Err(Full));
    }

    /// Whatever is held counts: the line, the data, the name and the id.
    #[test]
    fn what_is_held_is_limited() {
        for (text, fits) in [
            ("data: 0123456789012\n\n", true),
            ("data: 0123456789\ndata: 0123456789\n\n", false),
            ("data: 0123456789\n\ndata: 0123456789\n\n", true),
            ("id: 0123456789\ndata: 01234567890\n\n", false),
            ("id: 0123456789\n\nid:\n\ndata: 0123456789\n\n", true),
            ("event: 0123456789\ndata: 01234567890\n\n", false),
            (&"data\n".repeat(21), false),
            (": 01234567890123456789\n", false),
        ] {
            for size in [1, 3, 100] {
                let pieces: Vec<&[u8]> = text.as_bytes().chunks(size).collect();
                // What came in one piece is not held.
                let expected = fits || size == 100 && text.starts_with(':');
                assert_eq!(parse(&pieces, 20).is_ok(), expected, "{text:?} by {size}");
            }
        }
    }

    #[test]
    fn other_bodies_are_told() {
        for (text, foreign) in [
            ("", false),
            ("\n\n", false),
            (":\n", false),
            ("data: 1", false),
            ("<html>\n</html>\n", true),
            ("{\"data\": 1}", true),
            ("<html>\ndata: 1\n", false),
        ] {
            let mut parser = EventParser::after("".into(), 100);
            parser.feed(Bytes::from_static(text.as_bytes()));
            while let Ok(Some(_)) = parser.next() {}
            assert_eq!(parser.is_foreign(), foreign, "{text:?}");
        }
    }
}

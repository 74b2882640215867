//! Server-sent events ([WHATWG HTML, event stream interpretation]).
//!
//! [WHATWG HTML, event stream interpretation]: https://html.spec.whatwg.org/multipage/server-sent-events.html#event-stream-interpretation

use std::collections::VecDeque;
use std::fmt;
use std::time::Duration;

use super::Unread;
use crate::decode::DecodeError;
use crate::error::{BodyError, Kind};

/// What some servers send as the last event of a stream of JSON.
const DONE: &str = "[DONE]";

/// One event.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Event<T> {
    /// Its name; `message` where the server gives none.
    pub event: String,
    /// The last id that the server gave, for `Last-Event-ID`; empty where it gave none.
    pub id: String,
    /// How long the server asks to wait before connecting again, where it said so with this event.
    pub retry: Option<Duration>,
    /// What it says.
    pub data: T,
}

/// A stream of events.
///
/// It ends where the server ends it. In a stream of JSON the event `[DONE]`, which is no JSON, ends
/// it, too; any other event that cannot be decoded is an error, after which the stream goes on. The
/// server may be silent as long as [`read_timeout`](crate::ClientBuilder::read_timeout) says; the
/// whole may take any time. An event larger than
/// [`max_response_bytes`](crate::ClientBuilder::max_response_bytes) is an error.
pub struct Events<T> {
    body: Unread,
    parser: Parser,
    decode: fn(String) -> Result<T, DecodeError>,
    is_json: bool,
    ended: bool,
}

impl<T> Events<T> {
    pub(crate) fn new(
        body: Unread,
        decode: fn(String) -> Result<T, DecodeError>,
        is_json: bool,
    ) -> Self {
        Self {
            body,
            parser: Parser::default(),
            decode,
            is_json,
            ended: false,
        }
    }

    /// The next event; none at the end.
    pub async fn next(&mut self) -> Option<Result<Event<T>, BodyError>> {
        match self.next_text().await? {
            Ok(event) => Some(self.decoded(event)),
            Err(error) => Some(Err(error)),
        }
    }

    fn decoded(&self, event: Event<String>) -> Result<Event<T>, BodyError> {
        let data = (self.decode)(event.data).map_err(|defect| self.body.defect(defect))?;
        Ok(Event {
            event: event.event,
            id: event.id,
            retry: event.retry,
            data,
        })
    }

    async fn next_text(&mut self) -> Option<Result<Event<String>, BodyError>> {
        while !self.ended {
            if let Some(event) = self.parser.ready.pop_front() {
                if self.is_json && event.data.trim() == DONE {
                    self.ended = true;
                    return None;
                }
                return Some(Ok(event));
            }
            match self.body.piece().await {
                Ok(Some(piece)) => self.parser.push(&piece),
                Ok(None) => self.ended = true,
                Err(error) => {
                    self.ended = true;
                    return Some(Err(error));
                }
            }
            let limit = self.body.limit();
            if self.parser.held() > limit {
                self.ended = true;
                return Some(Err(self.body.error(Kind::TooLarge { limit })));
            }
        }
        None
    }
}

impl<T> fmt::Debug for Events<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Events")
            .field("body", &self.body)
            .field("ended", &self.ended)
            .finish_non_exhaustive()
    }
}

/// Makes events of bytes, however they are cut.
#[derive(Debug, Default)]
struct Parser {
    /// The line that is not at its end yet.
    line: Vec<u8>,
    /// Whether the byte before ended a line with a carriage return: a line feed belongs to it.
    after_return: bool,
    /// Whether a line was read, before which a byte order mark may stand.
    begun: bool,
    event: String,
    data: String,
    id: String,
    retry: Option<Duration>,
    ready: VecDeque<Event<String>>,
}

impl Parser {
    fn push(&mut self, mut bytes: &[u8]) {
        if self.after_return && !bytes.is_empty() {
            self.after_return = false;
            bytes = bytes.strip_prefix(b"\n").unwrap_or(bytes);
        }
        while let Some(end) = bytes.iter().position(|byte| matches!(byte, b'\n' | b'\r')) {
            self.line.extend_from_slice(&bytes[..end]);
            let line = std::mem::take(&mut self.line);
            self.read_line(&line);
            let returned = bytes[end] == b'\r';
            bytes = &bytes[end + 1..];
            if returned && bytes.is_empty() {
                self.after_return = true;
            } else if returned {
                bytes = bytes.strip_prefix(b"\n").unwrap_or(bytes);
            }
        }
        self.line.extend_from_slice(bytes);
    }

    /// How many bytes wait for the end of their event.
    fn held(&self) -> usize {
        self.line.len() + self.data.len()
    }

    fn read_line(&mut self, mut line: &[u8]) {
        if !std::mem::replace(&mut self.begun, true) {
            line = line.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(line);
        }
        let line = String::from_utf8_lossy(line);
        if line.is_empty() {
            return self.dispatch();
        }
        let (field, value) = line.split_once(':').unwrap_or((&line, ""));
        let value = value.strip_prefix(' ').unwrap_or(value);
        match field {
            "event" => value.clone_into(&mut self.event),
            "data" => {
                self.data.push_str(value);
                self.data.push('\n');
            }
            "id" if !value.contains('\0') => value.clone_into(&mut self.id),
            "retry" if value.bytes().all(|byte| byte.is_ascii_digit()) => {
                self.retry = value.parse().ok().map(Duration::from_millis);
            }
            // Comments, and fields that a newer standard may have.
            _ => {}
        }
    }

    fn dispatch(&mut self) {
        let event = std::mem::take(&mut self.event);
        let mut data = std::mem::take(&mut self.data);
        // A waiting time without data is no event; the next one tells it.
        if data.is_empty() {
            return;
        }
        data.pop();
        self.ready.push_back(Event {
            event: if event.is_empty() {
                "message".to_owned()
            } else {
                event
            },
            id: self.id.clone(),
            retry: self.retry.take(),
            data,
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Every event of a text: name, id and data, the same however the text is cut in two.
    #[track_caller]
    fn events(text: &str) -> Vec<(String, String, String)> {
        let read = |pieces: &[&[u8]]| -> Vec<(String, String, String)> {
            let mut parser = Parser::default();
            pieces.iter().for_each(|piece| parser.push(piece));
            let events = parser.ready.into_iter();
            events.map(|it| (it.event, it.id, it.data)).collect()
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
    fn ids_and_waiting_times() {
        let mut parser = Parser::default();
        parser.push(b"id: 1\nretry: 1500\n\nid: a\0b\nretry: 1s\ndata: x\n\ndata: y\n\n");
        let read: Vec<_> = parser
            .ready
            .into_iter()
            .map(|it| (it.id, it.retry))
            .collect();
        let wait = Some(Duration::from_millis(1500));
        assert_eq!(read, [("1".to_owned(), wait), ("1".to_owned(), None)]);
    }

    #[test]
    fn what_is_no_utf8_is_replaced() {
        let mut parser = Parser::default();
        parser.push(b"data: a\xFFb\n\n");
        assert_eq!(
            parser.ready.pop_front().map(|it| it.data),
            Some("a\u{fffd}b".to_owned())
        );
    }
}

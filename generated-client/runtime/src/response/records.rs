//! From bytes to a sequence of JSON values, which are not decoded yet.

use bytes::Bytes;

use super::held::{Full, extend, split_line, without_mark};

/// Precedes each value of a JSON text sequence ([RFC 7464, section 2.2]).
///
/// [RFC 7464, section 2.2]: https://www.rfc-editor.org/rfc/rfc7464#section-2.2
const RECORD_SEPARATOR: u8 = 0x1E;

/// Splits a body, cut anywhere, into its values. Values within one piece are not copied.
#[derive(Debug)]
pub(super) struct Records {
    /// Whether a record separator precedes each value; else a line feed ends it.
    is_sequence: bool,
    limit: usize,
    piece: Bytes,
    /// The incomplete value.
    held: Vec<u8>,
    begun: bool,
}

/// One value.
#[derive(Debug)]
pub(super) struct Record {
    pub(super) text: Bytes,
    /// Why it is invalid, even if it looks like a value.
    pub(super) defect: Option<&'static str>,
}

impl Records {
    pub(super) fn new(is_sequence: bool, limit: usize) -> Self {
        Self {
            is_sequence,
            limit,
            piece: Bytes::new(),
            held: Vec::new(),
            begun: false,
        }
    }

    /// Takes the next piece. The previous one must be used up: [`next`](Self::next) returned
    /// `None`.
    pub(super) fn feed(&mut self, piece: Bytes) {
        self.piece = piece;
    }

    /// Whether a value is incomplete.
    pub(super) fn is_within(&self) -> bool {
        !self.held.is_empty()
    }

    /// The received part of the incomplete value.
    pub(super) fn take_partial(&mut self) -> Bytes {
        std::mem::take(&mut self.held).into()
    }

    /// The next complete value; `None` until more bytes are fed.
    pub(super) fn next(&mut self) -> Result<Option<Record>, Full> {
        let separator = if self.is_sequence {
            RECORD_SEPARATOR
        } else {
            b'\n'
        };
        loop {
            let room = self.limit.saturating_sub(self.held.len());
            let Some(end) = self.piece.iter().position(|byte| *byte == separator) else {
                let rest = std::mem::take(&mut self.piece);
                extend(&mut self.held, &rest, room)?;
                return Ok(None);
            };
            let line = split_line(&mut self.piece, end);
            let text = if self.held.is_empty() {
                line
            } else {
                extend(&mut self.held, &line, room)?;
                std::mem::take(&mut self.held).into()
            };
            if let Some(record) = self.record(text) {
                return Ok(Some(record));
            }
        }
    }

    /// The last value, which only the end of the body ends.
    pub(super) fn finish(&mut self) -> Option<Record> {
        let text = self.take_partial();
        self.record(text)
    }

    fn record(&mut self, mut text: Bytes) -> Option<Record> {
        let is_first = !std::mem::replace(&mut self.begun, true);
        if is_first {
            let mark = text.len() - without_mark(&text).len();
            text = text.split_off(mark);
        }
        if text.iter().all(u8::is_ascii_whitespace) {
            return None;
        }
        let defect = if self.is_sequence && is_first {
            Some("no record separator precedes it (RFC 7464, section 2.2)")
        } else if self.is_sequence && is_cut(&text) {
            Some("truncated: whitespace must follow it (RFC 7464, section 2.4)")
        } else {
            None
        };
        Some(Record { text, defect })
    }
}

/// Whether a value may be the beginning of a longer one: without enclosing quotes or brackets, it
/// needs white space after it.
fn is_cut(text: &[u8]) -> bool {
    let open = text.trim_ascii_start().first();
    let enclosed = open.is_some_and(|byte| matches!(byte, b'{' | b'[' | b'"'));
    !enclosed && !text.last().is_some_and(u8::is_ascii_whitespace)
}

//! JSON values one after the other: a line each ([NDJSON], JSON Lines), or each behind a record
//! separator ([RFC 7464]).
//!
//! [NDJSON]: https://github.com/ndjson/ndjson-spec
//! [RFC 7464]: https://www.rfc-editor.org/rfc/rfc7464

use std::fmt;

use super::Unread;
use crate::decode::DecodeError;
use crate::error::{BodyError, Kind};

/// A stream of values.
///
/// It ends where the server ends it. A value that cannot be decoded is an error, after which the
/// stream goes on. The server may be silent as long as
/// [`read_timeout`](crate::ClientBuilder::read_timeout) says; the whole may take any time. A value
/// larger than [`max_response_bytes`](crate::ClientBuilder::max_response_bytes) is an error.
pub struct Lines<T> {
    body: Unread,
    /// What ends a value: a line feed, or the record separator before the next one.
    separator: u8,
    held: Vec<u8>,
    /// Up to where no separator stands in what is held.
    searched: usize,
    decode: fn(&[u8]) -> Result<T, DecodeError>,
    ended: bool,
}

impl<T> Lines<T> {
    pub(crate) fn new(
        body: Unread,
        separator: u8,
        decode: fn(&[u8]) -> Result<T, DecodeError>,
    ) -> Self {
        Self {
            body,
            separator,
            held: Vec::new(),
            searched: 0,
            decode,
            ended: false,
        }
    }

    /// The next value; none at the end.
    pub async fn next(&mut self) -> Option<Result<T, BodyError>> {
        match self.next_text().await? {
            Ok(text) => Some((self.decode)(&text).map_err(|defect| self.body.defect(defect))),
            Err(error) => Some(Err(error)),
        }
    }

    async fn next_text(&mut self) -> Option<Result<Vec<u8>, BodyError>> {
        loop {
            let unsearched = self.held.get(self.searched..).unwrap_or_default();
            let found = unsearched.iter().position(|byte| *byte == self.separator);
            if let Some(found) = found {
                let rest = self.held.split_off(self.searched + found + 1);
                let mut text = std::mem::replace(&mut self.held, rest);
                self.searched = 0;
                text.pop();
                if !is_blank(&text) {
                    return Some(Ok(text));
                }
                continue;
            }
            self.searched = self.held.len();
            if self.ended {
                let text = std::mem::take(&mut self.held);
                self.searched = 0;
                return (!is_blank(&text)).then_some(Ok(text));
            }
            let limit = self.body.limit();
            match self.body.piece().await {
                Ok(Some(piece)) => self.held.extend_from_slice(&piece),
                Ok(None) => self.ended = true,
                Err(error) => return Some(Err(self.end(error))),
            }
            if self.held.len() > limit && !self.held.contains(&self.separator) {
                let error = self.body.error(Kind::TooLarge { limit });
                return Some(Err(self.end(error)));
            }
        }
    }

    fn end(&mut self, error: BodyError) -> BodyError {
        self.ended = true;
        self.held = Vec::new();
        self.searched = 0;
        error
    }
}

fn is_blank(text: &[u8]) -> bool {
    text.iter().all(u8::is_ascii_whitespace)
}

impl<T> fmt::Debug for Lines<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Lines")
            .field("body", &self.body)
            .field("ended", &self.ended)
            .finish_non_exhaustive()
    }
}

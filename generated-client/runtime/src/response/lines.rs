//! Sequences of JSON values: a line each ([NDJSON], JSON Lines), or each after a record separator
//! ([RFC 7464]).
//!
//! [NDJSON]: https://github.com/ndjson/ndjson-spec
//! [RFC 7464]: https://www.rfc-editor.org/rfc/rfc7464

use std::fmt;

use bytes::Bytes;

use super::Unread;
use super::records::{Record, Records};
use crate::decode::{DecodeError, DecodePart};
use crate::error::{BodyError, Kind};

/// A stream of values.
///
/// It ends when the server ends it; a body that breaks off is an error. A value that cannot be
/// decoded is an error, too, which keeps its text ([`BodyError::raw_body`]) and after which the
/// stream continues: call [`try_next`](Self::try_next) again, or stop.
///
/// The server may be silent as long as [`read_timeout`](crate::ClientBuilder::read_timeout)
/// permits, and a value that has begun must keep a [minimum
/// pace](crate::ClientBuilder::min_bytes_per_second); the whole may take any time. A value larger
/// than [`max_response_bytes`](crate::ClientBuilder::max_response_bytes) is an error.
pub struct Lines<T> {
    body: Unread,
    records: Records,
    decode: DecodePart<T>,
    ended: bool,
}

impl<T> Lines<T> {
    pub(crate) fn new(body: Unread, is_sequence: bool, decode: DecodePart<T>) -> Self {
        let records = Records::new(is_sequence, body.limit());
        Self {
            body,
            records,
            decode,
            ended: false,
        }
    }

    /// The next value, or `None` at the end.
    ///
    /// # Errors
    ///
    /// If the value cannot be decoded, after which the next one can be requested; if the body
    /// breaks off, the server is too slow, or a value is too large, after which the stream ends.
    pub async fn try_next(&mut self) -> Result<Option<T>, BodyError> {
        let Some(Record { text, defect }) = self.next_record().await? else {
            return Ok(None);
        };
        let decoded = match defect {
            Some(reason) => Err(DecodeError::new(reason)),
            None => (self.decode)(&text, &mut self.body.repair),
        };
        self.body.report_unknown();
        match decoded {
            Ok(value) => Ok(Some(value)),
            // Copied, because the text may be part of a larger piece.
            Err(defect) => Err(self.body.defect(defect, Bytes::copy_from_slice(&text))),
        }
    }

    /// Whether malformed strings in a value so far were repaired with U+FFFD, which
    /// [`ClientBuilder::lossy_text`](crate::ClientBuilder::lossy_text) must permit.
    pub fn text_was_replaced(&self) -> bool {
        self.body.repair.replaced
    }

    async fn next_record(&mut self) -> Result<Option<Record>, BodyError> {
        while !self.ended {
            match self.records.next() {
                Ok(Some(record)) => return Ok(Some(record)),
                Ok(None) => {}
                Err(_) => {
                    let limit = self.body.limit();
                    return Err(self.end(Kind::TooLarge { limit }));
                }
            }
            match self.body.piece(self.records.is_within()).await {
                Ok(Some(piece)) => self.records.feed(piece),
                Ok(None) => {
                    self.ended = true;
                    return Ok(self.records.finish());
                }
                Err(kind) => return Err(self.end(kind)),
            }
        }
        Ok(None)
    }

    fn end(&mut self, kind: Kind) -> BodyError {
        self.ended = true;
        self.body.close();
        let partial = self.records.take_partial();
        self.body.error(kind, partial)
    }
}

impl<T> fmt::Debug for Lines<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Lines")
            .field("body", &self.body)
            .field("ended", &self.ended)
            .finish_non_exhaustive()
    }
}

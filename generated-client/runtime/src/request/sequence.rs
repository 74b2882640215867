//! Sequences of JSON values in requests: a line each ([NDJSON], JSON Lines), or each after a record
//! separator ([RFC 7464]).
//!
//! [NDJSON]: https://github.com/ndjson/ndjson-spec
//! [RFC 7464]: https://www.rfc-editor.org/rfc/rfc7464

use std::marker::PhantomData;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::{fmt, io};

use bytes::Bytes;
use futures_core::Stream;
use serde::Serialize;

use super::Body;
use super::body::PIECE_BYTES;
use super::draft::Request;
use crate::json::sending;

const RECORD_SEPARATOR: u8 = 0x1E;

/// A body that is a sequence of values.
///
/// Made from a `Vec`, an array or, by `collect()`, any iterator; the values are encoded at once,
/// and the request can be retried. [`lazy`](Self::lazy) and [`from_stream`](Self::from_stream)
/// encode values while they are sent, so that they are never in memory as a whole; such a request
/// can be sent only once.
pub struct Sequence<T> {
    values: Values,
    value: PhantomData<fn(T)>,
}

enum Values {
    /// Each value ends with a line feed, and holds no other: JSON escapes them in strings.
    Known(Result<Vec<u8>, serde_json::Error>),
    Stream(Pin<Box<dyn Stream<Item = serde_json::Result<Vec<u8>>> + Send>>),
}

impl<T: Serialize> Sequence<T> {
    /// The items of an iterator, taken while they are sent.
    pub fn lazy<I>(values: I) -> Self
    where
        I: IntoIterator<Item = T>,
        I::IntoIter: Send + 'static,
    {
        Self::streamed(Iterated(values.into_iter()))
    }

    /// The items of a stream, up to its end.
    pub fn from_stream(values: impl Stream<Item = T> + Send + 'static) -> Self {
        Self::streamed(values)
    }

    fn streamed(values: impl Stream<Item = T> + Send + 'static) -> Self {
        Self {
            values: Values::Stream(Box::pin(Encoded(Box::pin(values)))),
            value: PhantomData,
        }
    }
}

impl<T: Serialize> FromIterator<T> for Sequence<T> {
    fn from_iter<I: IntoIterator<Item = T>>(values: I) -> Self {
        let mut lines = Vec::new();
        let result = values
            .into_iter()
            .try_for_each(|value| push_line(&mut lines, &value));
        Self {
            values: Values::Known(result.map(|()| lines)),
            value: PhantomData,
        }
    }
}

impl<T: Serialize> From<Vec<T>> for Sequence<T> {
    fn from(values: Vec<T>) -> Self {
        values.into_iter().collect()
    }
}

impl<T: Serialize, const N: usize> From<[T; N]> for Sequence<T> {
    fn from(values: [T; N]) -> Self {
        values.into_iter().collect()
    }
}

impl Request {
    /// Sets a body that is a sequence of JSON values. Its media type decides whether a record
    /// separator precedes each (`application/json-seq`).
    pub fn set_sequence<T>(&mut self, media_type: &'static str, values: Sequence<T>) {
        let is_sequence = is_sequence(media_type);
        let body: Body = match values.values {
            Values::Known(Ok(lines)) if is_sequence => separated(&lines).into(),
            Values::Known(Ok(lines)) => lines.into(),
            Values::Known(Err(error)) => {
                return self.refuse(format!("a value cannot be serialized as JSON: {error}"));
            }
            Values::Stream(lines) => Body::from_stream(Pieces {
                lines,
                is_sequence,
                ended: false,
            }),
        };
        self.set_body(media_type, body);
    }
}

/// Whether a record separator precedes each value of a body of this media type.
pub(crate) fn is_sequence(media_type: &str) -> bool {
    let essence = media_type.split(';').next().unwrap_or_default();
    let essence = essence.trim();
    essence.eq_ignore_ascii_case("application/json-seq")
        || essence
            .rsplit_once('+')
            .is_some_and(|(_, suffix)| suffix.eq_ignore_ascii_case("json-seq"))
}

fn push_line<T: Serialize>(lines: &mut Vec<u8>, value: &T) -> serde_json::Result<()> {
    // Here, since values of a stream are encoded when the HTTP library asks for them.
    lines.extend(sending(|| crate::json::to_vec(value))?);
    lines.push(b'\n');
    Ok(())
}

/// Puts a record separator before each line.
fn separated(lines: &[u8]) -> Vec<u8> {
    let mut records = Vec::with_capacity(lines.len() + lines.len() / 16);
    for line in lines.split_inclusive(|byte| *byte == b'\n') {
        records.push(RECORD_SEPARATOR);
        records.extend_from_slice(line);
    }
    records
}

struct Iterated<I>(I);

impl<I> Unpin for Iterated<I> {}

impl<I: Iterator> Stream for Iterated<I> {
    type Item = I::Item;

    fn poll_next(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<I::Item>> {
        Poll::Ready(self.0.next())
    }
}

struct Encoded<S>(Pin<Box<S>>);

impl<S: Stream<Item: Serialize>> Stream for Encoded<S> {
    type Item = serde_json::Result<Vec<u8>>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.0.as_mut().poll_next(context).map(|value| {
            let mut line = Vec::new();
            Some(push_line(&mut line, &value?).map(|()| line))
        })
    }
}

/// Lines joined into pieces, as many as are available.
struct Pieces {
    lines: Pin<Box<dyn Stream<Item = serde_json::Result<Vec<u8>>> + Send>>,
    is_sequence: bool,
    ended: bool,
}

impl Stream for Pieces {
    type Item = io::Result<Bytes>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let mut piece = Vec::new();
        while piece.len() < PIECE_BYTES && !self.ended {
            match self.lines.as_mut().poll_next(context) {
                Poll::Ready(Some(Ok(line))) => {
                    if self.is_sequence {
                        piece.push(RECORD_SEPARATOR);
                    }
                    piece.extend_from_slice(&line);
                }
                Poll::Ready(Some(Err(error))) => {
                    let error = format!("a value cannot be serialized as JSON: {error}");
                    return Poll::Ready(Some(Err(io::Error::other(error))));
                }
                Poll::Ready(None) => self.ended = true,
                Poll::Pending if piece.is_empty() => return Poll::Pending,
                Poll::Pending => break,
            }
        }
        Poll::Ready((!piece.is_empty()).then(|| Ok(piece.into())))
    }
}

/// Shows the size, not the content.
impl<T> fmt::Debug for Sequence<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.values {
            Values::Known(Ok(lines)) => write!(f, "Sequence({} bytes)", lines.len()),
            Values::Known(Err(_)) => f.write_str("Sequence(not JSON)"),
            Values::Stream(_) => f.write_str("Sequence(streamed)"),
        }
    }
}

//! The body of a response on its way: the connection's bytes, with content codings removed.

use std::io;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use bytes::Bytes;
use futures_core::Stream;
use http::{HeaderMap, StatusCode, header};
use tokio_util::io::StreamReader;

use super::coding::{Coding, Reader, codings};
use super::transport::{ResponseBody, TransportError};

/// A body that is read piece by piece. At most a few kilobytes are decoded in advance, however
/// large a decompressed piece becomes.
pub(crate) struct Incoming {
    source: Source,
    /// The content codings by their names, for messages.
    codings: String,
}

enum Source {
    /// Before the first piece: an empty body has no coding, whatever the header says.
    Coded(Frames, Vec<&'static Coding>),
    Plain(Frames),
    Decoded(Reader),
    End,
}

/// Why a body broke off.
pub(crate) enum Broken {
    /// The connection broke.
    Connection(TransportError),
    /// It ended before its content coding did.
    Incomplete,
    /// The body is not in the content coding of its header.
    Coding(String),
}

/// The head of a response, and its body.
pub(crate) struct Received {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Incoming,
    /// Why the body stays encoded.
    pub(crate) unknown_coding: Option<String>,
}

impl Incoming {
    /// Splits a response. Headers that describe the coded body are removed with its coding, so that
    /// its length isn't mistaken for that of the decoded one.
    pub(crate) fn receive(response: http::Response<ResponseBody>) -> Received {
        let (mut parts, body) = response.into_parts();
        let frames = Frames {
            body,
            pushed_back: None,
        };
        let mut names = String::new();
        let (source, unknown_coding) = match codings(&parts.headers) {
            Ok(codings) if codings.is_empty() => (Source::Plain(frames), None),
            Ok(codings) => {
                parts.headers.remove(header::CONTENT_ENCODING);
                parts.headers.remove(header::CONTENT_LENGTH);
                names = codings
                    .iter()
                    .map(|it| it.name)
                    .collect::<Vec<_>>()
                    .join(", ");
                (Source::Coded(frames, codings), None)
            }
            Err(reason) => (Source::Plain(frames), Some(reason)),
        };
        Received {
            status: parts.status,
            headers: parts.headers,
            body: Self {
                source,
                codings: names,
            },
            unknown_coding,
        }
    }

    /// How many bytes are still to come, if known.
    pub(crate) fn length(&self) -> Option<u64> {
        match &self.source {
            Source::Plain(frames) => frames.body.length(),
            _ => None,
        }
    }

    /// The next piece; `None` at the end and after an error. Dropping the future before it is ready
    /// loses nothing.
    pub(crate) async fn piece(&mut self) -> Result<Option<Bytes>, Broken> {
        let piece = std::future::poll_fn(|context| self.poll_piece(context)).await;
        if !matches!(piece, Ok(Some(_))) {
            self.source = Source::End;
        }
        piece.map_err(|error| match error.downcast::<TransportError>() {
            Ok(error) => Broken::Connection(error),
            Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => Broken::Incomplete,
            Err(error) => Broken::Coding(format!(
                "the body is not in the content coding `{}` that its header names: {error}",
                self.codings
            )),
        })
    }

    fn poll_piece(&mut self, context: &mut Context<'_>) -> Poll<io::Result<Option<Bytes>>> {
        loop {
            match &mut self.source {
                Source::End => return Poll::Ready(Ok(None)),
                Source::Plain(frames) => {
                    return Pin::new(frames).poll_next(context).map(Option::transpose);
                }
                Source::Coded(frames, _) => {
                    let first = ready!(Pin::new(frames).poll_next(context)).transpose()?;
                    let source = std::mem::replace(&mut self.source, Source::End);
                    if let (Some(first), Source::Coded(frames, codings)) = (first, source) {
                        self.source = Source::Decoded(decoded(frames, codings, first)?);
                    }
                }
                Source::Decoded(reader) => {
                    let piece = ready!(reader.as_mut().poll_fill_buf(context))?;
                    let piece = Bytes::copy_from_slice(piece);
                    reader.as_mut().consume(piece.len());
                    return Poll::Ready(Ok((!piece.is_empty()).then_some(piece)));
                }
            }
        }
    }
}

/// The coding that was applied last is removed first.
fn decoded(mut frames: Frames, codings: Vec<&Coding>, first: Bytes) -> io::Result<Reader> {
    frames.pushed_back = Some(first.clone());
    let mut reader: Reader = Box::pin(StreamReader::new(frames));
    for (index, coding) in codings.into_iter().rev().enumerate() {
        // The first bytes below another coding are not known yet.
        let first = if index == 0 { &first[..] } else { &[] };
        reader = (coding.decoder)(reader, first)?;
    }
    Ok(reader)
}

/// The connection's bytes, without empty pieces and trailers.
struct Frames {
    body: ResponseBody,
    pushed_back: Option<Bytes>,
}

impl Stream for Frames {
    type Item = io::Result<Bytes>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        if let Some(piece) = self.pushed_back.take() {
            return Poll::Ready(Some(Ok(piece)));
        }
        let piece = self.body.poll_piece(context);
        piece.map(|piece| piece.map(|piece| piece.map_err(io::Error::other)))
    }
}

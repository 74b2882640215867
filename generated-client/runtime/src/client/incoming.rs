//! The body of a response on its way: the connection's bytes, with content codings removed.

use std::io;
use std::task::{Context, Poll, ready};

use bytes::Bytes;
use http::{HeaderMap, StatusCode, header};
use tokio::sync::mpsc::UnboundedSender;

use super::coding::{Coding, Reader, codings, pieces};
use super::transport::{ResponseBody, TransportError};

/// A body that is read piece by piece. At most a few kilobytes are decoded in advance, however
/// large a decompressed piece becomes.
pub(crate) struct Incoming(Source);

enum Source {
    /// Before the first piece: an empty body has no coding, whatever the header says.
    Coded(ResponseBody, Vec<&'static Coding>),
    Plain(ResponseBody),
    Decoded(Decoded),
    End,
}

/// A body whose codings are removed.
struct Decoded {
    coded: ResponseBody,
    codings: Vec<&'static Coding>,
    /// Where the reader gets its pieces from; `None` after the last one.
    pieces: Option<UnboundedSender<Bytes>>,
    reader: Reader,
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
        let (source, unknown_coding) = match codings(&parts.headers) {
            Ok(codings) if codings.is_empty() => (Source::Plain(body), None),
            Ok(codings) => {
                parts.headers.remove(header::CONTENT_ENCODING);
                parts.headers.remove(header::CONTENT_LENGTH);
                (Source::Coded(body, codings), None)
            }
            Err(reason) => (Source::Plain(body), Some(reason)),
        };
        Received {
            status: parts.status,
            headers: parts.headers,
            body: Self(source),
            unknown_coding,
        }
    }

    /// How many bytes are still to come, if known.
    pub(crate) fn length(&self) -> Option<u64> {
        match &self.0 {
            Source::Plain(body) => body.length(),
            _ => None,
        }
    }

    /// The next piece; `None` at the end and after an error. Dropping the future before it is ready
    /// loses nothing.
    pub(crate) async fn piece(&mut self) -> Result<Option<Bytes>, Broken> {
        let piece = std::future::poll_fn(|context| self.poll_piece(context)).await;
        if !matches!(piece, Ok(Some(_))) {
            self.0 = Source::End;
        }
        piece
    }

    fn poll_piece(&mut self, context: &mut Context<'_>) -> Piece {
        if let Source::Coded(body, _) = &mut self.0 {
            let first = ready!(poll(body, context))?;
            let source = std::mem::replace(&mut self.0, Source::End);
            if let (Some(first), Source::Coded(body, codings)) = (first, source) {
                self.0 = Source::Decoded(Decoded::new(body, codings, first)?);
            }
        }
        match &mut self.0 {
            Source::Plain(body) => poll(body, context),
            Source::Decoded(body) => body.poll(context),
            Source::Coded(..) | Source::End => Poll::Ready(Ok(None)),
        }
    }
}

impl Decoded {
    /// The coding that was applied last is removed first.
    fn new(
        coded: ResponseBody,
        codings: Vec<&'static Coding>,
        first: Bytes,
    ) -> Result<Self, Broken> {
        let (pieces, mut reader) = pieces();
        for (index, coding) in codings.iter().rev().enumerate() {
            // The first bytes below another coding are not known yet.
            let first = if index == 0 { &first[..] } else { &[] };
            reader = (coding.decoder)(reader, first).map_err(|error| broken(&codings, &error))?;
        }
        // The reader has the other end of the channel.
        let _ = pieces.send(first);
        Ok(Self {
            coded,
            codings,
            pieces: Some(pieces),
            reader,
        })
    }

    fn poll(&mut self, context: &mut Context<'_>) -> Piece {
        loop {
            match self.reader.fill_buf() {
                Ok(piece) => {
                    let piece = Bytes::copy_from_slice(piece);
                    self.reader.consume(piece.len());
                    return Poll::Ready(Ok((!piece.is_empty()).then_some(piece)));
                }
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => {}
                Err(error) => return Poll::Ready(Err(broken(&self.codings, &error))),
            }
            match (ready!(poll(&mut self.coded, context))?, &self.pieces) {
                (Some(piece), Some(pieces)) => _ = pieces.send(piece),
                _ => self.pieces = None,
            }
        }
    }
}

/// The next piece of a body, if there is one.
type Piece = Poll<Result<Option<Bytes>, Broken>>;

fn poll(body: &mut ResponseBody, context: &mut Context<'_>) -> Piece {
    let piece = body.poll_piece(context);
    piece.map(|piece| piece.transpose().map_err(Broken::Connection))
}

fn broken(codings: &[&Coding], error: &io::Error) -> Broken {
    if error.kind() == io::ErrorKind::UnexpectedEof {
        return Broken::Incomplete;
    }
    let names: Vec<&str> = codings.iter().map(|it| it.name).collect();
    Broken::Coding(format!(
        "the body is not in the content coding `{}` that its header names: {error}",
        names.join(", ")
    ))
}

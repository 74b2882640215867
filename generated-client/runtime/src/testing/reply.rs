//! The reply to a request: a response, a fault, or neither.

use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use bytes::Bytes;
use http::header::CONTENT_TYPE;
use http::{HeaderMap, HeaderName, HeaderValue, StatusCode};
use http_body::Frame;
use serde::Serialize;

use crate::client::{now, sleep_until};
use crate::{ResponseBody, TransportError, TransportErrorKind};

/// The reply to a request: a response or a fault, at once or [after](Self::after) a delay.
#[derive(Clone, Debug)]
pub struct Reply {
    delay: Duration,
    outcome: Outcome,
}

#[derive(Clone, Debug)]
enum Outcome {
    Response {
        status: StatusCode,
        headers: HeaderMap,
        body: Bytes,
        /// The error that ends the body early.
        cut: Option<TransportErrorKind>,
    },
    Error(TransportErrorKind),
    Silence,
}

impl Reply {
    /// A response without a body.
    ///
    /// # Panics
    ///
    /// If the status is not between 100 and 999.
    #[must_use]
    #[track_caller]
    pub fn status(status: u16) -> Self {
        let Ok(status) = StatusCode::from_u16(status) else {
            panic!("{status} is not a status code");
        };
        Self {
            delay: Duration::ZERO,
            outcome: Outcome::Response {
                status,
                headers: HeaderMap::new(),
                body: Bytes::new(),
                cut: None,
            },
        }
    }

    /// A response with a body of any media type.
    ///
    /// # Panics
    ///
    /// If the status or the media type is not valid.
    #[must_use]
    #[track_caller]
    pub fn new(status: u16, media_type: &str, bytes: impl Into<Bytes>) -> Self {
        let mut reply = Self::status(status).header(CONTENT_TYPE.as_str(), media_type);
        if let Outcome::Response { body, .. } = &mut reply.outcome {
            *body = bytes.into();
        }
        reply
    }

    /// A response with a value as JSON, such as an error body.
    ///
    /// # Panics
    ///
    /// If the status is not valid or the value can't be encoded.
    #[must_use]
    #[track_caller]
    pub fn json(status: u16, value: &(impl Serialize + ?Sized)) -> Self {
        match crate::json::to_vec(value) {
            Ok(body) => Self::new(status, "application/json", body),
            Err(error) => panic!("the value can't be encoded as JSON: {error}"),
        }
    }

    /// No response: the transport fails.
    #[must_use]
    pub fn error(kind: TransportErrorKind) -> Self {
        Self {
            delay: Duration::ZERO,
            outcome: Outcome::Error(kind),
        }
    }

    /// No response: the connection is reset after the request was sent.
    #[must_use]
    pub fn reset() -> Self {
        Self::error(TransportErrorKind::Lost {
            sent: true,
            reused: false,
        })
    }

    /// No response, ever: the call times out.
    #[must_use]
    pub fn silence() -> Self {
        Self {
            delay: Duration::ZERO,
            outcome: Outcome::Silence,
        }
    }

    /// A success whose body is declared as JSON, but is not.
    #[must_use]
    pub fn garbage() -> Self {
        Self::new(200, "application/json", &b"\x00\xff{]"[..])
    }

    /// The same response with half of its body, after which the connection is lost.
    #[must_use]
    pub fn half(mut self) -> Self {
        if let Outcome::Response { body, cut, .. } = &mut self.outcome {
            body.truncate(body.len() / 2);
            *cut = Some(TransportErrorKind::Incomplete);
        }
        self
    }

    /// The same response with one more header.
    ///
    /// # Panics
    ///
    /// If the name or the value is not valid.
    #[must_use]
    #[track_caller]
    pub fn header(mut self, name: &str, value: &str) -> Self {
        let (Ok(name), Ok(value)) = (HeaderName::try_from(name), HeaderValue::try_from(value))
        else {
            panic!("`{name}` is not a header with a valid value");
        };
        if let Outcome::Response { headers, .. } = &mut self.outcome {
            headers.append(name, value);
        }
        self
    }

    /// The same after a delay.
    #[must_use]
    pub fn after(mut self, delay: Duration) -> Self {
        self.delay += delay;
        self
    }

    pub(super) async fn play(self) -> Result<http::Response<ResponseBody>, TransportError> {
        sleep_until(now() + self.delay).await;
        match self.outcome {
            Outcome::Silence => std::future::pending().await,
            Outcome::Error(kind) => Err(kind.into()),
            Outcome::Response {
                status,
                headers,
                body,
                cut,
            } => {
                let body = match cut {
                    None => body.into(),
                    Some(kind) => ResponseBody::new(BreaksOff(Some(body), kind)),
                };
                let mut response = http::Response::new(body);
                *response.status_mut() = status;
                *response.headers_mut() = headers;
                Ok(response)
            }
        }
    }
}

/// A piece, and then an error.
struct BreaksOff(Option<Bytes>, TransportErrorKind);

impl http_body::Body for BreaksOff {
    type Data = Bytes;
    type Error = TransportError;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        _: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, TransportError>>> {
        let piece = self.0.take().filter(|piece| !piece.is_empty());
        Poll::Ready(Some(match piece {
            Some(piece) => Ok(Frame::data(piece)),
            None => Err(self.1.into()),
        }))
    }
}

//! One operation: a request value that can be looked at, sent, or called.
//!
//! Generated code implements [`Operation`]; the provided methods do the rest. Only what needs an
//! operation's types is generic here, because all of it is compiled once an operation.

use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll};

use crate::client::{Exchange, Outcome};
use crate::decode::DecodeError;
use crate::error::{Error, Report};
use crate::response::StatusPattern;
use crate::{Prepared, RawResponse, Request, Response};

/// The future of a sent request.
pub type ResponseFuture<T, E> = Pin<Box<dyn Future<Output = Result<T, Error<E>>> + Send>>;

/// A body that an operation may answer with when it fails.
#[derive(Debug)]
pub struct Failure<E> {
    status: StatusPattern,
    /// Where the status has several bodies.
    media_type: Option<&'static str>,
    decode: fn(&RawResponse) -> Result<E, DecodeError>,
}

impl<E> Failure<E> {
    /// The body of one status.
    pub const fn on(status: u16, decode: fn(&RawResponse) -> Result<E, DecodeError>) -> Self {
        Self {
            status: StatusPattern::Code(status),
            media_type: None,
            decode,
        }
    }

    /// The body of a hundred statuses, such as 4 for `4XX`.
    pub const fn on_range(first: u8, decode: fn(&RawResponse) -> Result<E, DecodeError>) -> Self {
        Self {
            status: StatusPattern::Range(first),
            media_type: None,
            decode,
        }
    }

    /// The body of all other statuses.
    pub const fn otherwise(decode: fn(&RawResponse) -> Result<E, DecodeError>) -> Self {
        Self {
            status: StatusPattern::Default,
            media_type: None,
            decode,
        }
    }

    /// The same for one media type, where the status has bodies of several.
    #[must_use]
    pub const fn of(self, media_type: &'static str) -> Self {
        Self {
            media_type: Some(media_type),
            ..self
        }
    }

    /// How exactly it describes a response, if it does: its status counts before its media type.
    fn rank(&self, raw: &RawResponse) -> Option<(u8, usize)> {
        let status = self.status.rank(raw.status().as_u16())?;
        let media_type = self.media_type.and_then(|name| raw.rank_of(name));
        Some((status, media_type.unwrap_or_default()))
    }
}

/// A request value of one operation.
///
/// Implemented by generated code. The same value can be awaited, sent for the whole response, or
/// inspected without sending.
pub trait Operation: Sized + Send + 'static {
    /// The body of a success.
    type Output: Send + 'static;
    /// The bodies of failures.
    type ErrorBody: Send + Sync + 'static;

    /// Which failure has which body.
    const FAILURES: &'static [Failure<Self::ErrorBody>];

    /// The request as it stands.
    fn request(&self) -> &Request;

    /// Decodes a success.
    ///
    /// # Errors
    ///
    /// When the body is not what the description says.
    fn decode(response: &RawResponse) -> Result<Self::Output, DecodeError>;

    /// What would be sent: method, URL, headers and body.
    ///
    /// # Errors
    ///
    /// When a parameter or the body cannot be spelled, for example a path parameter that is empty.
    fn prepare(&self) -> Result<Prepared, Error<Self::ErrorBody>> {
        self.request()
            .prepare()
            .map_err(|report| Error::new(report, None))
    }

    /// Sends the request; gives status, headers and the decoded body.
    fn send(self) -> ResponseFuture<Response<Self::Output>, Self::ErrorBody> {
        respond(self.request(), |outcome| {
            let raw = successful(outcome, Self::FAILURES)?;
            match Self::decode(&raw) {
                Ok(body) => Ok(Response::new(raw, body)),
                Err(defect) => Err(Error::new(Report::undecodable(raw, defect), None)),
            }
        })
    }

    /// Sends the request; gives the decoded body.
    fn call(self) -> ResponseFuture<Self::Output, Self::ErrorBody> {
        respond(self.request(), |outcome| {
            finish(outcome, Self::FAILURES, Self::decode)
        })
    }

    /// Sends the request; gives the body decoded another way than [`decode`](Self::decode) does.
    fn call_as<T: Send + 'static>(
        self,
        decode: fn(&RawResponse) -> Result<T, DecodeError>,
    ) -> ResponseFuture<T, Self::ErrorBody> {
        let exchange = crate::client::start(self.request());
        Box::pin(async move { finish(exchange.await, Self::FAILURES, decode) })
    }
}

pub(crate) fn respond<T: 'static, E: 'static>(
    request: &Request,
    finish: fn(Outcome) -> Result<T, Error<E>>,
) -> ResponseFuture<T, E> {
    let exchange = crate::client::start(request);
    Box::pin(Respond { exchange, finish })
}

/// An exchange whose outcome is decoded when it is there. Written by hand because an async block
/// here would be compiled for every operation.
struct Respond<T, E> {
    exchange: Exchange,
    finish: fn(Outcome) -> Result<T, Error<E>>,
}

impl<T, E> Future for Respond<T, E> {
    type Output = Result<T, Error<E>>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        let finish = self.finish;
        self.exchange.as_mut().poll(context).map(finish)
    }
}

/// Decodes an outcome, or makes an error of it.
#[inline]
pub(crate) fn finish<T, E>(
    outcome: Outcome,
    failures: &[Failure<E>],
    decode: fn(&RawResponse) -> Result<T, DecodeError>,
) -> Result<T, Error<E>> {
    let raw = successful(outcome, failures)?;
    decode(&raw).map_err(|defect| Error::new(Report::undecodable(raw, defect), None))
}

/// Lets an outcome through that the description has, of a media type that was asked for, and makes
/// an error of everything else.
pub(crate) fn successful<E>(
    outcome: Outcome,
    failures: &[Failure<E>],
) -> Result<RawResponse, Error<E>> {
    let raw = match outcome {
        Ok(raw) if raw.is_outcome() => {
            return Report::as_asked(raw).map_err(|report| Error::new(report, None));
        }
        // So that the decoded body has no credential either.
        Ok(mut raw) => {
            raw.redact_all();
            raw
        }
        Err(report) => return Err(Error::new(report, None)),
    };
    let mut best: Option<((u8, usize), &Failure<E>)> = None;
    for failure in failures {
        if let Some(rank) = failure.rank(&raw)
            && best.is_none_or(|(known, _)| rank > known)
        {
            best = Some((rank, failure));
        }
    }
    let (body, defect) = match best.map(|(_, failure)| (failure.decode)(&raw)) {
        Some(Ok(body)) => (Some(body), None),
        Some(Err(defect)) => (None, Some(defect)),
        None => (None, None),
    };
    Err(Error::new(Report::unsuccessful(raw, defect), body))
}

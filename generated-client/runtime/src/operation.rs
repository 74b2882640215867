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
use crate::{Prepared, RawResponse, Request, Response};

/// The future of a sent request.
pub type ResponseFuture<T, E> = Pin<Box<dyn Future<Output = Result<T, Error<E>>> + Send>>;

/// A body that an operation may answer with when it fails.
#[derive(Debug)]
pub struct Failure<E> {
    status: StatusPattern,
    decode: fn(&RawResponse) -> Result<E, DecodeError>,
}

impl<E> Failure<E> {
    /// The body of one status.
    pub const fn on(status: u16, decode: fn(&RawResponse) -> Result<E, DecodeError>) -> Self {
        Self {
            status: StatusPattern::Code(status),
            decode,
        }
    }

    /// The body of a hundred statuses, such as 4 for `4XX`.
    pub const fn on_range(first: u8, decode: fn(&RawResponse) -> Result<E, DecodeError>) -> Self {
        Self {
            status: StatusPattern::Range(first),
            decode,
        }
    }

    /// The body of all other statuses.
    pub const fn otherwise(decode: fn(&RawResponse) -> Result<E, DecodeError>) -> Self {
        Self {
            status: StatusPattern::Default,
            decode,
        }
    }
}

/// The statuses that an entry of an operation's responses is for (OpenAPI, [Responses Object]).
///
/// [Responses Object]: https://spec.openapis.org/oas/v3.0.3#responses-object
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum StatusPattern {
    /// One status, for example 404. Goes before the others.
    Code(u16),
    /// A hundred, for example 4 for `4XX`. Goes before `Default`.
    Range(u8),
    /// Whatever has no entry of its own.
    Default,
}

impl StatusPattern {
    /// How exactly it names the status, if it does.
    fn rank(self, status: u16) -> Option<u8> {
        match self {
            Self::Code(code) => (code == status).then_some(2),
            Self::Range(hundred) => (u16::from(hundred) == status / 100).then_some(1),
            Self::Default => Some(0),
        }
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
            let raw = successful(outcome, Self::FAILURES)?;
            Self::decode(&raw).map_err(|defect| Error::new(Report::undecodable(raw, defect), None))
        })
    }

    /// Sends the request; gives the body decoded another way than [`decode`](Self::decode) does.
    fn call_as<T: Send + 'static>(
        self,
        decode: fn(&RawResponse) -> Result<T, DecodeError>,
    ) -> ResponseFuture<T, Self::ErrorBody> {
        let exchange = crate::client::start(self.request());
        Box::pin(async move {
            let raw = successful(exchange.await, Self::FAILURES)?;
            decode(&raw).map_err(|defect| Error::new(Report::undecodable(raw, defect), None))
        })
    }
}

fn respond<T: 'static, E: 'static>(
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

/// Lets a success through and makes an error of everything else.
fn successful<E>(outcome: Outcome, failures: &[Failure<E>]) -> Result<RawResponse, Error<E>> {
    let raw = match outcome {
        Ok(raw) if raw.status().is_success() => return Ok(raw),
        Ok(raw) => raw,
        Err(report) => return Err(Error::new(report, None)),
    };
    let status = raw.status().as_u16();
    let mut best: Option<(u8, &Failure<E>)> = None;
    for failure in failures {
        if let Some(rank) = failure.status.rank(status)
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

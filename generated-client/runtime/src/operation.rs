//! One operation: a request value that can be looked at, sent, or called.
//!
//! Generated code implements [`Operation`]; the provided methods do the rest. Only what needs an
//! operation's types is generic here, because all of it is compiled once an operation.

use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use serde::Serialize;

use crate::client::{Exchange, Outcome};
use crate::decode::DecodeError;
use crate::error::{Error, Report};
use crate::response::StatusPattern;
use crate::{Credential, Prepared, RawResponse, Request, Response, RetryPolicy};

/// The future of a sent request.
pub type ResponseFuture<T, E> = Pin<Box<dyn Future<Output = Result<T, Error<E>>> + Send>>;

/// A body that an operation may return when it fails.
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
/// inspected without sending. The methods `with_…` set options of this call alone; where an input of the
/// operation has such a name, write `Operation::with_…(request, …)`.
pub trait Operation: Sized + Clone + Send + 'static {
    /// The body of a success.
    type Output: Send + 'static;
    /// The bodies of failures.
    type ErrorBody: Send + Sync + 'static;

    /// Which failure has which body.
    const FAILURES: &'static [Failure<Self::ErrorBody>];

    /// The request, to be changed.
    fn request_mut(&mut self) -> &mut Request;

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
        self.clone()
            .request_mut()
            .prepare()
            .map_err(|report| Error::new(report, None))
    }

    /// How long this call may take, in place of
    /// [`ClientBuilder::timeout`](crate::ClientBuilder::timeout).
    #[must_use]
    fn with_timeout(mut self, limit: Duration) -> Self {
        self.request_mut().options_mut().timeout = Some(limit);
        self
    }

    /// How long one attempt of this call may take, in place of
    /// [`ClientBuilder::attempt_timeout`](crate::ClientBuilder::attempt_timeout).
    #[must_use]
    fn with_attempt_timeout(mut self, limit: Duration) -> Self {
        self.request_mut().options_mut().attempt_timeout = Some(limit);
        self
    }

    /// When this call has to be done, whatever it waits for: its turn, a file that is sent, or another
    /// attempt. The timeouts hold beside it.
    #[cfg(not(target_family = "wasm"))]
    #[must_use]
    fn with_deadline(mut self, deadline: std::time::Instant) -> Self {
        self.request_mut().options_mut().deadline = Some(deadline.into());
        self
    }

    /// When this call is sent again, in place of
    /// [`ClientBuilder::retries`](crate::ClientBuilder::retries).
    #[must_use]
    fn with_retries(mut self, policy: RetryPolicy) -> Self {
        self.request_mut().options_mut().retries = Some(policy);
        self
    }

    /// Says that sending this call twice does the same as sending it once, whatever its method.
    #[must_use]
    fn with_safe_to_repeat(mut self) -> Self {
        self.request_mut().set_safe_to_repeat();
        self
    }

    /// Sends a key in the header `Idempotency-Key`, the same with each attempt, and says that the server
    /// does the work once for each key, so that the call is safe to repeat.
    #[must_use]
    fn with_idempotency_key(mut self, key: impl AsRef<str>) -> Self {
        let request = self.request_mut();
        request.set_own_header("idempotency-key", key.as_ref());
        request.set_safe_to_repeat();
        self
    }

    /// Sends a header with this call, in place of a parameter or default header of the same name; a
    /// credential goes before it. The value is treated as a secret, like that of a
    /// [default header](crate::ClientBuilder::default_header). One that cannot be sent is an error of
    /// the call.
    #[must_use]
    fn with_header(mut self, name: impl AsRef<str>, value: impl AsRef<str>) -> Self {
        let (name, value) = (name.as_ref(), value.as_ref());
        self.request_mut().set_own_header(name, value);
        self
    }

    /// Adds a query parameter that the description does not have.
    #[must_use]
    fn with_query(mut self, name: impl Into<String>, value: impl AsRef<str>) -> Self {
        self.request_mut().add_query(name.into(), value.as_ref());
        self
    }

    /// Sets a property of the JSON body that the description does not have, or has otherwise. Where the
    /// body is no JSON object the call is an error.
    #[must_use]
    fn with_body_property(mut self, name: impl Into<String>, value: impl Serialize) -> Self {
        self.request_mut().set_property(name.into(), &value);
        self
    }

    /// Sends this call with another token: for the first of the API's security schemes, as
    /// [`ClientBuilder::token`](crate::ClientBuilder::token) does.
    #[must_use]
    fn with_token(mut self, token: impl Into<String>) -> Self {
        let credential = token.into().into();
        self.request_mut().set_own_credential(None, &credential);
        self
    }

    /// Sends this call with another credential for one of the API's security schemes.
    #[must_use]
    fn with_credential(
        mut self,
        scheme: impl Into<&'static str>,
        credential: impl Into<Credential>,
    ) -> Self {
        let scheme = Some(scheme.into());
        let credential = credential.into();
        self.request_mut().set_own_credential(scheme, &credential);
        self
    }

    /// Sends the request; gives status, headers and the decoded body.
    fn send(mut self) -> ResponseFuture<Response<Self::Output>, Self::ErrorBody> {
        respond(self.request_mut(), |outcome| {
            let raw = successful(outcome, Self::FAILURES)?;
            match Self::decode(&raw) {
                Ok(body) => Ok(Response::new(raw, body)),
                Err(defect) => Err(Error::new(Report::undecodable(raw, defect), None)),
            }
        })
    }

    /// Sends the request and waits, for programs without an asynchronous runtime; gives the decoded
    /// body. Everything that holds for a request that is awaited holds here.
    ///
    /// # Errors
    ///
    /// As the request itself, and [`ErrorKind::InRuntime`](crate::ErrorKind::InRuntime) on a thread of
    /// a tokio runtime: waiting there would stop what the call waits for.
    #[cfg(feature = "blocking")]
    fn send_blocking(self) -> Result<Self::Output, Error<Self::ErrorBody>> {
        crate::blocking::wait(self.call())
    }

    /// Sends the request; gives the response as it came, whatever its status and media type: status,
    /// headers and the bytes of the body, decompressed. Nothing is decoded, and a status that is an error is
    /// no [`Error`]: that is left where there is no response, or no whole body of a success.
    ///
    /// Failed attempts are sent again as usual. Files and streams are read to their end, so they must be
    /// smaller than [`ClientBuilder::max_response_bytes`](crate::ClientBuilder::max_response_bytes).
    /// Of a body with another status than a success, [`MAX_ERROR_BODY_BYTES`](crate::MAX_ERROR_BODY_BYTES) are kept
    /// ([`is_truncated`](RawResponse::is_truncated) says whether that is all), and the client's
    /// credentials are taken out of it.
    fn send_raw(mut self) -> ResponseFuture<RawResponse, Self::ErrorBody> {
        let request = self.request_mut();
        request.read_whole();
        respond(request, as_it_came)
    }

    /// Sends the request; gives the decoded body.
    fn call(mut self) -> ResponseFuture<Self::Output, Self::ErrorBody> {
        respond(self.request_mut(), |outcome| {
            finish(outcome, Self::FAILURES, Self::decode)
        })
    }

    /// Sends the request; gives the body decoded another way than [`decode`](Self::decode) does.
    fn call_as<T: Send + 'static>(
        mut self,
        decode: fn(&RawResponse) -> Result<T, DecodeError>,
    ) -> ResponseFuture<T, Self::ErrorBody> {
        let exchange = crate::client::start(self.request_mut());
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

fn as_it_came<E>(outcome: Outcome) -> Result<RawResponse, Error<E>> {
    match outcome {
        Ok(mut raw) => {
            if !raw.is_outcome() {
                raw.redact_all();
            }
            Ok(raw)
        }
        Err(report) => Err(Error::new(report, None)),
    }
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

//! One operation: a request value that can be inspected, sent, or called.
//!
//! Generated code implements [`Operation`]; the provided methods do the rest. Only code that needs
//! an operation's types is generic here, because all of it is compiled once per operation.

use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use serde::Serialize;

use crate::client::{Exchange, Outcome};
use crate::decode::{Decode, DecodeError};
use crate::error::{Error, Report};
use crate::response::StatusPattern;
use crate::{Credential, Prepared, RawResponse, Request, Response, RetryPolicy};

/// The future of a request, which is sent when it is polled: what awaiting an [`Operation`] polls,
/// and [`Operation::send`] returns.
#[must_use = "a request does nothing until it is awaited"]
pub struct ResponseFuture<T, E: 'static> {
    exchange: Exchange,
    finish: Finish<T, E>,
}

/// How a future makes its value of the outcome. A pointer and no closure, so that futures of
/// different operations share their code, and need no box of their own.
enum Finish<T, E: 'static> {
    By(fn(Outcome) -> Result<T, Error<E>>),
    Decoding(&'static [Failure<E>], Decode<T>),
}

impl<T, E> ResponseFuture<T, E> {
    pub(crate) fn new(request: &Request, finish: fn(Outcome) -> Result<T, Error<E>>) -> Self {
        Self {
            exchange: crate::client::start(request),
            finish: Finish::By(finish),
        }
    }

    pub(crate) fn decoding(
        request: &Request,
        failures: &'static [Failure<E>],
        decode: Decode<T>,
    ) -> Self {
        Self {
            exchange: crate::client::start(request),
            finish: Finish::Decoding(failures, decode),
        }
    }
}

impl<T, E> Future for ResponseFuture<T, E> {
    type Output = Result<T, Error<E>>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        let outcome = ready!(self.exchange.as_mut().poll(context));
        Poll::Ready(match self.finish {
            Finish::By(finish) => finish(outcome),
            Finish::Decoding(failures, decode) => {
                decoded(outcome, failures, decode).map(|(_, body)| body)
            }
        })
    }
}

impl<T, E> fmt::Debug for ResponseFuture<T, E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ResponseFuture").finish_non_exhaustive()
    }
}

/// A body that an operation may return with an error status.
#[derive(Debug)]
pub struct Failure<E> {
    status: StatusPattern,
    /// Set if the status has several bodies.
    media_type: Option<&'static str>,
    decode: Decode<E>,
}

impl<E> Failure<E> {
    /// The body of one status.
    pub const fn on(status: u16, decode: Decode<E>) -> Self {
        Self {
            status: StatusPattern::Code(status),
            media_type: None,
            decode,
        }
    }

    /// The body of a status range, such as 4 for `4XX`.
    pub const fn on_range(first: u8, decode: Decode<E>) -> Self {
        Self {
            status: StatusPattern::Range(first),
            media_type: None,
            decode,
        }
    }

    /// The body of all other statuses.
    pub const fn otherwise(decode: Decode<E>) -> Self {
        Self {
            status: StatusPattern::Default,
            media_type: None,
            decode,
        }
    }

    /// The same for one media type, if the status has bodies of several.
    #[must_use]
    pub const fn of(self, media_type: &'static str) -> Self {
        Self {
            media_type: Some(media_type),
            ..self
        }
    }

    /// How exactly it describes a response, if it does: the status counts before the media type.
    fn rank(&self, raw: &RawResponse) -> Option<(u8, usize)> {
        let status = self.status.rank(raw.status().as_u16())?;
        let media_type = self.media_type.and_then(|name| raw.rank_of(name));
        Some((status, media_type.unwrap_or_default()))
    }
}

/// A request value of one operation.
///
/// Implemented by generated code. The same value can be awaited, sent for the whole response, or
/// inspected without sending. The methods `with_…` set options of this call alone; if an input of
/// the operation has such a name, write `Operation::with_…(request, …)`.
pub trait Operation: Sized + Clone + Send + 'static {
    /// The body of a successful response.
    type Output: Send + 'static;
    /// The bodies of error responses.
    type ErrorBody: Send + Sync + 'static;

    /// The body of each error status.
    const FAILURES: &'static [Failure<Self::ErrorBody>];

    /// The request, for changes.
    fn request_mut(&mut self) -> &mut Request;

    /// Decodes a successful response.
    ///
    /// # Errors
    ///
    /// If the body does not match the description.
    fn decode(response: &RawResponse) -> Result<Self::Output, DecodeError>;

    /// The request as it would be sent: method, URL, headers and body.
    ///
    /// # Errors
    ///
    /// If a parameter or the body cannot be encoded, for example an empty path parameter.
    fn prepare(&self) -> Result<Prepared, Error<Self::ErrorBody>> {
        self.clone()
            .request_mut()
            .prepare()
            .map_err(|report| Error::new(report, None))
    }

    /// Timeout of this call, in place of
    /// [`ClientBuilder::timeout`](crate::ClientBuilder::timeout).
    #[must_use]
    fn with_timeout(mut self, limit: Duration) -> Self {
        self.request_mut().options_mut().timeout = Some(limit);
        self
    }

    /// Timeout of each attempt of this call, in place of
    /// [`ClientBuilder::attempt_timeout`](crate::ClientBuilder::attempt_timeout).
    #[must_use]
    fn with_attempt_timeout(mut self, limit: Duration) -> Self {
        self.request_mut().options_mut().attempt_timeout = Some(limit);
        self
    }

    /// The instant by which this call must be done, including its wait for its turn, an uploaded
    /// file and retries. The timeouts apply as well.
    #[cfg(not(target_family = "wasm"))]
    #[must_use]
    fn with_deadline(mut self, deadline: std::time::Instant) -> Self {
        self.request_mut().options_mut().deadline = Some(deadline.into());
        self
    }

    /// When this call is retried, in place of
    /// [`ClientBuilder::retries`](crate::ClientBuilder::retries).
    #[must_use]
    fn with_retries(mut self, policy: RetryPolicy) -> Self {
        self.request_mut().options_mut().retries = Some(policy);
        self
    }

    /// Declares that sending this call twice has the same effect as sending it once, whatever its
    /// method.
    #[must_use]
    fn with_safe_to_repeat(mut self) -> Self {
        self.request_mut().set_safe_to_repeat();
        self
    }

    /// Sends a key in the header `Idempotency-Key`, the same with each attempt, and declares that
    /// the server does the work once per key, so that the call is safe to repeat.
    #[must_use]
    fn with_idempotency_key(mut self, key: impl AsRef<str>) -> Self {
        let request = self.request_mut();
        request.set_own_header("idempotency-key", key.as_ref());
        request.set_safe_to_repeat();
        self
    }

    /// Sends a header with this call, in place of a parameter or default header of the same name; a
    /// credential takes precedence. The value is treated as a secret, like that of a [default
    /// header](crate::ClientBuilder::default_header). If it cannot be sent, the call fails.
    #[must_use]
    fn with_header(mut self, name: impl AsRef<str>, value: impl AsRef<str>) -> Self {
        let (name, value) = (name.as_ref(), value.as_ref());
        self.request_mut().set_own_header(name, value);
        self
    }

    /// Adds a query parameter that the description lacks.
    #[must_use]
    fn with_query(mut self, name: impl Into<String>, value: impl AsRef<str>) -> Self {
        self.request_mut().add_query(name.into(), value.as_ref());
        self
    }

    /// Sets a property of the JSON body that the description lacks or describes differently. If the
    /// body is not a JSON object, the call fails.
    #[must_use]
    fn with_body_property(mut self, name: impl Into<String>, value: impl Serialize) -> Self {
        self.request_mut().set_property(name.into(), &value);
        self
    }

    /// Sends this call with another token: for the first of the API's security schemes, like
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

    /// Sends the request; returns status, headers and the decoded body.
    fn send(mut self) -> ResponseFuture<Response<Self::Output>, Self::ErrorBody> {
        ResponseFuture::new(self.request_mut(), |outcome| {
            let (raw, body) = decoded(outcome, Self::FAILURES, Self::decode)?;
            Ok(Response::new(raw, body))
        })
    }

    /// Sends the request and waits, for programs without an asynchronous runtime; returns the
    /// decoded body. Otherwise it behaves like an awaited request.
    ///
    /// # Errors
    ///
    /// Those of the request itself, and [`ErrorKind::InRuntime`](crate::ErrorKind::InRuntime) on a
    /// thread of a tokio runtime, where waiting would block the tasks that the call waits for.
    #[cfg(feature = "blocking")]
    fn send_blocking(self) -> Result<Self::Output, Error<Self::ErrorBody>> {
        crate::blocking::wait(self.call())
    }

    /// Sends the request; returns the response as received, whatever its status and media type:
    /// status, headers and the bytes of the body, decompressed. Nothing is decoded, and an error
    /// status is not an [`Error`]: the call fails only without a response, or without the whole
    /// body of a success.
    ///
    /// Failed attempts are retried as usual. Files and streams are read to their end, so they must
    /// be smaller than
    /// [`ClientBuilder::max_response_bytes`](crate::ClientBuilder::max_response_bytes). If the
    /// status is not a success, [`MAX_ERROR_BODY_BYTES`](crate::MAX_ERROR_BODY_BYTES) of the body
    /// are kept ([`is_truncated`](RawResponse::is_truncated) says whether that is all), and the
    /// client's credentials are removed from it.
    fn send_raw(mut self) -> ResponseFuture<RawResponse, Self::ErrorBody> {
        let request = self.request_mut();
        request.read_whole();
        ResponseFuture::new(request, as_it_came)
    }

    /// Sends the request; returns the decoded body.
    fn call(mut self) -> ResponseFuture<Self::Output, Self::ErrorBody> {
        ResponseFuture::decoding(self.request_mut(), Self::FAILURES, Self::decode)
    }

    /// Sends the request; returns the body as `decode` decodes it, not [`decode`](Self::decode).
    fn call_as<T: Send + 'static>(
        mut self,
        decode: Decode<T>,
    ) -> ResponseFuture<T, Self::ErrorBody> {
        ResponseFuture::decoding(self.request_mut(), Self::FAILURES, decode)
    }
}

/// Decodes an outcome, or turns it into an error.
#[inline]
pub(crate) fn decoded<T, E>(
    outcome: Outcome,
    failures: &[Failure<E>],
    decode: Decode<T>,
) -> Result<(RawResponse, T), Error<E>> {
    let raw = successful(outcome, failures)?;
    match decode(&raw) {
        Ok(body) => Ok((raw, body)),
        Err(defect) => Err(Error::new(Report::undecodable(raw, defect), None)),
    }
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

/// Passes an outcome that the description has, of a requested media type; everything else becomes
/// an error.
fn successful<E>(outcome: Outcome, failures: &[Failure<E>]) -> Result<RawResponse, Error<E>> {
    let raw = match outcome {
        Ok(raw) if raw.is_outcome() => {
            return Report::as_asked(raw).map_err(|report| Error::new(report, None));
        }
        // The decoded body must not hold a credential either.
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

/// Implements [`Operation`] and `IntoFuture` for a request, from a table: the type of the response's body
/// and that of error bodies, the function that decodes a response, and the bodies of error statuses,
/// each by the constructor of its [`Failure`] and the error type's function that reads it.
#[doc(hidden)]
#[macro_export]
macro_rules! __operation {
    (
        $type:ident: $output:ty;
        error: $error:ty;
        decode: $decode:expr;
        $(failures { $($status:ident $($code:literal)?: $reader:ident $(of $media_type:literal)?,)* })?
    ) => {
        impl $crate::Operation for $type {
            type Output = $output;
            type ErrorBody = $error;

            const FAILURES: &'static [$crate::Failure<$error>] = &[$($(
                $crate::Failure::$status($($code,)? <$error>::$reader)$(.of($media_type))?
            ),*)?];

            #[inline]
            fn request_mut(&mut self) -> &mut $crate::Request {
                &mut self.request
            }

            #[inline]
            fn decode(
                response: &$crate::RawResponse,
            ) -> ::core::result::Result<$output, $crate::DecodeError> {
                let decode: $crate::decode::Decode<$output> = $decode;
                decode(response)
            }
        }

        impl ::core::future::IntoFuture for $type {
            type Output = ::core::result::Result<$output, $crate::Error<$error>>;
            type IntoFuture = $crate::ResponseFuture<$output, $error>;

            #[inline]
            fn into_future(self) -> Self::IntoFuture {
                $crate::Operation::call(self)
            }
        }
    };
}

pub use __operation as operation;

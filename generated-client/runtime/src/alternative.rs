//! A request for another media type than the default.

use std::fmt;
use std::marker::PhantomData;

use crate::decode::Decode;
use crate::error::Error;
use crate::operation::decoded;
use crate::{Operation, Prepared, Request, Response, ResponseFuture};

/// A request of the operation `O` for another media type than its default.
///
/// Returned by methods of generated requests, such as `as_pdf`. Like those requests it can be
/// awaited, sent for the whole response, or inspected without sending.
#[must_use = "a request does nothing until it is awaited"]
pub struct RequestAs<O, T> {
    request: Request,
    decode: Decode<T>,
    operation: PhantomData<fn() -> O>,
}

impl<O: Operation, T: Send + 'static> RequestAs<O, T> {
    /// A request that [accepts](Request::accept) the media type that `decode` parses.
    #[inline]
    pub fn new(request: Request, decode: Decode<T>) -> Self {
        Self {
            request,
            decode,
            operation: PhantomData,
        }
    }

    /// The request as it would be sent; see [`Operation::prepare`].
    ///
    /// # Errors
    ///
    /// If a parameter or the body cannot be encoded.
    pub fn prepare(&self) -> Result<Prepared, Error<O::ErrorBody>> {
        let prepared = self.request.prepare();
        prepared.map_err(|report| Error::new(report, None))
    }

    /// Sends the request; returns status, headers and the decoded body.
    pub fn send(self) -> impl Future<Output = Result<Response<T>, Error<O::ErrorBody>>> + Send {
        let exchange = crate::client::start(&self.request);
        async move {
            let (raw, body) = decoded(exchange.await, O::FAILURES, self.decode)?;
            Ok(Response::new(raw, body))
        }
    }
}

impl<O: Operation, T: Send + 'static> IntoFuture for RequestAs<O, T> {
    type Output = Result<T, Error<O::ErrorBody>>;
    type IntoFuture = ResponseFuture<T, O::ErrorBody>;

    fn into_future(self) -> Self::IntoFuture {
        ResponseFuture::decoding(&self.request, O::FAILURES, self.decode)
    }
}

impl<O, T> Clone for RequestAs<O, T> {
    fn clone(&self) -> Self {
        Self {
            request: self.request.clone(),
            ..*self
        }
    }
}

/// Shows the same as the request.
impl<O, T> fmt::Debug for RequestAs<O, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.request, f)
    }
}

//! Calls that the description lacks, with the client's credential, limits, retries and redaction.

use std::borrow::Cow;
use std::fmt::{self, Display};
use std::marker::PhantomData;

use http::Method;
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::decode::{self, DecodeError};
use crate::response::Described;
use crate::{
    Body, Error, Failure, Form, Operation, Pipeline, RawResponse, Reading, Request, ResponseFuture,
};

/// The responses of a raw call: any media type, JSON preferred.
const ANYTHING: &[Described] = &[Described::otherwise(
    Reading::Anything,
    &["application/json"],
)];

/// A request of an operation that the description lacks. Made by `Client::request`.
///
/// It behaves like described requests: awaited, it returns the [`RawResponse`] of a success, and
/// any other status is an [`Error`]; [`send_raw`](Operation::send_raw) returns the response
/// whatever its status; the options of a call (`with_…`, by the trait [`Operation`]) apply, too.
/// `E` is the type of the client's error bodies.
#[must_use = "a request does nothing until it is awaited"]
pub struct RawCall<E> {
    request: Request,
    error: PhantomData<fn() -> E>,
}

impl<E: Send + Sync + 'static> RawCall<E> {
    /// A request with this method and path, which is appended to the base URL.
    ///
    /// The path is already encoded and may have a query. `{name}` in it is a placeholder for a
    /// value that [`path`](Self::path) sets. A whole URL is accepted as well, such as a link in a
    /// response, if its scheme, host and port are those of the base URL; with any other the call
    /// fails, because the credential is for no other host. Errors and traces show a literal path,
    /// but not a `String`, which may hold values.
    pub fn new(pipeline: &Pipeline, method: Method, path: impl Into<Cow<'static, str>>) -> Self {
        let request = Request::raw(pipeline, method, path.into()).responses(ANYTHING);
        Self {
            request,
            error: PhantomData,
        }
    }

    /// Replaces `{name}` in the path. The value is percent-encoded and stays one segment: with an
    /// empty value, `.` or `..` the call fails.
    pub fn path(mut self, name: &str, value: impl Display) -> Self {
        self.request.fill(name, &value.to_string());
        self
    }

    /// Adds a query parameter.
    pub fn query(mut self, name: impl Into<String>, value: impl Display) -> Self {
        self.request.add_query(name.into(), &value.to_string());
        self
    }

    /// Sends a JSON body.
    pub fn json(mut self, body: &(impl Serialize + ?Sized)) -> Self {
        self.request.set_json(body);
        self
    }

    /// Sends a URL-encoded form.
    pub fn form(mut self, body: &(impl Serialize + ?Sized)) -> Self {
        self.request.set_form(body, &[]);
        self
    }

    /// Sends a `multipart/form-data` body.
    pub fn multipart(mut self, form: Form) -> Self {
        self.request.set_multipart(form);
        self
    }

    /// Sends a body of any media type: bytes, a string, a file, or a stream.
    pub fn body(mut self, media_type: &str, body: impl Into<Body>) -> Self {
        self.request.set_body("application/octet-stream", body);
        self.request.set_content_type(media_type);
        self
    }

    /// Decodes the JSON body of a successful response.
    pub fn decoded<T: DeserializeOwned + Send + 'static>(self) -> TypedCall<T, E> {
        TypedCall {
            request: self.request.responses(&[]),
            types: PhantomData,
        }
    }
}

impl<E: Send + Sync + 'static> Operation for RawCall<E> {
    type Output = RawResponse;
    type ErrorBody = E;

    const FAILURES: &'static [Failure<E>] = &[];

    fn request_mut(&mut self) -> &mut Request {
        &mut self.request
    }

    fn decode(response: &RawResponse) -> Result<RawResponse, DecodeError> {
        Ok(response.clone())
    }
}

impl<E: Send + Sync + 'static> IntoFuture for RawCall<E> {
    type Output = Result<RawResponse, Error<E>>;
    type IntoFuture = ResponseFuture<RawResponse, E>;

    fn into_future(self) -> Self::IntoFuture {
        self.call()
    }
}

impl<E> Clone for RawCall<E> {
    fn clone(&self) -> Self {
        Self {
            request: self.request.clone(),
            error: PhantomData,
        }
    }
}

impl<E> fmt::Debug for RawCall<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.request, f)
    }
}

/// A [`RawCall`] whose successful response is decoded from JSON; see [`RawCall::decoded`].
#[must_use = "a request does nothing until it is awaited"]
pub struct TypedCall<T, E> {
    request: Request,
    types: PhantomData<fn() -> (T, E)>,
}

impl<T, E> Operation for TypedCall<T, E>
where
    T: DeserializeOwned + Send + 'static,
    E: Send + Sync + 'static,
{
    type Output = T;
    type ErrorBody = E;

    const FAILURES: &'static [Failure<E>] = &[];

    fn request_mut(&mut self) -> &mut Request {
        &mut self.request
    }

    fn decode(response: &RawResponse) -> Result<T, DecodeError> {
        decode::json(response)
    }
}

impl<T, E> IntoFuture for TypedCall<T, E>
where
    T: DeserializeOwned + Send + 'static,
    E: Send + Sync + 'static,
{
    type Output = Result<T, Error<E>>;
    type IntoFuture = ResponseFuture<T, E>;

    fn into_future(self) -> Self::IntoFuture {
        self.call()
    }
}

impl<T, E> Clone for TypedCall<T, E> {
    fn clone(&self) -> Self {
        Self {
            request: self.request.clone(),
            types: PhantomData,
        }
    }
}

impl<T, E> fmt::Debug for TypedCall<T, E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.request, f)
    }
}

//! A response before it is decoded.

use std::fmt;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use bytes::Bytes;
use http::header::CONTENT_LENGTH;
use http::{HeaderMap, HeaderValue, StatusCode};
use url::Url;

use super::described::{Expected, Reading, Unexpected, has_no_body};
use super::media_type;
use super::request_id::request_id;
use super::unread::Unread;
use crate::Request;
use crate::client::{DEFAULT_MAX_RESPONSE_BYTES, Pipeline, report_unknown};
use crate::json::scope::{Settings, Unknown};
use crate::request::OperationInfo;

/// How much of an error body is kept: 64 KiB.
pub const MAX_ERROR_BODY_BYTES: usize = 64 * 1024;

/// A response before it is decoded.
#[derive(Clone)]
pub struct RawResponse {
    pub(super) status: StatusCode,
    pub(super) headers: HeaderMap,
    body: Bytes,
    truncated: bool,
    /// The body, if it is left unread; the first caller takes it.
    unread: Option<Arc<Mutex<Option<Unread>>>>,
    operation: Option<OperationInfo>,
    /// The response that the request expects.
    expected: Expected,
    /// Kept as long as the token may have to be redacted from the response.
    pipeline: Option<Pipeline>,
    /// Whether decoding repaired malformed strings.
    pub(super) replaced: Arc<AtomicBool>,
    /// How often the request was sent.
    pub(super) attempts: u32,
}

impl RawResponse {
    /// A hand-made response, to test decoding.
    pub fn new(status: StatusCode, headers: HeaderMap, body: impl Into<Bytes>) -> Self {
        Self {
            status,
            headers,
            body: body.into(),
            truncated: false,
            unread: None,
            operation: None,
            expected: Expected::default(),
            pipeline: None,
            replaced: Arc::default(),
            attempts: 1,
        }
    }

    pub(crate) fn received(
        status: StatusCode,
        headers: HeaderMap,
        body: Bytes,
        truncated: bool,
        request: (OperationInfo, Expected),
        pipeline: Pipeline,
    ) -> Self {
        Self {
            status,
            headers,
            body,
            truncated,
            unread: None,
            operation: Some(request.0),
            expected: request.1,
            pipeline: Some(pipeline),
            replaced: Arc::default(),
            attempts: 1,
        }
    }

    /// A response whose body is still on its way.
    pub(crate) fn unread(
        status: StatusCode,
        headers: HeaderMap,
        unread: Unread,
        request: (OperationInfo, Expected),
        pipeline: Pipeline,
    ) -> Self {
        Self {
            status,
            headers,
            body: Bytes::new(),
            truncated: false,
            unread: Some(Arc::new(Mutex::new(Some(unread)))),
            operation: Some(request.0),
            expected: request.1,
            pipeline: Some(pipeline),
            replaced: Arc::default(),
            attempts: 1,
        }
    }

    /// The received part of a response whose body is read piece by piece.
    pub(crate) fn part(
        status: StatusCode,
        headers: HeaderMap,
        part: Bytes,
        pipeline: Option<&Pipeline>,
    ) -> Self {
        let mut response = Self::new(status, headers, part);
        response.truncated = true;
        response.pipeline = pipeline.cloned();
        response.redact_all();
        response.pipeline = None;
        response
    }

    /// Sets the number of attempts.
    pub(crate) fn after(mut self, attempts: u32) -> Self {
        self.attempts = attempts;
        self
    }

    /// How often the request was sent, including the attempt with this response: more than once if
    /// a [`RetryPolicy`](crate::RetryPolicy) retried it, or a token was refused.
    pub fn attempts(&self) -> u32 {
        self.attempts
    }

    /// The body, to be read piece by piece; `None` if it was taken before.
    pub(crate) fn take_unread(&self) -> Option<Unread> {
        let mut unread = match &self.unread {
            Some(unread) => unread.lock().unwrap_or_else(PoisonError::into_inner).take(),
            None => Some(Unread::known(self.body.clone())),
        };
        if let Some(unread) = &mut unread {
            unread.set_head(self.status, &self.headers, self.attempts);
        }
        unread
    }

    /// Keeps the request for a stream that is resumed after its end.
    pub(crate) fn set_resumption(&self, request: Box<Request>) {
        if let Some(unread) = &self.unread {
            let mut unread = unread.lock().unwrap_or_else(PoisonError::into_inner);
            if let Some(unread) = unread.as_mut() {
                unread.set_resumption(request);
            }
        }
    }

    /// Whether there is a body, according to the head.
    pub(crate) fn has_body(&self) -> bool {
        let length = self.headers.get(CONTENT_LENGTH);
        let empty = match self.unread {
            Some(_) => length.is_some_and(|length| length == "0"),
            None => self.body.is_empty(),
        };
        let described = self.expected.reading(self.status) != Reading::Nothing;
        described && !has_no_body(self.status) && !empty
    }

    /// Whether a described body is missing.
    pub(crate) fn lacks_body(&self) -> bool {
        let is_json = self.expected.reading(self.status) == Reading::Json;
        let is_blank = self.unread.is_none() && self.body.trim_ascii().is_empty();
        has_no_body(self.status) || is_json && is_blank
    }

    /// Whether the operation has an output for this status.
    pub(crate) fn is_outcome(&self) -> bool {
        self.status.is_success() || self.expected.is_outcome(self.status)
    }

    /// Why the body is of another media type than requested.
    pub(crate) fn unexpected(&self) -> Option<Unexpected> {
        match self.has_body() {
            true => self.expected.unexpected(self.status, &self.headers),
            false => None,
        }
    }

    /// The requested and the received media type, if JSON was expected and the server names another
    /// type. Called if the body is not JSON.
    pub(crate) fn other_than_json(&self) -> Option<Unexpected> {
        let came = media_type::content_type(&self.headers)?;
        let expects_json = self.expected.reading(self.status) == Reading::Json;
        (expects_json && !media_type::is_json(came)).then(|| Unexpected {
            requested: self.expected.media_type(self.status).to_owned(),
            came: came.to_owned(),
            described: false,
        })
    }

    /// How exactly a media type matches that of the body, if it does.
    pub(crate) fn rank_of(&self, name: &str) -> Option<usize> {
        let came = media_type::content_type(&self.headers)?;
        media_type::rank(name, came)
    }

    /// The status.
    pub fn status(&self) -> StatusCode {
        self.status
    }

    /// The headers.
    pub fn headers(&self) -> &HeaderMap {
        &self.headers
    }

    /// The body, decompressed; empty if the operation reads it piece by piece.
    pub fn body(&self) -> &Bytes {
        &self.body
    }

    /// Whether the body is only the beginning of what the server sent. Only error bodies are
    /// truncated.
    pub fn is_truncated(&self) -> bool {
        self.truncated
    }

    /// The request id of the server; see [`Error::request_id`](crate::Error::request_id).
    pub fn request_id(&self) -> Option<&str> {
        request_id(&self.headers)
    }

    /// How its body is decoded.
    pub(crate) fn decoding(&self) -> Settings {
        let shared = self.pipeline.as_ref().map(Pipeline::shared);
        let limit = shared.map_or(DEFAULT_MAX_RESPONSE_BYTES, |it| it.max_response_bytes);
        Settings {
            lossy: shared.is_some_and(|it| it.lossy_text),
            ..Settings::for_limit(limit.max(self.body.len()))
        }
    }

    pub(crate) fn set_replaced(&self) {
        self.replaced.store(true, Ordering::Relaxed);
    }

    /// Reports the unknown values of the body.
    pub(crate) fn report_unknown(&self, unknown: Unknown) {
        report_unknown(self.pipeline.as_ref(), self.operation.as_ref(), unknown);
    }

    pub(crate) fn base(&self) -> Option<&Url> {
        Some(&self.pipeline.as_ref()?.shared().base)
    }

    pub(crate) fn redact(&self, text: String) -> String {
        match &self.pipeline {
            Some(pipeline) => pipeline.redact(text),
            None => text,
        }
    }

    /// Removes the client's credentials from headers and body, in case the server repeated them.
    pub(crate) fn redact_all(&mut self) {
        let Some(pipeline) = &self.pipeline else {
            return;
        };
        if let Some(body) = pipeline.redact_bytes(&self.body) {
            self.body = body.into();
        }
        let repeats = |bytes: &[u8]| pipeline.redact_bytes(bytes);
        let headers = self.headers.iter();
        if !headers.into_iter().any(|(name, value)| {
            repeats(name.as_str().as_bytes()).is_some() || repeats(value.as_bytes()).is_some()
        }) {
            return;
        }
        let mut clean = HeaderMap::with_capacity(self.headers.len());
        for (name, value) in &self.headers {
            // A name that is a credential means nothing without it.
            if repeats(name.as_str().as_bytes()).is_some() {
                continue;
            }
            let value = match repeats(value.as_bytes()) {
                Some(bytes) => HeaderValue::from_bytes(&bytes).ok(),
                None => Some(value.clone()),
            };
            clean.extend(value.map(|value| (name.clone(), value)));
        }
        self.headers = clean;
    }

    /// Releases the connection, which an error should not keep alive.
    pub(crate) fn forget_pipeline(&mut self) -> Option<OperationInfo> {
        self.pipeline = None;
        self.operation
    }
}

/// Shows neither headers nor the body, which hold personal data.
impl fmt::Debug for RawResponse {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RawResponse")
            .field("status", &self.status)
            .field("body_bytes", &self.body.len())
            .field("truncated", &self.truncated)
            .finish_non_exhaustive()
    }
}

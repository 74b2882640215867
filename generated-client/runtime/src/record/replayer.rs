//! A transport that responds from a recording.

use std::error::Error as StdError;
use std::fmt;
use std::io;
use std::path::Path;
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use http::{HeaderName, HeaderValue, StatusCode};
use http_body::Frame;
use http_body_util::BodyExt as _;

use super::body;
use super::line::{Content, Line, Received, VERSION, error_kind};
use super::mask::Mask;
use crate::{
    OperationInfo, RequestBody, ResponseBody, Transport, TransportError, TransportErrorKind,
    TransportFuture,
};

/// A [`Transport`] that responds from a recording, for tests. Clones share the replay's progress.
///
/// A request gets the first recorded response for the same method, path, query and body that was
/// not replayed yet; after that, the last one repeatedly. In a masked recording, requests with
/// equal masks are the same. The host is not compared. A request that was not recorded is an error
/// that names it. A body that broke off, or was not recorded, is replayed as far as it was recorded
/// and ends with an error.
#[derive(Clone)]
pub struct Replayer(Arc<Mutex<Vec<Recorded>>>);

struct Recorded {
    line: Line,
    mask: Option<Mask>,
    replays: usize,
}

/// Why a recording can't be replayed.
#[derive(Debug)]
pub struct ReplayError {
    /// The line, from 1; 0 if the file can't be read.
    line: usize,
    cause: Box<dyn StdError + Send + Sync>,
}

impl fmt::Display for ReplayError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.line {
            0 => f.write_str("the recording can't be read"),
            line => write!(f, "line {line} of the recording is not an exchange"),
        }
    }
}

impl StdError for ReplayError {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        let cause: &(dyn StdError + 'static) = &*self.cause;
        Some(cause)
    }
}

impl Replayer {
    /// Reads a recording from a file.
    ///
    /// # Errors
    ///
    /// If the file can't be read, or a line of it is not an exchange.
    pub fn open(path: impl AsRef<Path>) -> Result<Self, ReplayError> {
        let text = std::fs::read_to_string(path).map_err(|error: io::Error| ReplayError {
            line: 0,
            cause: error.into(),
        })?;
        Self::from_lines(&text)
    }

    /// Parses a recording.
    ///
    /// # Errors
    ///
    /// If a line is not an exchange.
    pub fn from_lines(text: &str) -> Result<Self, ReplayError> {
        let lines = text.lines().enumerate();
        let lines = lines.filter(|(_, line)| !line.trim().is_empty());
        let recorded = lines.map(|(index, text)| {
            let wrong = |cause| ReplayError {
                line: index + 1,
                cause,
            };
            let line: Line = serde_json::from_str(text).map_err(|error| wrong(error.into()))?;
            if line.v != VERSION {
                let reason = format!(
                    "version {} of the format; this library reads version {VERSION}",
                    line.v
                );
                return Err(wrong(reason.into()));
            }
            let kept = line.kept.iter().cloned().collect();
            Ok(Recorded {
                mask: line.masked.then_some(Mask { kept }),
                line,
                replays: 0,
            })
        });
        Ok(Self(Arc::new(Mutex::new(
            recorded.collect::<Result<_, _>>()?,
        ))))
    }

    /// The recorded requests that were not replayed yet, as method and path.
    #[must_use]
    pub fn unused(&self) -> Vec<String> {
        let recorded = self.recorded();
        let unused = recorded.iter().filter(|it| it.replays == 0);
        unused
            .map(|it| {
                let request = &it.line.request;
                format!("{} {}", request.method, path_of(&request.url))
            })
            .collect()
    }

    fn recorded(&self) -> MutexGuard<'_, Vec<Recorded>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn reply(
        &self,
        parts: &http::request::Parts,
        body: &Bytes,
    ) -> Result<http::Response<ResponseBody>, TransportError> {
        let mut recorded = self.recorded();
        let same: Vec<usize> = (0..recorded.len())
            .filter(|&index| recorded.get(index).is_some_and(|it| it.is_for(parts, body)))
            .collect();
        let unused = same.iter().find(|&&it| recorded[it].replays == 0);
        let Some(&index) = unused.or(same.last()) else {
            let (method, path) = (&parts.method, parts.uri.path());
            return Err(failed(format!("`{method} {path}` is not in the recording")));
        };
        let Some(found) = recorded.get_mut(index) else {
            return Err(TransportErrorKind::Protocol.into());
        };
        found.replays += 1;
        match (&found.line.response, &found.line.error) {
            (Some(response), error) => {
                let end = error.as_deref().map(|it| error_kind(it).into());
                response.replay(end).map_err(failed)
            }
            (None, Some(error)) => Err(error_kind(error).into()),
            (None, None) => Err(failed("the recording has no response".to_owned())),
        }
    }
}

fn failed(reason: String) -> TransportError {
    TransportError::new(TransportErrorKind::Protocol, reason)
}

/// The path and query of a URL.
fn path_of(url: &str) -> &str {
    let after = url.split_once("://").map_or(url, |(_, rest)| rest);
    after.find('/').map_or("/", |start| &after[start..])
}

impl Recorded {
    fn is_for(&self, parts: &http::request::Parts, bytes: &Bytes) -> bool {
        let mask = self.mask.as_ref();
        let request = &self.line.request;
        if request.method != parts.method.as_str() {
            return false;
        }
        let operation = parts.extensions.get::<OperationInfo>();
        let template = operation.map(|it| it.path).filter(|it| it.starts_with('/'));
        let address = body::address(mask, &parts.uri, template);
        path_of(&request.url) == path_of(&address)
            && match &request.body {
                Some(Content::Bytes(_)) => true,
                recorded => *recorded == body::content(mask, &parts.headers, bytes),
            }
    }
}

impl Received {
    /// The response; its body ends with an error if it did, or if it was not recorded.
    fn replay(
        &self,
        mut end: Option<TransportError>,
    ) -> Result<http::Response<ResponseBody>, String> {
        let bytes: Bytes = match &self.body {
            None => Bytes::new(),
            Some(Content::Json(value)) => value.to_string().into(),
            Some(Content::Text(text)) => text.clone().into(),
            Some(Content::Base64(text)) => {
                let decoded = STANDARD.decode(text);
                decoded.map_err(|error| error.to_string())?.into()
            }
            Some(Content::Bytes(length)) => {
                let missing = format!("the body of {length} bytes was not recorded");
                end.get_or_insert_with(|| failed(missing));
                Bytes::new()
            }
            Some(Content::Form(_)) => return Err("a response body can't be a form".to_owned()),
        };
        let body = match end {
            None => bytes.into(),
            Some(end) => ResponseBody::new(BreaksOff(bytes, Some(end))),
        };
        let mut response = http::Response::new(body);
        *response.status_mut() =
            StatusCode::from_u16(self.status).map_err(|error| error.to_string())?;
        for (name, value) in &self.headers {
            let name = HeaderName::try_from(name).map_err(|error| error.to_string())?;
            let value = HeaderValue::try_from(value).map_err(|error| error.to_string())?;
            response.headers_mut().append(name, value);
        }
        Ok(response)
    }
}

/// Bytes, and then an error.
struct BreaksOff(Bytes, Option<TransportError>);

impl http_body::Body for BreaksOff {
    type Data = Bytes;
    type Error = TransportError;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        _: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, TransportError>>> {
        let bytes = std::mem::take(&mut self.0);
        Poll::Ready(match bytes.is_empty() {
            false => Some(Ok(Frame::data(bytes))),
            true => self.1.take().map(Err),
        })
    }
}

impl Transport for Replayer {
    fn send(&self, request: http::Request<RequestBody>) -> TransportFuture<'_> {
        Box::pin(async move {
            let (parts, body) = request.into_parts();
            let body = body
                .collect()
                .await
                .map_err(|error| TransportError::new(TransportErrorKind::Protocol, error))?;
            self.reply(&parts, &body.to_bytes())
        })
    }
}

impl fmt::Debug for Replayer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Replayer")
            .field("exchanges", &self.recorded().len())
            .finish_non_exhaustive()
    }
}

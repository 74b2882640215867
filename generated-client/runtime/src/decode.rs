//! From a response's bytes to a value.
//!
//! In: a [`RawResponse`]. Out: a value, or a [`DecodeError`] with the position in the body and the
//! reason.

use std::borrow::Cow;
use std::fmt;

use bytes::Bytes;
use http::header::CONTENT_TYPE;
use serde::de::DeserializeOwned;

use crate::error::{cut, one_line};
use crate::json::scope::{Scope, Settings, Unknown};
pub use crate::response::EventData;
use crate::response::{Unread, charset, has_no_body, is_json};
use crate::{Download, Event, Events, Lines, RawResponse, Redirect};

/// How much of a path and of a reason a message shows, in bytes.
const MAX_PATH_BYTES: usize = 256;
const MAX_REASON_BYTES: usize = 512;

fn short(mut text: String, bytes: usize) -> String {
    cut(&mut text, bytes);
    text
}

/// Why and where in the body decoding failed.
#[derive(Clone, PartialEq, Eq)]
pub struct DecodeError {
    path: String,
    reason: String,
}

impl DecodeError {
    /// An error about the whole body.
    pub fn new(reason: impl Into<String>) -> Self {
        Self::at(".".to_owned(), reason.into())
    }

    pub(crate) fn at(path: String, reason: String) -> Self {
        Self { path, reason }
    }

    /// The position in the body, such as `data[0].createdAt`; `.` is the whole body.
    pub fn path(&self) -> &str {
        &self.path
    }

    pub(crate) fn map_text(self, clean: impl Fn(String) -> String) -> Self {
        Self {
            path: short(clean(one_line(&self.path)), MAX_PATH_BYTES),
            reason: short(clean(one_line(&self.reason)), MAX_REASON_BYTES),
        }
    }
}

impl fmt::Display for DecodeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let reason = short(self.reason.clone(), MAX_REASON_BYTES);
        match self.path.as_str() {
            "." => f.write_str(&reason),
            path => {
                let path = short(path.to_owned(), MAX_PATH_BYTES);
                write!(f, "at `{path}`: {reason}")
            }
        }
    }
}

impl fmt::Debug for DecodeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "DecodeError({self})")
    }
}

impl std::error::Error for DecodeError {}

/// How a response is decoded.
pub type Decode<T> = fn(&RawResponse) -> Result<T, DecodeError>;

/// Decodes a JSON body.
///
/// # Errors
///
/// If the body is empty, is not JSON, or does not match `T`.
pub fn json<T: DeserializeOwned>(response: &RawResponse) -> Result<T, DecodeError> {
    let (text, settings) = json_text(response)?;
    let scope = Scope::enter(settings);
    let mut value = crate::json::read_text(&text);
    report(&scope, response);
    if let Err(error) = &mut value {
        explain(error, response);
    }
    value
}

/// Reports what was repaired, and what the client does not know.
fn report(scope: &Scope, response: &RawResponse) {
    if scope.replaced() {
        response.set_replaced();
    }
    if let Some(unknown) = scope.unknown() {
        response.report_unknown(unknown);
    }
}

/// The text of a JSON body, and the settings for decoding it.
fn json_text(response: &RawResponse) -> Result<(Cow<'_, str>, Settings), DecodeError> {
    let mut settings = response.decoding();
    let text = match (charset::json(response), utf8(response.body())) {
        (Some(text), _) => {
            let text = text?;
            settings.memory = settings.memory.saturating_sub(text.len());
            Cow::Owned(text)
        }
        (None, Ok(text)) => Cow::Borrowed(text),
        (None, Err(_)) if settings.lossy => {
            let text = replace_faulty(response.body())?;
            response.set_replaced();
            settings.memory = settings.memory.saturating_sub(text.len());
            Cow::Owned(text)
        }
        (None, Err(mut error)) => {
            explain(&mut error, response);
            return Err(error);
        }
    };
    if text.trim_ascii().is_empty() {
        return Err(DecodeError::new(format!(
            "the body is empty, but JSON was expected{}",
            media_type(response)
        )));
    }
    Ok((text, settings))
}

/// Adds to the error why the body may not be JSON.
fn explain(error: &mut DecodeError, response: &RawResponse) {
    if error.reason.starts_with("not JSON: ") {
        error.reason += &media_type(response);
        if response.is_truncated() {
            error.reason += "; only its beginning was read";
        }
    }
}

/// A response without a described body; a received body is ignored.
///
/// # Errors
///
/// None. The signature is that of the other decoders.
pub fn empty(_response: &RawResponse) -> Result<(), DecodeError> {
    Ok(())
}

/// Decodes text by the charset that the server names, else as UTF-8.
///
/// # Errors
///
/// If the charset is unknown, or the body is not in it.
pub fn text(response: &RawResponse) -> Result<String, DecodeError> {
    charset::text(response)
}

/// Decodes the string of an error body: a JSON string if the server names JSON and sends one, else
/// text.
///
/// # Errors
///
/// Those of [`text`].
pub fn error_text(response: &RawResponse) -> Result<String, DecodeError> {
    let media_type = response.headers().get(CONTENT_TYPE);
    let named = media_type.and_then(|name| name.to_str().ok());
    match named.filter(|name| is_json(name)).map(|_| json(response)) {
        Some(Ok(string)) => Ok(string),
        _ => text(response),
    }
}

/// Returns the body unchanged.
///
/// # Errors
///
/// None. The signature is that of the other decoders.
pub fn bytes(response: &RawResponse) -> Result<Bytes, DecodeError> {
    Ok(response.body().clone())
}

/// Decodes a body that may be absent: `None` if the response has no body.
///
/// # Errors
///
/// Those of `read`.
pub fn optional<T>(response: &RawResponse, read: Decode<T>) -> Result<Option<T>, DecodeError> {
    match response.has_body() {
        true => read(response).map(Some),
        false => Ok(None),
    }
}

/// Decodes a body that may be null or absent: `None` in both cases.
///
/// # Errors
///
/// Those of `read`.
pub fn optional_or_null<T>(
    response: &RawResponse,
    read: Decode<Option<T>>,
) -> Result<Option<T>, DecodeError> {
    optional(response, read).map(Option::flatten)
}

/// The target of a redirect.
///
/// # Errors
///
/// If the status is not a redirect.
pub fn redirect(response: &RawResponse) -> Result<Redirect, DecodeError> {
    let status = response.status();
    if !status.is_redirection() {
        return Err(DecodeError::new("a redirect was expected"));
    }
    let (headers, body) = (response.headers().clone(), response.body().clone());
    Ok(Redirect::new(status, headers, body))
}

/// The body, to be read piece by piece.
///
/// # Errors
///
/// If it was taken before.
pub fn download(response: &RawResponse) -> Result<Download, DecodeError> {
    let body = unread(response)?;
    let (status, headers) = (response.status(), response.headers().clone());
    Ok(Download::new(status, headers, body))
}

/// The body as a stream of events whose data is JSON.
///
/// # Errors
///
/// If it was taken before.
pub fn events<T: DeserializeOwned>(
    response: &RawResponse,
) -> Result<Events<Event<T>>, DecodeError> {
    Ok(Events::of_json(unread(response)?))
}

/// The body as a stream of events whose data is text.
///
/// # Errors
///
/// If it was taken before.
pub fn text_events(response: &RawResponse) -> Result<Events<Event<String>>, DecodeError> {
    Ok(Events::of_text(unread(response)?))
}

/// The body as a stream of events that are described as a whole: `T` is deserialized from an object
/// with the properties `event`, `id`, `retry` and `data` (OpenAPI 3.2, Media Type Object, section
/// "Sequential Media Types"). `data` returns the type of an event's data, by the event's name.
///
/// # Errors
///
/// If it was taken before.
pub fn event_items<T: DeserializeOwned>(
    response: &RawResponse,
    data: fn(&str) -> EventData,
) -> Result<Events<T>, DecodeError> {
    Ok(Events::of_items(unread(response)?, data))
}

/// The body as a sequence of JSON values. In `application/json-seq` a record separator precedes
/// each value, else each value is a line.
///
/// # Errors
///
/// If it was taken before.
pub fn lines<T: DeserializeOwned>(response: &RawResponse) -> Result<Lines<T>, DecodeError> {
    let media_type = response.headers().get(CONTENT_TYPE);
    let is_sequence = media_type
        .and_then(|name| name.to_str().ok())
        .is_some_and(crate::request::is_sequence);
    Ok(Lines::new(unread(response)?, is_sequence, part))
}

fn unread(response: &RawResponse) -> Result<Unread, DecodeError> {
    if has_no_body(response.status()) {
        return Err(DecodeError::new("the status has no body"));
    }
    response
        .take_unread()
        .ok_or_else(|| DecodeError::new("the body was already taken"))
}

/// Whether malformed strings may be replaced, and whether any were.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Repair {
    pub(crate) allowed: bool,
    pub(crate) replaced: bool,
    /// The unknown values of the part that was decoded last.
    pub(crate) unknown: Option<Unknown>,
}

/// Decodes a part of a body that is JSON.
pub(crate) type DecodePart<T> = fn(&[u8], &mut Repair) -> Result<T, DecodeError>;

/// A part of a body that is JSON.
pub(crate) fn part<T: DeserializeOwned>(
    text: &[u8],
    repair: &mut Repair,
) -> Result<T, DecodeError> {
    let text = part_text(text, repair)?;
    let scope = Scope::enter(Settings::of_part(text.len(), repair.allowed));
    let value = crate::json::read_text(&text);
    repair.replaced |= scope.replaced();
    repair.unknown = scope.unknown();
    value
}

fn part_text<'a>(text: &'a [u8], repair: &mut Repair) -> Result<Cow<'a, str>, DecodeError> {
    match utf8(text) {
        Ok(text) => Ok(Cow::Borrowed(text)),
        Err(_) if repair.allowed => {
            let text = replace_faulty(text)?;
            repair.replaced = true;
            Ok(Cow::Owned(text))
        }
        Err(error) => Err(error),
    }
}

/// RFC 8259, section 8.1: JSON is UTF-8, and a parser may ignore a byte order mark.
fn utf8(text: &[u8]) -> Result<&str, DecodeError> {
    std::str::from_utf8(without_mark(text)).map_err(|error| {
        let at = error.valid_up_to();
        DecodeError::new(format!("not JSON: not UTF-8 at byte {at}"))
    })
}

fn without_mark(text: &[u8]) -> &[u8] {
    text.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(text)
}

/// Replaces each run of bytes that are not UTF-8 by one U+FFFD.
///
/// # Errors
///
/// If more than a quarter of the bytes are invalid: the rest would not be text, and once replaced,
/// it would take more memory than a response may.
fn replace_faulty(body: &[u8]) -> Result<String, DecodeError> {
    let body = without_mark(body);
    let faulty: usize = body.utf8_chunks().map(|chunk| chunk.invalid().len()).sum();
    if faulty > body.len() / 4 {
        return Err(DecodeError::new(
            "not JSON: more than a quarter of it is not UTF-8",
        ));
    }
    let mut text = String::with_capacity(body.len() + 2 * faulty);
    for chunk in body.utf8_chunks() {
        text.push_str(chunk.valid());
        let goes_on = chunk.valid().is_empty() && text.ends_with(char::REPLACEMENT_CHARACTER);
        if !chunk.invalid().is_empty() && !goes_on {
            text.push(char::REPLACEMENT_CHARACTER);
        }
    }
    Ok(text)
}

/// The server's media type of the body, for messages: it identifies an HTML page at once.
fn media_type(response: &RawResponse) -> String {
    match response
        .headers()
        .get(CONTENT_TYPE)
        .map(|name| name.to_str())
    {
        Some(Ok(name)) => format!("; the server calls it {name}"),
        _ => String::new(),
    }
}

use std::fmt;

use super::{Kind, Limit, Reach, Report, TimeoutStage};
use crate::response::Unexpected;

/// How much of an error body a message shows, in characters.
const EXCERPT_CHARS: usize = 300;

/// How long a message may be, in bytes. Untrusted parts are cut to less, so that the request id
/// always fits.
pub(super) const MAX_TEXT_BYTES: usize = 1024;

/// How much of a request id a message shows, in bytes.
const REQUEST_ID_BYTES: usize = 128;

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut facts = Vec::new();
        if let Some(mut id) = self.request_id().map(one_line) {
            cut(&mut id, REQUEST_ID_BYTES);
            facts.push(format!("request id {id}"));
        }
        if self.attempts > 1 {
            facts.push(format!("{} attempts", self.attempts));
        }
        let facts = match facts.is_empty() {
            true => String::new(),
            false => format!(" ({})", facts.join(", ")),
        };
        let mut text = String::new();
        if let Some(operation) = self.operation {
            text.push_str(operation.method);
            text.push(' ');
            text.push_str(operation.path);
            cut(&mut text, MAX_TEXT_BYTES / 4);
            text.push_str(": ");
        }
        self.describe(&mut text)?;
        cut(&mut text, MAX_TEXT_BYTES - facts.len());
        f.write_str(&text)?;
        f.write_str(&facts)
    }
}

impl Report {
    fn describe(&self, f: &mut impl fmt::Write) -> fmt::Result {
        let status = self.status().unwrap_or_default();
        // A failure after the head of a response.
        if let Some(status) = self.status()
            && !self.kind.tells_status()
        {
            write!(f, "{status}, but ")?;
        }
        match &self.kind {
            Kind::Config(error) => write!(f, "{error}"),
            Kind::NoRuntime => f.write_str(
                "polled outside a tokio runtime; await it within `#[tokio::main]` or \
                 `Runtime::block_on`; nothing was sent",
            ),
            Kind::InRuntime => f.write_str(
                "a blocking call within a tokio runtime; await the request instead, or make the call \
                 on a thread of its own (`std::thread::spawn`); nothing was sent",
            ),
            Kind::Token(error) => write!(f, "no token: {}", chain_text(error)),
            Kind::Request { reason } => write!(f, "{reason}; nothing was sent"),
            Kind::Connect { reach, host, cause } => {
                let what = match reach {
                    Reach::Dns => "cannot resolve",
                    Reach::Connect => "cannot connect to",
                    Reach::Tls => "cannot connect securely to",
                };
                write!(f, "{what} {}: {}", one_line(host), cause.chain())
            }
            Kind::Timeout { stage, limit } => {
                let what = match stage {
                    TimeoutStage::Turn => {
                        "timed out while waiting for the rate or concurrency limit; nothing was sent"
                    }
                    TimeoutStage::Token => "timed out while waiting for a token",
                    TimeoutStage::Connect => "connecting timed out",
                    TimeoutStage::Response => "timed out before the response began",
                    TimeoutStage::Body => "timed out while reading the body",
                };
                match limit {
                    Limit::Connect(limit) => write!(
                        f,
                        "{what}: it took longer than {limit:?} (`ClientBuilder::connect_timeout`)"
                    ),
                    Limit::Silence(limit) => write!(
                        f,
                        "{what}: the server was silent for {limit:?} (`ClientBuilder::read_timeout`)"
                    ),
                    Limit::Attempt(limit) => write!(
                        f,
                        "{what}: the attempt took longer than {limit:?} \
                         (`ClientBuilder::attempt_timeout`)"
                    ),
                    Limit::Deadline(limit) => write!(
                        f,
                        "{what}: the deadline of the call was {limit:?} after its start"
                    ),
                    Limit::Total(limit) => write!(
                        f,
                        "{what}: the call took longer than {limit:?} (`ClientBuilder::timeout`)"
                    ),
                }
            }
            Kind::Reset { sent, cause } => {
                let when = match (self.status().is_some(), sent) {
                    (true, _) => "while reading the body",
                    (false, true) => "before the response; the server may have received the request",
                    (false, false) => "before anything was sent",
                };
                write!(f, "the connection was lost {when}: {}", cause.chain())
            }
            Kind::Exchange { cause } => write!(f, "the exchange failed: {}", cause.chain()),
            Kind::Incomplete => f.write_str("the body ended before it was complete"),
            Kind::Encoding { reason } => f.write_str(reason),
            Kind::TooLarge { limit } => write!(
                f,
                "the body is larger than {limit} bytes; \
                 `ClientBuilder::max_response_bytes` sets the limit"
            ),
            Kind::TooSlow {
                bytes_per_second,
                grace,
            } => write!(
                f,
                "the body arrived more slowly than {bytes_per_second} bytes per second for {grace:?}; \
                 `ClientBuilder::min_bytes_per_second` sets the pace"
            ),
            Kind::Redirect { host } => write!(
                f,
                "{status} to {}; redirects are not followed",
                one_line(host)
            ),
            Kind::Status { excerpt, .. } if excerpt.is_empty() => write!(f, "{status}"),
            Kind::Status { excerpt, .. } => write!(f, "{status}: {excerpt}"),
            Kind::Decode(defect) => write!(f, "the body cannot be decoded: {defect}"),
            Kind::Empty => f.write_str("the body is empty, but the description documents one"),
            Kind::MediaType { unexpected, defect } => {
                let Unexpected {
                    requested,
                    came,
                    described,
                } = unexpected;
                write!(f, "the body is `{came}`, but `{requested}` was requested; ")?;
                f.write_str(match described {
                    true => "the request has a method for each media type of the description",
                    false => "the description does not have this media type",
                })?;
                match defect {
                    Some(defect) => write!(f, " ({defect})"),
                    None => Ok(()),
                }
            }
            Kind::Part(defect) => write!(f, "a part of the body cannot be decoded: {defect}"),
            Kind::DailyLimit { limit, wait } => write!(
                f,
                "the limit of {limit} requests in 24 hours is reached; the next one may be sent \
                 in {wait:.0?}; nothing was sent"
            ),
            Kind::Write { reason } => write!(f, "writing the body failed: {reason}"),
            Kind::Paging { reason } => f.write_str(reason),
        }
    }
}

impl fmt::Debug for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Error({self})")
    }
}

/// An error and its causes as one text. A cause that the text already ends with is omitted.
pub(crate) fn chain_text(error: &(dyn std::error::Error + 'static)) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        let next = error.to_string();
        if !text.ends_with(&next) {
            text.push_str(": ");
            text.push_str(&next);
        }
        cause = error.source();
    }
    text
}

/// The beginning of a body, fit for one line of a log. It is redacted before it is cut, so that no
/// half of a secret remains at the end.
pub(crate) fn excerpt(body: &[u8], redact: impl Fn(String) -> String) -> String {
    // Before and after, because joining lines changes how secrets are written.
    let text = redact(String::from_utf8_lossy(body).into_owned());
    let mut line = redact(one_line(&text));
    if let Some((at, _)) = line.char_indices().nth(EXCERPT_CHARS) {
        line.truncate(at);
        line.push('…');
    }
    line
}

/// Cuts text to a number of bytes, at a character.
pub(crate) fn cut(text: &mut String, bytes: usize) {
    if text.len() > bytes {
        let mut end = bytes.saturating_sub('…'.len_utf8());
        while !text.is_char_boundary(end) {
            end -= 1;
        }
        text.truncate(end);
        text.push('…');
    }
}

/// Text that fits into a message.
pub(crate) fn bounded(mut text: String) -> String {
    cut(&mut text, MAX_TEXT_BYTES);
    text
}

/// Text of a server on one line: line breaks become spaces; other control characters, which can
/// drive a terminal, and characters that reverse the reading direction are dropped.
pub(crate) fn one_line(text: &str) -> String {
    let mut line = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            ' ' | '\n' | '\r' | '\t' => {
                if !line.is_empty() && !line.ends_with(' ') {
                    line.push(' ');
                }
            }
            '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => {}
            c if c.is_control() => {}
            c => line.push(c),
        }
    }
    line.truncate(line.trim_end().len());
    line
}

use std::fmt;

use super::{Kind, Report};
use crate::response::Unexpected;

/// How much of an error body a message shows, in characters.
const EXCERPT_CHARS: usize = 300;

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(operation) = self.operation {
            write!(f, "{} {}: ", operation.method, operation.path)?;
        }
        match &self.kind {
            Kind::Config(error) => fmt::Display::fmt(error, f)?,
            Kind::Request { reason } => write!(f, "{reason}; nothing was sent")?,
            Kind::Connect { host, reason } => write!(f, "cannot connect to {host}: {reason}")?,
            Kind::Timeout {
                connecting: true, ..
            } => f.write_str("connecting took longer than the connect time-out")?,
            Kind::Timeout { total, read, .. } => write!(
                f,
                "timed out: a call may take {total:?}, and the server may be silent for {read:?}"
            )?,
            Kind::Exchange { reason } => write!(f, "the exchange failed: {reason}")?,
            Kind::TooLarge { limit } => write!(
                f,
                "the body is larger than {limit} bytes; \
                 `ClientBuilder::max_response_bytes` sets the limit"
            )?,
            Kind::TooSlow {
                bytes_per_second,
                grace,
            } => write!(
                f,
                "the body came more slowly than {bytes_per_second} bytes per second for {grace:?}; \
                 `ClientBuilder::min_bytes_per_second` sets the pace"
            )?,
            Kind::Redirect { host } => write!(
                f,
                "{} to {}; redirects are not followed",
                self.status().unwrap_or_default(),
                one_line(host)
            )?,
            Kind::Status { excerpt, .. } => {
                write!(f, "{}", self.status().unwrap_or_default())?;
                if !excerpt.is_empty() {
                    write!(f, ": {excerpt}")?;
                }
            }
            Kind::Decode(defect) => {
                let status = self.status().unwrap_or_default();
                write!(f, "{status}, but the body cannot be decoded: {defect}")?;
            }
            Kind::Empty => {
                let status = self.status().unwrap_or_default();
                write!(
                    f,
                    "{status}, but the body is empty; the description has one for it"
                )?;
            }
            Kind::MediaType { unexpected, defect } => {
                let status = self.status().unwrap_or_default();
                let Unexpected {
                    asked,
                    came,
                    described,
                } = unexpected;
                write!(
                    f,
                    "{status}, but the body is `{came}`, and `{asked}` was asked for; "
                )?;
                f.write_str(match described {
                    true => "a method of the request asks for each media type of the description",
                    false => "the description does not have this media type",
                })?;
                if let Some(defect) = defect {
                    write!(f, " ({defect})")?;
                }
            }
            Kind::Part(defect) => write!(f, "a part of the body cannot be decoded: {defect}")?,
            Kind::Write { reason } => write!(f, "the body cannot be written: {reason}")?,
        }
        match self.request_id() {
            Some(id) => write!(f, " (request id {})", one_line(id)),
            None => Ok(()),
        }
    }
}

impl fmt::Debug for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Error({self})")
    }
}

/// An error and its causes as one text. A cause that the text before already ends with is left out.
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

/// The beginning of a body, fit for one line of a log. It is cleaned before it is cut, so that no
/// half of what `redact` looks for is left at the end.
pub(crate) fn excerpt(body: &[u8], redact: impl Fn(String) -> String) -> String {
    // Before and after, for secrets that one line would spell otherwise.
    let text = redact(String::from_utf8_lossy(body).into_owned());
    let mut line = redact(one_line(&text));
    if let Some((at, _)) = line.char_indices().nth(EXCERPT_CHARS) {
        line.truncate(at);
        line.push('…');
    }
    line
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

use serde::de::IgnoredAny;

use super::event::Event;
use crate::decode::DecodeError;

/// The type of an event's data.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum EventData {
    /// Text, even if it looks like JSON.
    Text,
    /// JSON; anything else is an error.
    Json,
    /// JSON if it parses as JSON, else text.
    Either,
}

/// An event as a JSON object, for types that describe the event as a whole. It owns the data, so
/// that it is not in memory twice.
pub(super) struct Object {
    pub(super) text: String,
    data_at: usize,
    is_json: bool,
}

impl Object {
    /// Always contains the name, the id if the server sent one, and the retry time if this event
    /// has one. Returns the data if it does not have the required type.
    pub(super) fn new(
        event: Event<String>,
        data: EventData,
        limit: usize,
    ) -> Result<Self, (DecodeError, String)> {
        let is_json = match data {
            EventData::Text => false,
            EventData::Json => {
                if let Err(error) = check_json(&event.data) {
                    let reason = format!("not JSON: {error}");
                    return Err((DecodeError::at("data".to_owned(), reason), event.data));
                }
                true
            }
            EventData::Either => check_json(&event.data).is_ok(),
        };
        let data_length = if is_json {
            event.data.len()
        } else {
            quoted_length(&event.data)
        };
        let length = data_length + quoted_length(&event.event) + quoted_length(&event.id) + 64;
        if length > limit {
            let reason = format!("the event is larger than {limit} bytes as JSON");
            return Err((DecodeError::new(reason), event.data));
        }
        let mut text = String::with_capacity(length);
        text.push_str("{\"event\":");
        push_quoted(&mut text, &event.event);
        if !event.id.is_empty() {
            text.push_str(",\"id\":");
            push_quoted(&mut text, &event.id);
        }
        if let Some(retry) = event.retry {
            text.push_str(",\"retry\":");
            text.push_str(&retry.as_millis().to_string());
        }
        text.push_str(",\"data\":");
        let data_at = text.len();
        if is_json {
            text.push_str(&event.data);
        } else {
            push_quoted(&mut text, &event.data);
        }
        text.push('}');
        Ok(Self {
            text,
            data_at,
            is_json,
        })
    }

    /// The data as received.
    pub(super) fn into_data(mut self) -> String {
        self.text.pop();
        let data = self.text.split_off(self.data_at);
        if self.is_json {
            return data;
        }
        serde_json::from_str(&data).unwrap_or(data)
    }
}

/// Whether a text is one JSON value, so that it can be embedded in an object.
fn check_json(text: &str) -> Result<(), serde_json::Error> {
    serde_json::from_str::<IgnoredAny>(text).map(drop)
}

/// The length of a text in bytes as a JSON string (RFC 8259, section 7).
fn quoted_length(text: &str) -> usize {
    let length = |byte| match byte {
        b'"' | b'\\' | b'\n' => 2,
        0..0x20 => 6,
        _ => 1,
    };
    2 + text.bytes().map(length).sum::<usize>()
}

fn push_quoted(out: &mut String, text: &str) {
    out.push('"');
    for c in text.chars() {
        match c {
            '"' | '\\' => out.extend(['\\', c]),
            '\n' => out.push_str("\\n"),
            '\0'..'\x20' => {
                let hex = |digit: u32| char::from_digit(digit, 16).unwrap_or('0');
                let code = u32::from(c);
                out.push_str("\\u00");
                out.extend([hex(code >> 4), hex(code & 0xF)]);
            }
            c => out.push(c),
        }
    }
    out.push('"');
}

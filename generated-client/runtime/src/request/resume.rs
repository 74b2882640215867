//! Resuming an event stream (WHATWG HTML, [the `Last-Event-ID` header] and the text after it).
//!
//! [the `Last-Event-ID` header]: https://html.spec.whatwg.org/multipage/server-sent-events.html#the-last-event-id-header

use http::{HeaderName, HeaderValue};

use super::draft::Request;

const LAST_EVENT_ID: HeaderName = HeaderName::from_static("last-event-id");

impl Request {
    /// Requests the events after the one with this id. An empty id requests all.
    pub fn resume_from(&mut self, id: &str) {
        self.headers.retain(|(name, _)| name != LAST_EVENT_ID);
        if id.is_empty() {
            return;
        }
        match HeaderValue::from_bytes(id.as_bytes()) {
            Ok(id) => self.headers.push((LAST_EVENT_ID, id)),
            Err(_) => self.refuse("the id of the last event cannot be sent in a header".to_owned()),
        }
    }

    /// Requests the rest of an event stream after it ends or breaks off, up to this many times in a
    /// row without an event. For operations that can be repeated only.
    pub fn reconnect(&mut self, attempts: u32) {
        if self.info.is_idempotent() {
            self.reconnects = attempts;
        } else {
            let method = self.info.method;
            self.refuse(format!(
                "a {method} request cannot be repeated to reconnect"
            ));
        }
    }

    /// The id of the event after which the stream begins, if it is not requested from the start.
    pub(crate) fn last_event_id(&self) -> Option<&str> {
        let (_, id) = self
            .headers
            .iter()
            .find(|(name, _)| name == LAST_EVENT_ID)?;
        std::str::from_utf8(id.as_bytes()).ok()
    }

    /// Whether an event stream is resumed after its end.
    pub(crate) fn reconnects(&self) -> bool {
        self.reconnects > 0
    }

    pub(crate) fn reconnect_attempts(&self) -> u32 {
        self.reconnects
    }
}

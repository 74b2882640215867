//! Server-sent events ([WHATWG HTML, event stream interpretation]).
//!
//! [WHATWG HTML, event stream interpretation]: https://html.spec.whatwg.org/multipage/server-sent-events.html#event-stream-interpretation

use std::fmt;
use std::time::Duration;

use serde::de::DeserializeOwned;

use super::Unread;
use super::event::Event;
use super::event_items::{EventData, Object};
use super::event_parser::EventParser;
use super::reconnect::Reconnect;
use crate::decode::{DecodeError, DecodePart, Repair, part};
use crate::error::{BodyError, Kind};

/// The last event of a JSON stream, as some servers send it.
const DONE: &str = "[DONE]";

/// A stream of events: `I` is an [`Event`], or the type by which the description describes events.
///
/// It ends when the server ends it; an incomplete event is then dropped, as the standard requires.
/// A body that breaks off is an error, and so is one that is not an event stream. In a stream of
/// JSON the event `[DONE]`, which is not JSON, ends it, too. Any other event that cannot be decoded
/// is an error, which keeps the data ([`BodyError::raw_body`]) and after which the stream
/// continues: call [`try_next`](Self::try_next) again, or stop.
///
/// The server may be silent as long as [`read_timeout`](crate::ClientBuilder::read_timeout)
/// permits, and an event that has begun must keep a [minimum
/// pace](crate::ClientBuilder::min_bytes_per_second); the whole may take any time. An event larger
/// than [`max_response_bytes`](crate::ClientBuilder::max_response_bytes), its id included, is an
/// error.
pub struct Events<I> {
    source: Source,
    decode: Decode<I>,
}

/// Decodes an event; returns its data if that fails.
type ReadEvent<I> = fn(Event<String>, &mut Repair) -> Result<I, (DecodeError, String)>;

enum Decode<I> {
    /// Only the data of an event is decoded, and returned if that fails.
    Event(ReadEvent<I>),
    /// The event is described as a whole, and decoded from an object.
    Object(DecodePart<I>),
}

impl<T: DeserializeOwned> Events<Event<T>> {
    pub(crate) fn of_json(body: Unread) -> Self {
        let decode = Decode::Event(|event, repair| match part(event.data.as_bytes(), repair) {
            Ok(data) => Ok(Event {
                event: event.event,
                id: event.id,
                retry: event.retry,
                data,
            }),
            Err(defect) => Err((defect, event.data)),
        });
        let source = Source::new(body, |_| EventData::Json);
        Self { source, decode }
    }
}

impl Events<Event<String>> {
    pub(crate) fn of_text(body: Unread) -> Self {
        Self {
            source: Source::new(body, |_| EventData::Text),
            decode: Decode::Event(|event, _| Ok(event)),
        }
    }
}

impl<T: DeserializeOwned> Events<T> {
    pub(crate) fn of_items(body: Unread, data: fn(&str) -> EventData) -> Self {
        Self {
            source: Source::new(body, data),
            decode: Decode::Object(part),
        }
    }
}

impl<I> Events<I> {
    /// The next event, or `None` at the end.
    ///
    /// # Errors
    ///
    /// If the event cannot be decoded, after which the next one can be requested; if the body
    /// breaks off, the server is too slow, or an event is too large, after which the stream ends.
    /// If the request reconnects, when no attempt or no time before the call's deadline is left, or
    /// the server refuses.
    pub async fn try_next(&mut self) -> Result<Option<I>, BodyError> {
        let Some(event) = self.source.next().await? else {
            return Ok(None);
        };
        let decoded = match self.decode {
            Decode::Event(decode) => decode(event, &mut self.source.body.repair),
            Decode::Object(decode) => self.source.object(event).and_then(|object| {
                let item = decode(object.text.as_bytes(), &mut self.source.body.repair);
                item.map_err(|defect| (defect, object.into_data()))
            }),
        };
        self.source.body.report_unknown();
        decoded
            .map(Some)
            .map_err(|(defect, data)| self.source.body.defect(defect, data.into()))
    }

    /// Whether malformed strings in the data of an event so far were repaired with U+FFFD: unpaired
    /// surrogates in JSON, which [`ClientBuilder::lossy_text`](crate::ClientBuilder::lossy_text)
    /// must permit. Bytes that are not UTF-8 are always replaced in an event stream, as the
    /// standard requires, and do not count.
    pub fn text_was_replaced(&self) -> bool {
        self.source.body.repair.replaced
    }

    /// The id of the last event, to resume from there with another request. If the server sent none
    /// so far, it is the one that this request resumed from, or empty.
    pub fn last_event_id(&self) -> &str {
        self.source.parser.last_id()
    }

    /// The last reconnection time that the server sent, if any.
    pub fn retry(&self) -> Option<Duration> {
        self.source.parser.last_retry()
    }
}

/// The events before decoding, without their type.
struct Source {
    body: Unread,
    parser: EventParser,
    /// The type of an event's data, by the event's name.
    data: fn(&str) -> EventData,
    reconnect: Option<Reconnect>,
    ended: bool,
}

impl Source {
    fn new(mut body: Unread, data: fn(&str) -> EventData) -> Self {
        let request = body.take_resumption();
        let last_id = request.as_ref().and_then(|request| request.last_event_id());
        Self {
            parser: EventParser::after(last_id.unwrap_or_default().into(), body.limit()),
            reconnect: request
                .filter(|request| request.reconnects())
                .map(Reconnect::new),
            body,
            data,
            ended: false,
        }
    }

    async fn next(&mut self) -> Result<Option<Event<String>>, BodyError> {
        while !self.ended {
            let limit = self.body.limit();
            match self.parser.next() {
                Ok(Some(event)) => return Ok(self.received(event)),
                Ok(None) => {}
                Err(_) => return Err(self.end(Kind::TooLarge { limit })),
            }
            match self.body.piece(self.parser.is_within()).await {
                Ok(Some(piece)) => self.parser.feed(piece),
                Ok(None) => {
                    if self.parser.is_foreign() {
                        let reason = "the body is not an event stream: no line has a field";
                        return Err(self.end(Kind::Part(DecodeError::new(reason))));
                    }
                    self.go_on(None).await?;
                }
                Err(kind) => {
                    let partial = self.parser.take_partial();
                    let error = self.body.error(kind, partial);
                    self.go_on(Some(error)).await?;
                }
            }
        }
        Ok(None)
    }

    fn received(&mut self, event: Event<String>) -> Option<Event<String>> {
        if let Some(reconnect) = &mut self.reconnect {
            reconnect.progressed();
        }
        let is_text = (self.data)(&event.event) == EventData::Text;
        if !is_text && event.data.trim() == DONE {
            self.ended = true;
            self.body.close();
            return None;
        }
        Some(event)
    }

    /// Reconnects if requested, else ends. If the caller drops the future while it waits, the next
    /// call waits again.
    async fn go_on(&mut self, cause: Option<BodyError>) -> Result<(), BodyError> {
        let is_final = |cause: &BodyError| !cause.is_retryable() || cause.is_by_deadline();
        let is_final = cause.as_ref().is_some_and(is_final);
        let Some(reconnect) = self.reconnect.as_mut().filter(|_| !is_final) else {
            self.ended = true;
            return cause.map_or(Ok(()), Err);
        };
        if let Some(cause) = cause {
            reconnect.failed(cause);
        }
        let (id, retry) = (self.parser.last_id(), self.parser.last_retry());
        match reconnect.connect(id, retry).await {
            Ok(Some(body)) => {
                let repair = std::mem::replace(&mut self.body, body).repair;
                self.body.repair = repair;
                self.parser.restart();
                Ok(())
            }
            Ok(None) => {
                self.ended = true;
                Ok(())
            }
            Err(error) => {
                self.ended = true;
                Err(error)
            }
        }
    }

    fn end(&mut self, kind: Kind) -> BodyError {
        self.ended = true;
        self.body.close();
        let partial = self.parser.take_partial();
        self.body.error(kind, partial)
    }

    fn object(&self, event: Event<String>) -> Result<Object, (DecodeError, String)> {
        let data = (self.data)(&event.event);
        Object::new(event, data, self.body.limit())
    }
}

impl<I> fmt::Debug for Events<I> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Events")
            .field("body", &self.source.body)
            .field("ended", &self.source.ended)
            .finish_non_exhaustive()
    }
}

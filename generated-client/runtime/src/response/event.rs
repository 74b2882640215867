//! An event of a stream.

use std::sync::Arc;
use std::time::Duration;

/// One event.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Event<T> {
    /// Its name; `message` if the server sends none.
    pub event: String,
    /// The last id that the server sent, for `Last-Event-ID`; before that, the id that the request
    /// resumed from, or empty. Consecutive events with the same id share it.
    pub id: Arc<str>,
    /// The reconnection time, if this event sets one.
    pub retry: Option<Duration>,
    /// The event's data.
    pub data: T,
}

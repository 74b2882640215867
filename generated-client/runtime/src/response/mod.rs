//! Responses.
//!
//! In: status, headers and the bounded body that the pipeline read. Out: [`RawResponse`], from
//! which generated code decodes, and [`Response`], which holds the decoded body with status and
//! headers. A body that is large or endless is left unread: [`Download`], [`Events`], [`Lines`].

#[cfg(feature = "stream")]
mod body_stream;
pub(crate) mod charset;
mod decoded;
mod described;
mod download;
mod event;
mod event_items;
mod event_parser;
mod events;
mod held;
mod lines;
mod media_type;
mod pace;
mod raw;
mod reconnect;
mod records;
mod redirect;
mod request_id;
mod unread;

#[cfg(feature = "stream")]
pub use body_stream::BodyStream;
pub use decoded::Response;
pub use described::{Described, Reading};
pub(crate) use described::{Expected, Plan, StatusPattern, Unexpected, has_no_body};
pub use download::Download;
pub use event::Event;
pub use event_items::EventData;
pub use events::Events;
pub use lines::Lines;
#[cfg(feature = "record")]
pub(crate) use media_type::essence;
pub(crate) use media_type::is_json;
pub use raw::{MAX_ERROR_BODY_BYTES, RawResponse};
pub use redirect::Redirect;
pub(crate) use unread::Unread;

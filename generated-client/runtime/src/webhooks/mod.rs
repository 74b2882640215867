//! Events that an API sends: whether a request comes from it, and the event in it.
//!
//! How an API signs is a [`WebhookScheme`], which generated code has as a constant. No HTTP server is
//! part of this: a [`WebhookReceiver`] takes the headers and the body of a request, whatever received
//! them.

mod error;
mod receiver;
mod scheme;
mod signature;

pub use error::{WebhookError, WebhookErrorKind};
pub use receiver::{Delivery, WebhookReceiver};
pub use scheme::{WebhookId, WebhookKey, WebhookScheme};

//! Webhook events: verifying that a request comes from the API, and decoding its event. In: headers and a body. Out:
//! the event, or why it is refused. Absent: a server.
//!
//! A [`WebhookScheme`], a constant in generated code, defines how an API signs. A
//! [`WebhookReceiver`] takes the headers and the body of a request from any server.

mod error;
mod receiver;
mod scheme;
mod signature;

pub use error::{WebhookError, WebhookErrorKind};
pub use receiver::{Delivery, WebhookReceiver};
pub use scheme::{WebhookId, WebhookKey, WebhookScheme};

//! Webhook events: verifying that a request comes from the API, and decoding its event.
//!
//! A [`WebhookScheme`], a constant in generated code, defines how an API signs. This module has no
//! HTTP server: a [`WebhookReceiver`] takes the headers and the body of a request from any server.

mod error;
mod receiver;
mod scheme;
mod signature;

pub use error::{WebhookError, WebhookErrorKind};
pub use receiver::{Delivery, WebhookReceiver};
pub use scheme::{WebhookId, WebhookKey, WebhookScheme};

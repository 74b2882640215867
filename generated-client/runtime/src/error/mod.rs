//! The one error type of a client.
//!
//! In: a [`Report`], which describes the failure without knowing any type, and the typed error body
//! if the status has one. Out: [`Error`], which shows operation, status, request id and reason, and
//! never the token. Deliberately absent: types of the HTTP library.

mod body;
mod cause;
mod display;
mod kind;
mod message;
mod report;
mod retry;
mod typed;

pub use body::BodyError;
pub(crate) use cause::Cause;
pub(crate) use display::{chain_text, cut, one_line};
pub use kind::{ErrorKind, TimeoutStage};
pub(crate) use kind::{Limit, Reach};
pub(crate) use report::{Kind, Report};
pub(crate) use retry::retry_after;
pub use typed::Error;

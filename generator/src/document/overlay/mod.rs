//! OpenAPI overlays, applied strictly. In: a document and texts of overlays. Out: the changed document,
//! the number of applied actions, and stale actions. Absent: decisions on what to overlay.
//!
//! The rules are those of the Overlay specification 1.2.0, section "Action Object", and two extensions
//! that it allows: `x-matches` and `x-expect`.

mod action;
mod apply;
mod change;
mod expect;
mod fields;
mod fit;
mod merge;
mod message;
mod query;
mod reusable;
mod source;
mod targets;

pub(crate) use action::EXPECT;
pub use apply::Applied;
pub(crate) use expect::differences;
pub use fields::overlay_fields;
pub(crate) use fit::{Fitted, Misfit, Omitted};
pub(crate) use query::{member, quoted};

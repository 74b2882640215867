//! The common form of all findings about the user's documents.
//!
//! In: findings of the stages. Out: [`Diagnostic`]s, as text in rustc's style or as JSON. Absent:
//! colours and wrapping, which are the terminal's concern.

mod codes;
mod excerpt;
mod finding;
mod meant;
mod render;
mod severity;

pub use codes::Code;
pub use excerpt::{Excerpt, Place};
pub use finding::{Diagnostic, sort};
pub use meant::did_you_mean;
pub use render::{escape, render, render_up_to};
pub use severity::Severity;

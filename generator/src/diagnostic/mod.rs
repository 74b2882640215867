//! Everything that is said to a person about their document has this one form.
//!
//! In: findings of the stages. Out: [`Diagnostic`]s, as text in rustc's manner or as JSON. Absent:
//! colours and wrapping, which belong to whoever owns the terminal.

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

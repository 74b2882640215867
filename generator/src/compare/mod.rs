//! Stage 6. In: the models of two descriptions of one API, from stages 2 and 3. Out: the changes
//! between them, each with two independent verdicts. Absent: text of a document, tokens, and
//! wording for any particular report.

mod align;
mod attribute;
mod cases;
mod change;
mod correspondence;
mod documented;
mod fingerprint;
mod items;
mod judged;
mod names;
mod pair;
mod rules;
mod settings;
mod show;
mod tags;
mod verdict;
mod wire;

pub use cases::Case;
pub use change::*;
pub use correspondence::{Correspondence, whole};
pub use rules::Rule;
pub use verdict::{Bump, Certainty, Direction, Http};

//! The public items of both sides, made comparable. In: two clients. Out: their items by paths that
//! both sides share, and the differences between them. Absent: rules, and the form of an item,
//! which the Rust model defines.

mod difference;
mod models;
mod renamed;
mod sides;

pub(super) use difference::{Difference, difference};
pub(super) use sides::sides;

//! The public items of both sides, made comparable. In: two clients. Out: their items by paths that
//! both sides have, and what differs between them. Absent: rules, and what an item looks like, which the
//! Rust model says.

mod difference;
mod models;
mod renamed;
mod sides;

pub(super) use difference::{Difference, difference};
pub(super) use sides::sides;

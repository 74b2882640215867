//! Paginated lists.
//!
//! In: an operation whose response points to the next page, or whose request numbers its pages.
//! Out: its pages or their items, one at a time, and a cursor to resume from later. Absent:
//! requests to another host or path; of a link, only the query is used.

mod link_header;
mod next;
mod pages;

pub use next::*;
pub use pages::{Items, Paged, Pages};

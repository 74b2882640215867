//! Lists that come page by page.
//!
//! In: an operation whose response says where the next page is, or whose request numbers its pages. Out:
//! its pages, or their items, one at a time, and a cursor to go on from later. Absent: requests to
//! another host or path; of a link, the query alone is taken.

mod link_header;
mod next;
mod pages;

pub use next::{
    NextPage, cursor_from_link, cursor_in_header, cursor_itself, next_number, next_offset,
    query_in_header, query_of_link,
};
pub use pages::{Items, Paged, Pages};

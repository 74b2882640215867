//! Stage 5. In: tokens and the client as data. Out: files as text. Only this stage prints Rust;
//! absent: any disk.

mod data;
mod files;
mod form_parts;
mod items;
mod layout;
mod module;
mod operations_table;
mod package;
mod spacing;
mod tables;

pub use files::print;
pub(crate) use files::sample;
pub(crate) use items::{print_items, print_statements};
pub use layout::Layout;
pub(crate) use package::dependencies;

//! The public interface of a client crate, defined once. In: the client. Out: its public items,
//! each with its path, its signature, the traits that it implements, the data that it sends and
//! decodes, and the part of the API that it follows from. Emission prints these items, comparison
//! compares them. Absent: tokens, and any comparison.

mod all;
mod client;
mod item;
mod models;
mod operations;
mod path;
mod text;
mod webhooks;

pub use all::items;
pub(crate) use all::items_beside_models;
pub use item::{Item, Items, Kind, Origin, Piece, Receiver};
pub(crate) use models::{Property, Rest, StructItems, UnionItems, add_aliases, items_of_model};
pub(crate) use operations::{OutputItems, RequestItems};
pub use path::{Member, Owner, Path};
pub use text::Text;
pub(crate) use webhooks::in_webhooks;
pub use webhooks::items_of_webhooks;

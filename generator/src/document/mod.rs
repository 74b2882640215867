//! Stage 1. In: the text of a description and of its overlays. Out: one value, plain OpenAPI 3.0, with
//! the position of every node. Absent: the semantics of operations and schemas.

mod described;
mod description;
mod finder;
mod json_places;
mod keyed;
mod limits;
mod location;
mod mentions;
mod node;
mod normalise;
mod operations;
mod origin;
mod overlay;
mod places;
mod read;
mod reference;
mod rename;
mod select;
mod several;
mod swagger2;
mod text;
mod value;

pub use crate::pointer::{Made, Pointer, Step};
pub use description::Document;
pub(crate) use finder::Finder;
pub(crate) use keyed::Keyed;
pub use limits::Limits;
pub(crate) use mentions::is_mentioned;
pub use node::Node;
pub(crate) use normalise::{KEY_PATTERN, METHODS, UNLISTED_NULL, is_absolute};
pub use normalise::{known_fields, used_fields};
pub use operations::{Described, operations};
pub use overlay::Applied;
pub use overlay::overlay_fields;
pub(crate) use overlay::{EXPECT, Fitted, Misfit, Omitted, differences, member, quoted};
pub(crate) use read::kind;
pub use reference::{RefError, resolve};
pub(crate) use rename::renamed;
pub use several::Files;

//! Converts a value to the plain OpenAPI 3.0 that the later stages expect, and checks their
//! preconditions. In: the value with all overlays applied. Out: the same API in 3.0 form, every field
//! in the form that the specification gives it, and findings. Absent: checks of single operations,
//! which the next stage does one by one.

mod catalogue;
mod dynamic;
mod encoding_styles;
mod fields;
mod forms;
mod items;
mod keywords;
mod multipart_items;
mod not_carried;
mod notes;
mod nullable;
mod passes;
mod path_items;
mod positions;
mod references;
mod resources;
mod schema_forms;
mod siblings;
mod uncalled;
mod vendor_enums;
mod version;
mod walk;

pub use catalogue::{known_fields, used_fields};
pub(crate) use keywords::KEY_PATTERN;
pub(crate) use not_carried::is_absolute;
pub(crate) use nullable::UNLISTED_NULL;
pub(super) use passes::normalise;
pub(super) use path_items::same_parameter;
pub(super) use positions::ADDITIONAL;
pub(crate) use positions::METHODS;
pub(super) use positions::{Kind, Shape, member};
pub(super) use version::version;

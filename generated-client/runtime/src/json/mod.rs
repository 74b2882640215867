//! Functions that generated (de)serialization code calls.
//!
//! Models are (de)serialized by generated code, because that compiles faster than derives; this
//! module holds the parts that all models share. The code works with every self-describing serde
//! format, and decodes bodies through [`read_text`], which knows the path to a defect. Deliberately
//! absent: decisions about types, which the generator makes.

mod captured;
mod defect;
mod deserialize;
mod impls;
mod judge;
mod key;
mod number;
mod object;
mod reader;
mod scan;
pub(crate) mod scope;
mod sending;
pub mod shape;
mod showing;
mod text;
mod union;
mod write;

pub(crate) use captured::NUMBER;
pub(crate) use captured::content;
pub use captured::{Captured, Items, Kind, Properties};
pub use impls::{integer_enum, object, text_enum};
pub use judge::Choices;
pub use key::{Key, read_name};
pub use object::{
    Map, Object, Optional, Rest, Writer, constant, read, read_object, read_required, read_some,
    write_object,
};
pub(crate) use reader::TOO_LARGE;
pub(crate) use sending::sending;
pub use shape::{Constant, Variants};
pub(crate) use showing::{PERSONAL, is_redacted};
pub use showing::{Personal, Reveal, Revealed, debug};
pub use text::read_text;
pub use union::{write_tag, write_variant};
pub(crate) use write::to_vec;

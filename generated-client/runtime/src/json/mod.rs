//! What the generated (de)serialisation code calls.
//!
//! Models are read and written by code that the generator writes out, because that is quicker to
//! compile than derives; what is the same in all of it stands here. The code works with every serde
//! format that describes itself, and reads bodies through [`read_value`], which knows the path to a
//! defect. Deliberately absent: decisions about types, which the generator made.

mod impls;
mod key;
mod object;
mod union;
mod value_reader;

pub use impls::{integer_enum, object, text_enum};
pub use key::Key;
pub use object::{
    Object, Optional, Writer, read, read_entry, read_object, read_required, read_some, skip,
    write_object,
};
pub use union::{Variant, try_variant, write_tag, write_variant};
pub use value_reader::read_value;

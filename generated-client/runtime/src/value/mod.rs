//! Value types that models are made of. In: JSON and text. Out: values that write the same JSON again. Absent: models.
//!
//! Each keeps details that a plain Rust type would lose on the way from JSON and back: the form of
//! a date-time, the absence of an array, the difference between absent and null, and data of a
//! newer server that this client does not know.

mod base64;
mod date;
mod date_time;
mod decimal;
mod encoded;
mod extra;
mod json;
mod list;
mod nullable;
mod open_tuple;
mod unknown;
mod uuid;

pub use base64::{Base64, Base64Error};
pub(crate) use date::DATE;
pub use date::Date;
pub(crate) use date_time::DATE_TIME;
pub use date_time::DateTime;
pub use decimal::{Decimal, DecimalError};
pub use encoded::{Base16, Base32, Base32Hex, Base64Url};
pub use extra::Extra;
pub use json::Json;
pub use list::List;
pub use nullable::Nullable;
pub use open_tuple::OpenTuple;
pub use unknown::{UnknownInteger, UnknownValue, UnknownVariant};
pub use uuid::Uuid;

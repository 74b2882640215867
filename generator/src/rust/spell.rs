//! Types as a person reads them in a report: as the documentation shows them, without paths into
//! other crates.

use std::fmt;

use super::Type;

impl fmt::Display for Type {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unit => f.write_str("()"),
            Self::Bool => f.write_str("bool"),
            Self::I32 => f.write_str("i32"),
            Self::I64 => f.write_str("i64"),
            Self::U32 => f.write_str("u32"),
            Self::U64 => f.write_str("u64"),
            Self::I128 => f.write_str("i128"),
            Self::U128 => f.write_str("u128"),
            Self::F64 => f.write_str("f64"),
            Self::Decimal => f.write_str("Decimal"),
            Self::String => f.write_str("String"),
            Self::Bytes => f.write_str("Bytes"),
            Self::File => f.write_str("File"),
            Self::Body => f.write_str("Body"),
            Self::Form => f.write_str("Form"),
            Self::FormPart => f.write_str("FormPart"),
            Self::Download => f.write_str("Download"),
            Self::Redirect => f.write_str("Redirect"),
            Self::Events(data) => write!(f, "Events<{data}>"),
            Self::Event(data) => write!(f, "Event<{data}>"),
            Self::Sequence(item) => write!(f, "Sequence<{item}>"),
            Self::Lines(item) => write!(f, "Lines<{item}>"),
            Self::Response(name) => write!(f, "{name}"),
            Self::Uuid => f.write_str("Uuid"),
            Self::DateTime => f.write_str("DateTime"),
            Self::Date => f.write_str("Date"),
            Self::Base64 => f.write_str("Base64"),
            Self::Encoded(name) => f.write_str(name),
            Self::Json => f.write_str("Value"),
            Self::Model(name) => write!(f, "models::{name}"),
            Self::Box(item) => write!(f, "Box<{item}>"),
            Self::Option(item) => write!(f, "Option<{item}>"),
            Self::Nullable(item) => write!(f, "Nullable<{item}>"),
            Self::Vec(item) => write!(f, "Vec<{item}>"),
            Self::List(item) => write!(f, "List<{item}>"),
            Self::Map(key, value) => write!(f, "BTreeMap<{key}, {value}>"),
            Self::OpenTuple(items, least, rest) => {
                f.write_str("OpenTuple<(")?;
                items.iter().try_for_each(|item| write!(f, "{item}, "))?;
                write!(f, "), {rest}, {least}>")
            }
            Self::Tuple(items) => {
                f.write_str("(")?;
                items.iter().try_for_each(|item| write!(f, "{item}, "))?;
                f.write_str(")")
            }
        }
    }
}

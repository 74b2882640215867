//! A value on its way into a parameter or a form, taken from its type without going through JSON
//! text: numbers keep the digits of their type, properties their order, and date-times and dates
//! become RFC 3339 whatever their original form.

use std::fmt::{self, Write};

use serde::ser::{self, Serialize};
use serde_json::Error;

use crate::json::NUMBER;
use crate::json::sending;
use crate::value::{DATE, DATE_TIME};
use crate::{Date, DateTime, Json};

/// A value as a tree.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Tree {
    Null,
    Bool(bool),
    /// The digits, as in JSON.
    Number(String),
    Text(String),
    List(Vec<Tree>),
    Object(Vec<(String, Tree)>),
}

impl Tree {
    /// Serializes a value into a tree.
    pub(super) fn of(value: &(impl Serialize + ?Sized)) -> Result<Self, Error> {
        sending(|| value.serialize(Builder))
    }

    /// A single value as text: `None` for null, JSON for a list or an object.
    pub(super) fn text(&self) -> Option<String> {
        match self {
            Self::Null => None,
            Self::Text(text) => Some(text.clone()),
            Self::Number(digits) => Some(plain(digits)),
            other => Some(other.to_string()),
        }
    }
}

/// A number without exponent, and without the `.0` that JSON appends to whole numbers of a
/// floating-point type. A number that is not a double is unchanged.
fn plain(digits: &str) -> String {
    if let Some(whole) = digits.strip_suffix(".0") {
        return whole.to_owned();
    }
    match digits.parse::<f64>() {
        Ok(number) if digits.contains('e') && json(number) == Some(digits.to_owned()) => {
            number.to_string()
        }
        _ => digits.to_owned(),
    }
}

/// The digits of a number in JSON, the shortest that parse to the same number.
fn json(number: impl Serialize) -> Option<String> {
    serde_json::to_string(&number).ok()
}

/// As JSON.
impl fmt::Display for Tree {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let quoted = |text: &str| json(text).unwrap_or_default();
        match self {
            Self::Null => f.write_str("null"),
            Self::Bool(value) => write!(f, "{value}"),
            Self::Number(digits) => f.write_str(digits),
            Self::Text(text) => f.write_str(&quoted(text)),
            Self::List(items) => {
                f.write_char('[')?;
                for (index, item) in items.iter().enumerate() {
                    let comma = if index > 0 { "," } else { "" };
                    write!(f, "{comma}{item}")?;
                }
                f.write_char(']')
            }
            Self::Object(properties) => {
                f.write_char('{')?;
                for (index, (name, value)) in properties.iter().enumerate() {
                    let comma = if index > 0 { "," } else { "" };
                    write!(f, "{comma}{}:{value}", quoted(name))?;
                }
                f.write_char('}')
            }
        }
    }
}

/// The names under which `serde_json` passes a number whose digits it keeps as text, and raw JSON.
const DIGITS: &str = "$serde_json::private::Number";
const RAW: &str = "$serde_json::private::RawValue";

struct Builder;

/// A list or an object under construction.
struct Parts {
    /// The enum variant whose payload it is.
    variant: Option<&'static str>,
    /// The key of the next value.
    key: Option<String>,
    tree: Tree,
}

impl Parts {
    fn list(variant: Option<&'static str>) -> Self {
        let (key, tree) = (None, Tree::List(Vec::new()));
        Self { variant, key, tree }
    }

    fn object(variant: Option<&'static str>) -> Self {
        let (key, tree) = (None, Tree::Object(Vec::new()));
        Self { variant, key, tree }
    }

    fn push(&mut self, name: &str, value: &(impl Serialize + ?Sized)) -> Result<(), Error> {
        let value = Tree::of(value)?;
        match &mut self.tree {
            Tree::List(items) => items.push(value),
            Tree::Object(properties) => properties.push((name.to_owned(), value)),
            _ => {}
        }
        Ok(())
    }

    fn done(self) -> Tree {
        match self.variant {
            Some(variant) => Tree::Object(vec![(variant.to_owned(), self.tree)]),
            None => self.tree,
        }
    }
}

macro_rules! numbers {
    ($($method:ident: $type:ty),*) => {
        $(fn $method(self, value: $type) -> Result<Tree, Error> {
            Ok(Tree::Number(value.to_string()))
        })*
    };
}

macro_rules! floats {
    ($($method:ident: $type:ty),*) => {
        // JSON, and so the API, has neither infinity nor NaN: `serde_json` turns them into null.
        $(fn $method(self, value: $type) -> Result<Tree, Error> {
            let digits = json(value).filter(|_| value.is_finite());
            Ok(digits.map_or(Tree::Null, Tree::Number))
        })*
    };
}

impl ser::Serializer for Builder {
    type Ok = Tree;
    type Error = Error;
    type SerializeSeq = Parts;
    type SerializeTuple = Parts;
    type SerializeTupleStruct = Parts;
    type SerializeTupleVariant = Parts;
    type SerializeMap = Parts;
    type SerializeStruct = Parts;
    type SerializeStructVariant = Parts;

    numbers!(serialize_i8: i8, serialize_i16: i16, serialize_i32: i32, serialize_i64: i64);
    numbers!(serialize_u8: u8, serialize_u16: u16, serialize_u32: u32, serialize_u64: u64);
    numbers!(serialize_i128: i128, serialize_u128: u128);
    floats!(serialize_f32: f32, serialize_f64: f64);

    fn serialize_bool(self, value: bool) -> Result<Tree, Error> {
        Ok(Tree::Bool(value))
    }

    fn serialize_char(self, value: char) -> Result<Tree, Error> {
        Ok(Tree::Text(value.into()))
    }

    fn serialize_str(self, value: &str) -> Result<Tree, Error> {
        Ok(Tree::Text(value.to_owned()))
    }

    fn serialize_bytes(self, value: &[u8]) -> Result<Tree, Error> {
        let items = value.iter().map(|byte| Tree::Number(byte.to_string()));
        Ok(Tree::List(items.collect()))
    }

    fn serialize_none(self) -> Result<Tree, Error> {
        Ok(Tree::Null)
    }

    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Result<Tree, Error> {
        Tree::of(value)
    }

    fn serialize_unit(self) -> Result<Tree, Error> {
        Ok(Tree::Null)
    }

    fn serialize_unit_struct(self, _name: &'static str) -> Result<Tree, Error> {
        Ok(Tree::Null)
    }

    fn serialize_unit_variant(
        self,
        _name: &'static str,
        _index: u32,
        variant: &'static str,
    ) -> Result<Tree, Error> {
        Ok(Tree::Text(variant.to_owned()))
    }

    fn serialize_newtype_struct<T: Serialize + ?Sized>(
        self,
        name: &'static str,
        value: &T,
    ) -> Result<Tree, Error> {
        Ok(match (name, Tree::of(value)?) {
            (DATE_TIME, Tree::Text(text)) => Tree::Text(format!("{:#}", DateTime::lossless(&text))),
            (DATE, Tree::Text(text)) => Tree::Text(format!("{:#}", Date::lossless(&text))),
            (NUMBER, Tree::Text(digits)) => Tree::Number(digits),
            (_, tree) => tree,
        })
    }

    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        _name: &'static str,
        _index: u32,
        variant: &'static str,
        value: &T,
    ) -> Result<Tree, Error> {
        Ok(Tree::Object(vec![(variant.to_owned(), Tree::of(value)?)]))
    }

    fn serialize_seq(self, _length: Option<usize>) -> Result<Parts, Error> {
        Ok(Parts::list(None))
    }

    fn serialize_tuple(self, _length: usize) -> Result<Parts, Error> {
        Ok(Parts::list(None))
    }

    fn serialize_tuple_struct(self, _name: &'static str, _length: usize) -> Result<Parts, Error> {
        Ok(Parts::list(None))
    }

    fn serialize_tuple_variant(
        self,
        _name: &'static str,
        _index: u32,
        variant: &'static str,
        _length: usize,
    ) -> Result<Parts, Error> {
        Ok(Parts::list(Some(variant)))
    }

    fn serialize_map(self, _length: Option<usize>) -> Result<Parts, Error> {
        Ok(Parts::object(None))
    }

    fn serialize_struct(self, _name: &'static str, _length: usize) -> Result<Parts, Error> {
        Ok(Parts::object(None))
    }

    fn serialize_struct_variant(
        self,
        _name: &'static str,
        _index: u32,
        variant: &'static str,
        _length: usize,
    ) -> Result<Parts, Error> {
        Ok(Parts::object(Some(variant)))
    }
}

impl ser::SerializeMap for Parts {
    type Ok = Tree;
    type Error = Error;

    fn serialize_key<T: Serialize + ?Sized>(&mut self, key: &T) -> Result<(), Error> {
        self.key = match Tree::of(key)? {
            Tree::Null | Tree::List(_) | Tree::Object(_) => {
                return Err(ser::Error::custom("key must be a string"));
            }
            key => key.text(),
        };
        Ok(())
    }

    fn serialize_value<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Error> {
        let key = self.key.take().unwrap_or_default();
        self.push(&key, value)
    }

    fn end(self) -> Result<Tree, Error> {
        Ok(self.done())
    }
}

impl ser::SerializeStruct for Parts {
    type Ok = Tree;
    type Error = Error;

    fn serialize_field<T: Serialize + ?Sized>(
        &mut self,
        name: &'static str,
        value: &T,
    ) -> Result<(), Error> {
        self.push(name, value)
    }

    fn end(self) -> Result<Tree, Error> {
        Ok(match self.done() {
            Tree::Object(properties) => match properties.as_slice() {
                [(name, Tree::Text(digits))] if name == DIGITS => Tree::Number(digits.clone()),
                [(name, Tree::Text(text))] if name == RAW => {
                    let json: Json = text.parse().map_err(ser::Error::custom)?;
                    Tree::of(&json)?
                }
                _ => Tree::Object(properties),
            },
            tree => tree,
        })
    }
}

impl ser::SerializeStructVariant for Parts {
    type Ok = Tree;
    type Error = Error;

    fn serialize_field<T: Serialize + ?Sized>(
        &mut self,
        name: &'static str,
        value: &T,
    ) -> Result<(), Error> {
        self.push(name, value)
    }

    fn end(self) -> Result<Tree, Error> {
        Ok(self.done())
    }
}

macro_rules! items {
    ($($trait:ident: $method:ident),*) => {
        $(impl ser::$trait for Parts {
            type Ok = Tree;
            type Error = Error;

            fn $method<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Error> {
                self.push("", value)
            }

            fn end(self) -> Result<Tree, Error> {
                Ok(self.done())
            }
        })*
    };
}

items!(
    SerializeSeq: serialize_element,
    SerializeTuple: serialize_element,
    SerializeTupleStruct: serialize_field,
    SerializeTupleVariant: serialize_field
);

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use serde_json::{Value, json};

    use super::*;

    #[test]
    fn json_stays_json() {
        for value in [
            json!({ "b": [1, -2, 1.5, 1e300, null, true, "a\"å"], "a": { "": [] } }),
            json!("x"),
            json!(u64::MAX),
        ] {
            let text = Tree::of(&value).unwrap().to_string();
            assert_eq!(serde_json::from_str::<Value>(&text).unwrap(), value);
        }
    }

    #[test]
    fn numbers_keep_their_digits() {
        let text = |value: &dyn Fn() -> Tree| value().text().unwrap();
        for (tree, expected) in [
            (Tree::of(&0.1_f32), "0.1"),
            (Tree::of(&1.0), "1"),
            (Tree::of(&-0.0), "-0"),
            (Tree::of(&1e21), "1000000000000000000000"),
            (Tree::of(&0.985_690_694_632_869_5), "0.9856906946328695"),
            (
                Tree::of(&i128::MAX),
                "170141183460469231731687303715884105727",
            ),
        ] {
            let tree = tree.unwrap();
            assert_eq!(text(&|| tree.clone()), expected);
        }
        let kept: crate::Json = "[123456789012345678901234567890,0.10,1e400]"
            .parse()
            .unwrap();
        assert_eq!(Tree::of(&kept).unwrap().to_string(), kept.as_text());
        let amount: crate::Decimal = serde_json::from_str("1.50").unwrap();
        assert_eq!(Tree::of(&amount).unwrap().text().as_deref(), Some("1.50"));
        assert_eq!(Tree::of(&f64::NAN).unwrap(), Tree::Null);
        let long = "0.12345678901234567890123456789e5";
        assert_eq!(Tree::Number(long.to_owned()).text().unwrap(), long);
    }

    #[test]
    fn date_times_are_rfc_3339() {
        let time: DateTime = "2023-01-05T06:42:31.532Z[GMT]".parse().unwrap();
        let date: Date = "20230105".parse().unwrap();
        assert_eq!(
            Tree::of(&(time, date, DateTime::lossless("")))
                .unwrap()
                .to_string(),
            r#"["2023-01-05T06:42:31.532Z","2023-01-05",""]"#
        );
    }
}

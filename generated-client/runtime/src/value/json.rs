use std::borrow::Cow;
use std::fmt;
use std::hash::{Hash, Hasher};
use std::str::FromStr;

use serde::de::DeserializeOwned;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::Value;

use crate::DecodeError;
use crate::json::{Captured, Kind};

/// Arbitrary JSON, kept as its text.
///
/// The text keeps details that a tree of values loses: integers of more than 64 bits, decimals of
/// any length, `1e400`. It takes as much memory as in the body, and is written back unchanged,
/// except for white space. It converts from every type that [`serde_json::Value`] converts from,
/// and to any type by [`decode`](Self::decode):
///
/// ```
/// use openapi_client_runtime::Json;
/// use serde_json::{Value, json};
///
/// let limits: Json = r#"{"balance": 123456789012345678901234567890}"#.parse()?;
/// assert_eq!(limits.to_string(), r#"{"balance":123456789012345678901234567890}"#);
///
/// let size = Json::from(json!({"width": 3, "height": 4.5}));
/// let value: Value = size.decode()?;
/// assert_eq!(value["height"], 4.5);
/// assert_eq!(size.get("width").and_then(|width| width.as_i64()), Some(3));
/// # Ok::<(), openapi_client_runtime::DecodeError>(())
/// ```
///
/// Equality is that of JSON Schema: in any order of properties, and any form of strings and numbers
/// (`1`, `1.0` and `10e-1` are one number). Of several properties with one name the last counts.
#[derive(Clone)]
pub struct Json(Box<str>);

impl Json {
    /// `null`.
    pub fn null() -> Self {
        Self("null".into())
    }

    pub(crate) fn captured(value: &Captured<'_>) -> Self {
        Self(value.compact().into())
    }

    fn look(&self) -> Captured<'_> {
        Captured::part(&self.0)
    }

    /// Encodes a value.
    ///
    /// # Errors
    ///
    /// If the type fails to serialize, for example as a map whose keys are not strings.
    pub fn encode<T: Serialize + ?Sized>(value: &T) -> Result<Self, serde_json::Error> {
        serde_json::to_string(value).map(|text| Self(text.into()))
    }

    /// Decodes the value into a type, for example [`serde_json::Value`].
    ///
    /// # Errors
    ///
    /// If the value does not match the type.
    pub fn decode<T: DeserializeOwned>(&self) -> Result<T, DecodeError> {
        crate::json::read_text(&self.0)
    }

    /// The JSON text, without white space between its parts.
    #[inline]
    pub fn as_text(&self) -> &str {
        &self.0
    }

    /// The kind of the value.
    pub fn kind(&self) -> Kind {
        self.look().kind()
    }

    /// Whether it is `null`.
    pub fn is_null(&self) -> bool {
        self.kind() == Kind::Null
    }

    /// The content of a string; borrowed unless it holds escapes.
    pub fn as_str(&self) -> Option<Cow<'_, str>> {
        crate::json::content(&self.0)
    }

    /// The value of a boolean.
    pub fn as_bool(&self) -> Option<bool> {
        self.look().as_bool()
    }

    /// The text of a number, with all its digits.
    pub fn as_number(&self) -> Option<&str> {
        (self.kind() == Kind::Number).then_some(&self.0)
    }

    /// An integer that fits 64 bits, `5.0` included.
    pub fn as_i64(&self) -> Option<i64> {
        self.look().as_integer()?.try_into().ok()
    }

    /// An integer that fits 64 bits without a sign, `5.0` included.
    pub fn as_u64(&self) -> Option<u64> {
        self.look().as_integer()?.try_into().ok()
    }

    /// The nearest double of a number; `None` beyond the range of doubles.
    pub fn as_f64(&self) -> Option<f64> {
        let value: f64 = self.as_number()?.parse().ok()?;
        value.is_finite().then_some(value)
    }

    /// The value of a property.
    pub fn get(&self, name: &str) -> Option<Json> {
        self.look().property(name).as_ref().map(Self::captured)
    }

    /// The properties of an object, in the order of the text; empty if it is not an object.
    pub fn properties(&self) -> Vec<(String, Json)> {
        let value = self.look();
        let parts = value.properties();
        let parts = parts.map(|(name, value)| (name.into_owned(), Self::captured(&value)));
        parts.collect()
    }

    /// The items of an array; empty if it is not an array.
    pub fn items(&self) -> Vec<Json> {
        let value = self.look();
        let parts = value.items();
        parts.map(|item| Self::captured(&item)).collect()
    }
}

/// Parses JSON text: `"5"` is a number here, while `Json::from("5")` is a string.
impl FromStr for Json {
    type Err = DecodeError;

    /// # Errors
    ///
    /// If the string is not JSON.
    fn from_str(text: &str) -> Result<Self, DecodeError> {
        crate::json::read_text(text)
    }
}

/// `null`.
impl Default for Json {
    fn default() -> Self {
        Self::null()
    }
}

impl From<Value> for Json {
    fn from(value: Value) -> Self {
        Self(value.to_string().into())
    }
}

impl From<&Value> for Json {
    fn from(value: &Value) -> Self {
        Self(value.to_string().into())
    }
}

macro_rules! from_plain {
    ($($ty:ty),*) => {
        $(impl From<$ty> for Json {
            fn from(value: $ty) -> Self {
                Value::from(value).into()
            }
        })*
    };
}

from_plain!(
    (),
    bool,
    i8,
    i16,
    i32,
    i64,
    u8,
    u16,
    u32,
    u64,
    isize,
    usize,
    f32,
    f64,
    &str,
    String
);

impl<T: Into<Json>> From<Option<T>> for Json {
    fn from(value: Option<T>) -> Self {
        value.map_or_else(Self::null, Into::into)
    }
}

impl<T: Into<Json>> From<Vec<T>> for Json {
    fn from(items: Vec<T>) -> Self {
        items.into_iter().collect()
    }
}

impl<T: Into<Json>> FromIterator<T> for Json {
    fn from_iter<I: IntoIterator<Item = T>>(items: I) -> Self {
        let items: Vec<Json> = items.into_iter().map(Into::into).collect();
        let texts: Vec<&str> = items.iter().map(Json::as_text).collect();
        Self(format!("[{}]", texts.join(",")).into())
    }
}

impl PartialEq for Json {
    fn eq(&self, other: &Self) -> bool {
        self.look().same(&other.look())
    }
}

impl Eq for Json {}

impl PartialEq<Value> for Json {
    fn eq(&self, other: &Value) -> bool {
        self.look().same(&Self::from(other).look())
    }
}

impl PartialEq<Json> for Value {
    fn eq(&self, other: &Json) -> bool {
        other == self
    }
}

impl Hash for Json {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.look().hash(state);
    }
}

impl fmt::Display for Json {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for Json {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl Serialize for Json {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.look().serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Json {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Captured::read(deserializer)?.to_json()
    }
}

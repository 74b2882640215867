use serde::de::{self, Deserialize, DeserializeOwned, Deserializer};
use serde::ser::{SerializeMap, Serializer};
use serde_json::Value;

use super::object::Object;
use super::value_reader::read_value;
use crate::UnknownVariant;

/// A value of a tagged union, read as a whole before its tag is looked at: the tag need not come
/// first, and a variant that is not known keeps everything.
#[derive(Clone, Debug)]
pub struct Variant {
    value: Value,
    tag: &'static str,
}

impl Variant {
    /// Reads a value; `tag` is the property that names the variant.
    ///
    /// # Errors
    ///
    /// When it is no valid JSON.
    pub fn read<'de, D: Deserializer<'de>>(
        deserializer: D,
        tag: &'static str,
    ) -> Result<Self, D::Error> {
        let value = Value::deserialize(deserializer)?;
        Ok(Self { value, tag })
    }

    /// What the variant calls itself; `None` where it does not.
    pub fn tag(&self) -> Option<&str> {
        self.value.get(self.tag)?.as_str()
    }

    /// The whole value, the tag included.
    pub fn value(&self) -> &Value {
        &self.value
    }

    /// Reads the variant that the tag named.
    ///
    /// # Errors
    ///
    /// When the value is not that variant; the text holds the path to the defect.
    pub fn decode<T: DeserializeOwned, E: de::Error>(&self) -> Result<T, E> {
        read_value(&self.value).map_err(E::custom)
    }

    /// Reads the variant that the tag named, for a type that does not know the tag: it would be
    /// kept among the properties that are not known, and be written twice.
    ///
    /// # Errors
    ///
    /// As [`decode`](Self::decode).
    pub fn decode_untagged<T: DeserializeOwned, E: de::Error>(mut self) -> Result<T, E> {
        if let Value::Object(properties) = &mut self.value {
            properties.remove(self.tag);
        }
        self.decode()
    }

    /// Keeps the whole value for a tag that is not known.
    pub fn into_unknown(self) -> UnknownVariant {
        UnknownVariant::new(self.tag, self.value)
    }
}

/// Writes a variant that does not write its own tag: first the tag, then the properties.
///
/// # Errors
///
/// As the writer.
pub fn write_variant<T: Object, S: Serializer>(
    value: &T,
    tag: &'static str,
    name: &'static str,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    let mut map = serializer.serialize_map(None)?;
    map.serialize_entry(tag, name)?;
    value.write(&mut map)?;
    map.end()
}

/// Writes a variant without properties: only the tag.
///
/// # Errors
///
/// As the writer.
pub fn write_tag<S: Serializer>(
    tag: &'static str,
    name: &'static str,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    let mut map = serializer.serialize_map(Some(1))?;
    map.serialize_entry(tag, name)?;
    map.end()
}

/// Tries to read a variant of a union that has no tag.
pub fn try_variant<T: DeserializeOwned>(value: &Value) -> Option<T> {
    read_value(value).ok()
}

use std::fmt;
use std::marker::PhantomData;

use serde::de::{self, Deserializer, IgnoredAny, MapAccess, Visitor};
use serde::ser::{Serialize, SerializeMap, Serializer};

use crate::{List, Nullable};

/// A type that is a JSON object. Implemented by generated code.
pub trait Object: Sized {
    /// The type's name, for messages such as "expected Agent".
    const NAME: &'static str;

    /// Reads all properties.
    ///
    /// # Errors
    ///
    /// When a required property is missing, or one has another type than described.
    fn read<'de, A: MapAccess<'de>>(map: A) -> Result<Self, A::Error>;

    /// Writes all properties that are there.
    ///
    /// # Errors
    ///
    /// As the writer.
    fn write<M: SerializeMap>(&self, map: &mut M) -> Result<(), M::Error>;
}

/// The body of `Deserialize::deserialize` of an object.
///
/// # Errors
///
/// "expected NAME" when the input is no object; otherwise as [`Object::read`].
pub fn read_object<'de, T: Object, D: Deserializer<'de>>(deserializer: D) -> Result<T, D::Error> {
    deserializer.deserialize_map(ObjectVisitor(PhantomData))
}

struct ObjectVisitor<T>(PhantomData<T>);

impl<'de, T: Object> Visitor<'de> for ObjectVisitor<T> {
    type Value = T;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(T::NAME)
    }

    #[inline]
    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<T, A::Error> {
        T::read(map)
    }
}

/// The body of `Serialize::serialize` of an object.
///
/// # Errors
///
/// As the writer.
pub fn write_object<T: Object, S: Serializer>(value: &T, serializer: S) -> Result<S::Ok, S::Error> {
    let mut map = serializer.serialize_map(None)?;
    value.write(&mut map)?;
    map.end()
}

/// Takes a required property out of the place it was read into.
///
/// # Errors
///
/// "missing property" when it was not read.
#[inline]
pub fn read_required<T, E: de::Error>(slot: Option<T>, name: &'static str) -> Result<T, E> {
    slot.ok_or_else(|| missing(name))
}

#[cold]
fn missing<E: de::Error>(name: &'static str) -> E {
    E::custom(format_args!("missing property `{name}`"))
}

/// A property that can be absent.
pub trait Optional {
    /// Whether it is to be left out.
    fn is_absent(&self) -> bool;
}

impl<T> Optional for Option<T> {
    #[inline]
    fn is_absent(&self) -> bool {
        self.is_none()
    }
}

impl<T> Optional for List<T> {
    #[inline]
    fn is_absent(&self) -> bool {
        List::is_absent(self)
    }
}

impl<T> Optional for Nullable<T> {
    #[inline]
    fn is_absent(&self) -> bool {
        Nullable::is_absent(self)
    }
}

/// Writes a property.
///
/// # Errors
///
/// As the writer.
#[inline]
pub fn write<M: SerializeMap, T: Serialize + ?Sized>(
    map: &mut M,
    name: &'static str,
    value: &T,
) -> Result<(), M::Error> {
    map.serialize_entry(name, value)
}

/// Writes a property unless it is absent.
///
/// # Errors
///
/// As the writer.
#[inline]
pub fn write_present<M: SerializeMap, T: Serialize + Optional>(
    map: &mut M,
    name: &'static str,
    value: &T,
) -> Result<(), M::Error> {
    if value.is_absent() {
        return Ok(());
    }
    map.serialize_entry(name, value)
}

/// Passes over the value of a property that is known already, such as a tag.
///
/// # Errors
///
/// When it is no valid JSON.
#[inline]
pub fn skip<'de, A: MapAccess<'de>>(map: &mut A) -> Result<(), A::Error> {
    map.next_value::<IgnoredAny>().map(|_| ())
}

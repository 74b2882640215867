use std::collections::BTreeMap;
use std::fmt;
use std::marker::PhantomData;

use serde::de::{self, Deserialize, DeserializeOwned, Deserializer, MapAccess, Visitor};
use serde::ser::{Serialize, SerializeMap, Serializer};

use super::sending::is_sending;
use super::showing::{PERSONAL, is_redacted};
use super::{Captured, Constant, Key, TOO_LARGE, scope};
use crate::{Extra, Json, List, Nullable};

/// A type that is a JSON object. Implemented by generated code.
pub trait Object: Sized {
    /// The type's name, for messages such as "expected Agent".
    const NAME: &'static str;

    /// The names of the properties whose values `Debug` does not show.
    const PERSONAL: &'static [&'static str] = &[];

    /// Reads all properties.
    ///
    /// # Errors
    ///
    /// If a required property is missing, or one has another type than described.
    fn read<'de, A: MapAccess<'de>>(map: A) -> Result<Self, A::Error>;

    /// Writes all properties that are present.
    ///
    /// # Errors
    ///
    /// Those of the serializer.
    fn write<M: SerializeMap>(&self, map: Map<'_, M>) -> Result<(), M::Error>;
}

/// The body of `Deserialize::deserialize` of an object.
///
/// # Errors
///
/// "expected NAME" if the input is not an object; otherwise those of [`Object::read`].
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
/// Those of the serializer.
pub fn write_object<T: Object, S: Serializer>(value: &T, serializer: S) -> Result<S::Ok, S::Error> {
    let mut map = serializer.serialize_map(None)?;
    value.write(Map::new::<T>(&mut map, None))?;
    map.end()
}

/// Unwraps a required property.
///
/// # Errors
///
/// "missing property" if it was not read.
#[inline]
pub fn read_required<T, E: de::Error>(slot: Option<T>, name: &'static str) -> Result<T, E> {
    slot.ok_or_else(|| missing(name))
}

#[cold]
fn missing<E: de::Error>(name: &'static str) -> E {
    E::custom(format_args!("missing property `{name}`"))
}

/// A property that may be absent.
pub trait Optional {
    /// Whether it is omitted.
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

/// The properties of an object that the description does not name.
pub trait Rest {
    /// Reads a property that the description does not name.
    ///
    /// # Errors
    ///
    /// If its value is not valid JSON, or does not match the type of the rest.
    fn read<'de, A: MapAccess<'de>>(&mut self, key: Key<'de>, map: &mut A) -> Result<(), A::Error>;

    /// Whether there is one of this name.
    fn holds(&self, name: &str) -> bool;

    /// Whether a constant was received with another value, which is written with the rest.
    fn has_constant(&self, name: &str) -> bool;

    /// Whether the tag of a variant was null or missing, and is sent back like that.
    fn has_no_tag(&self, _tag: &str) -> bool {
        false
    }

    /// Keeps a constant that was received with another value.
    ///
    /// # Errors
    ///
    /// If it takes more memory than decoding the response may, or does not match the type of the
    /// rest.
    fn put_constant<E: de::Error>(&mut self, name: &str, value: &Captured<'_>) -> Result<(), E>;

    /// The names.
    fn names(&self) -> impl Iterator<Item = &str>;

    /// Writes those that are not omitted.
    ///
    /// # Errors
    ///
    /// Those of the serializer.
    fn write_rest<M: SerializeMap>(
        &self,
        map: &mut M,
        without: impl Fn(&str) -> bool,
    ) -> Result<(), M::Error>;
}

impl Rest for Extra {
    fn read<'de, A: MapAccess<'de>>(&mut self, key: Key<'de>, map: &mut A) -> Result<(), A::Error> {
        let value: Captured<'de> = map.next_value()?;
        let value = value.to_json()?;
        // The nodes of a map are about half full.
        if !scope::charge(key.as_str().len() + 2 * size_of::<(String, Json)>()) {
            return Err(de::Error::custom(TOO_LARGE));
        }
        self.put(key.into_string(), value);
        Ok(())
    }

    #[inline]
    fn holds(&self, name: &str) -> bool {
        self.get(name).is_some()
    }

    #[inline]
    fn has_constant(&self, name: &str) -> bool {
        Extra::has_constant(self, name)
    }

    #[inline]
    fn has_no_tag(&self, tag: &str) -> bool {
        Extra::has_constant(self, tag)
    }

    fn put_constant<E: de::Error>(&mut self, name: &str, value: &Captured<'_>) -> Result<(), E> {
        Extra::put_constant(self, name, value.to_json()?);
        Ok(())
    }

    fn names(&self) -> impl Iterator<Item = &str> {
        self.iter().map(|(name, _)| name)
    }

    fn write_rest<M: SerializeMap>(
        &self,
        map: &mut M,
        without: impl Fn(&str) -> bool,
    ) -> Result<(), M::Error> {
        let mut rest = self.iter().filter(|(name, _)| !without(name));
        rest.try_for_each(|(name, value)| map.serialize_entry(name, value))
    }
}

impl<T: Serialize + DeserializeOwned> Rest for BTreeMap<String, T> {
    fn read<'de, A: MapAccess<'de>>(&mut self, key: Key<'de>, map: &mut A) -> Result<(), A::Error> {
        let value = map.next_value()?;
        // The nodes of a map are about half full.
        if !scope::charge(key.as_str().len() + 2 * size_of::<(String, T)>()) {
            return Err(de::Error::custom(TOO_LARGE));
        }
        self.insert(key.into_string(), value);
        Ok(())
    }

    #[inline]
    fn holds(&self, name: &str) -> bool {
        self.contains_key(name)
    }

    /// A constant that a user puts here takes precedence.
    #[inline]
    fn has_constant(&self, name: &str) -> bool {
        self.contains_key(name)
    }

    fn put_constant<E: de::Error>(&mut self, name: &str, value: &Captured<'_>) -> Result<(), E> {
        self.insert(name.to_owned(), value.decode()?);
        Ok(())
    }

    fn names(&self) -> impl Iterator<Item = &str> {
        self.keys().map(String::as_str)
    }

    fn write_rest<M: SerializeMap>(
        &self,
        map: &mut M,
        without: impl Fn(&str) -> bool,
    ) -> Result<(), M::Error> {
        let mut rest = self.iter().filter(|(name, _)| !without(name));
        rest.try_for_each(|(name, value)| map.serialize_entry(name, value))
    }
}

/// The output of an object: a serde map, and the tag from its union.
#[derive(Debug)]
pub struct Map<'a, M> {
    map: &'a mut M,
    tag: Option<(&'static str, Constant)>,
    /// The properties whose values are redacted; all undescribed properties are redacted as well.
    /// `None` if the object is written as data.
    personal: Option<&'static [&'static str]>,
}

impl<'a, M> Map<'a, M> {
    pub(super) fn new<T: Object>(map: &'a mut M, tag: Option<(&'static str, Constant)>) -> Self {
        Self {
            map,
            tag,
            personal: is_redacted().then_some(T::PERSONAL),
        }
    }
}

/// Writes the properties of an object, one call after the other. The first failure is kept and ends
/// the writing; checking it once instead of per property makes hundreds of models quick to compile.
///
/// No name is written twice: a property with a field takes precedence over an undescribed one of
/// the same name.
#[derive(Debug)]
pub struct Writer<'a, M: SerializeMap, R> {
    map: Map<'a, M>,
    rest: &'a R,
    /// Written properties that are also among the rest.
    twice: Vec<&'static str>,
    result: Result<(), M::Error>,
}

impl<'a, M: SerializeMap, R: Rest> Writer<'a, M, R> {
    /// Begins with the tag; `rest` follows at the end.
    #[inline]
    pub fn new(map: Map<'a, M>, rest: &'a R) -> Self {
        let result = match &map.tag {
            Some((tag, value)) if !rest.has_no_tag(tag) => map.map.serialize_entry(tag, value),
            _ => Ok(()),
        };
        Self {
            map,
            rest,
            twice: Vec::new(),
            result,
        }
    }

    fn is_personal(&self, name: &str) -> bool {
        let personal = self.map.personal;
        personal.is_some_and(|names| names.contains(&name))
    }

    fn is_tag(&self, name: &str) -> bool {
        self.map.tag.is_some_and(|(tag, _)| tag == name)
    }

    /// Writes a property.
    #[inline]
    #[must_use]
    pub fn property<T: Serialize + ?Sized>(mut self, name: &'static str, value: &T) -> Self {
        if self.result.is_ok() && self.takes(name) {
            self.result = self.map.map.serialize_entry(name, value);
        }
        self
    }

    /// Whether the value of a property is to be written. A personal value is written here, as its
    /// placeholder.
    fn takes(&mut self, name: &'static str) -> bool {
        if self.rest.holds(name) {
            self.twice.push(name);
        }
        // The union decides about the tag.
        if self.is_tag(name) {
            return false;
        }
        let is_personal = self.is_personal(name);
        if is_personal {
            self.result = self.map.map.serialize_entry(name, PERSONAL);
        }
        !is_personal
    }

    /// Writes a property with a constant value; if another value was received, that is written with
    /// the rest.
    #[inline]
    #[must_use]
    pub fn constant(self, name: &'static str, value: impl Into<Constant>) -> Self {
        if self.rest.has_constant(name) {
            self
        } else {
            self.property(name, &value.into())
        }
    }

    /// Writes a property unless it is absent.
    #[inline]
    #[must_use]
    pub fn optional<T: Serialize + Optional>(self, name: &'static str, value: &T) -> Self {
        if value.is_absent() {
            self
        } else {
            self.property(name, value)
        }
    }

    /// Writes a read-only property, unless it is absent or the value is part of a request.
    #[inline]
    #[must_use]
    pub fn received<T: Serialize + Optional>(self, name: &'static str, value: &T) -> Self {
        if is_sending() {
            self
        } else {
            self.optional(name, value)
        }
    }

    /// Writes the rest, and ends.
    ///
    /// # Errors
    ///
    /// The first failure of the serializer.
    pub fn end(self) -> Result<(), M::Error> {
        self.result?;
        let (rest, twice) = (self.rest, &self.twice);
        let tag = self.map.tag.map(|(tag, _)| tag);
        let without = |name: &str| match tag == Some(name) {
            true => !rest.has_no_tag(name),
            false => twice.contains(&name),
        };
        if self.map.personal.is_some() {
            let mut names = rest.names().filter(|name| !without(name));
            return names.try_for_each(|name| self.map.map.serialize_entry(name, PERSONAL));
        }
        rest.write_rest(self.map.map, without)
    }
}

/// Reads the value of a property that may be absent.
///
/// # Errors
///
/// If it does not match the type.
#[inline]
pub fn read<'de, A: MapAccess<'de>, T: Deserialize<'de>>(
    map: &mut A,
    slot: &mut T,
) -> Result<(), A::Error> {
    *slot = map.next_value()?;
    Ok(())
}

/// Reads the value of a required property.
///
/// # Errors
///
/// If it does not match the type.
#[inline]
pub fn read_some<'de, A: MapAccess<'de>, T: Deserialize<'de>>(
    map: &mut A,
    slot: &mut Option<T>,
) -> Result<(), A::Error> {
    *slot = Some(map.next_value()?);
    Ok(())
}

/// Reads a property with a constant value, such as a tag. The rest keeps another value, which is
/// sent back.
///
/// # Errors
///
/// If it is not valid JSON, or is another value that the rest cannot keep.
#[inline]
pub fn constant<'de, A: MapAccess<'de>>(
    key: Key<'de>,
    constant: impl Into<Constant>,
    map: &mut A,
    rest: &mut impl Rest,
) -> Result<(), A::Error> {
    let value: Captured<'de> = map.next_value()?;
    match constant.into().is(&value) {
        true => Ok(()),
        false => rest.put_constant(key.as_str(), &value),
    }
}

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::hash::{Hash as _, Hasher};

use serde::de::{self, Deserialize, DeserializeOwned, Deserializer, Visitor};
use serde::ser::{Error as _, Serialize, SerializeMap, Serializer};
use serde_json::value::RawValue;

use super::defect::Defect;
use super::number::Decimal;
use super::reader::{CAPTURE, Reader};
use super::scan::{Cursor, MAX_DEPTH, check, unescape};
use super::scope;
use crate::{Extra, Json, UnknownVariant};

/// The kind of a JSON value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Kind {
    /// `null`.
    Null,
    /// `true` or `false`.
    Boolean,
    /// A number of any size.
    Number,
    /// A string.
    String,
    /// An array.
    Array,
    /// An object.
    Object,
}

/// A JSON value that is inspected before it is decoded: a slice of the input, or a copy if the
/// input is another serde format.
///
/// It is valid JSON, so inspecting it cannot fail. Each inspection scans the text from the start of
/// the value; only the tag of a union is found on the way.
#[derive(Clone)]
pub struct Captured<'de> {
    /// Without leading white space.
    text: Cow<'de, str>,
    /// How many bytes of memory are already charged for it.
    paid: usize,
    /// A property that was looked for, and where its value is in the text.
    tag: Option<(&'static str, Option<(usize, usize)>)>,
}

impl<'de> Captured<'de> {
    /// Takes the next value unchanged.
    ///
    /// # Errors
    ///
    /// If it is not valid JSON.
    #[inline]
    pub fn read<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        // serde_json's numbers would lose digits; its raw text keeps them.
        if std::any::type_name::<D>().starts_with("&mut serde_json::de::Deserializer<") {
            let raw = Box::<RawValue>::deserialize(deserializer)?;
            return Self::copied(Box::<str>::from(raw).into_string());
        }
        deserializer.deserialize_newtype_struct(CAPTURE, CaptureVisitor)
    }

    /// Takes the next value unchanged, and notes the tag of its union on the way.
    ///
    /// # Errors
    ///
    /// Those of [`read`](Self::read).
    #[inline]
    pub fn read_tagged<D: Deserializer<'de>>(
        deserializer: D,
        tag: &'static str,
    ) -> Result<Self, D::Error> {
        scope::look_for(tag);
        let value = Self::read(deserializer);
        let found = scope::take_tag();
        Ok(Self {
            tag: found.map(|place| (tag, place)),
            ..value?
        })
    }

    /// A value of another format, written as JSON.
    fn copied<E: de::Error>(text: String) -> Result<Self, E> {
        match check(&text) {
            Ok(()) => Ok(Self {
                text: Cow::Owned(text),
                paid: 0,
                tag: None,
            }),
            Err(error) => Err(E::custom(error.describe(&text))),
        }
    }

    /// A part of a valid text.
    pub(crate) fn part(text: &'de str) -> Self {
        Self {
            text: Cow::Borrowed(text),
            paid: 0,
            tag: None,
        }
    }

    /// The value again, without a copy of its text.
    pub(super) fn borrow(&self) -> Captured<'_> {
        Captured::part(&self.text)
    }

    /// The properties of a slice; `None` if it is not an object.
    pub(super) fn part_properties(&self) -> Option<Properties<'de>> {
        match self.text {
            Cow::Borrowed(text) => Some(Properties(Parts::of(text, b'{'))),
            // Slices are borrowed.
            Cow::Owned(_) => None,
        }
    }

    /// The items of a slice; `None` if it is not an array.
    pub(super) fn part_items(&self) -> Option<Items<'de>> {
        match self.text {
            Cow::Borrowed(text) => Some(Items(Parts::of(text, b'['))),
            Cow::Owned(_) => None,
        }
    }

    /// The JSON text.
    #[inline]
    pub fn as_json(&self) -> &str {
        &self.text
    }

    /// The JSON text by value.
    pub fn into_json(self) -> String {
        self.text.into_owned()
    }

    /// The kind of the value.
    pub fn kind(&self) -> Kind {
        match self.text.as_bytes().first() {
            Some(b'"') => Kind::String,
            Some(b'{') => Kind::Object,
            Some(b'[') => Kind::Array,
            Some(b't' | b'f') => Kind::Boolean,
            Some(b'n') => Kind::Null,
            _ => Kind::Number,
        }
    }

    /// The content of a string.
    pub fn as_str(&self) -> Option<Cow<'_, str>> {
        content(&self.text)
    }

    /// The text of a number.
    pub fn as_number(&self) -> Option<&str> {
        (self.kind() == Kind::Number).then_some(&self.text)
    }

    /// The value of a whole number: `5`, `5.0` and `50e-1` are 5.
    pub fn as_integer(&self) -> Option<i128> {
        super::number::integer(self.as_number()?)
    }

    /// The value of a boolean.
    pub fn as_bool(&self) -> Option<bool> {
        match &*self.text {
            "true" => Some(true),
            "false" => Some(false),
            _ => None,
        }
    }

    /// The value of an object's property; of several with one name, the last.
    pub fn property(&self, name: &str) -> Option<Captured<'_>> {
        self.properties()
            .filter(|(other, _)| other == name)
            .last()
            .map(|(_, value)| value)
    }

    /// The properties of an object, in the order of the text; empty if it is not an object.
    pub fn properties(&self) -> Properties<'_> {
        Properties(Parts::of(&self.text, b'{'))
    }

    /// The items of an array; empty if it is not an array.
    pub fn items(&self) -> Items<'_> {
        Items(Parts::of(&self.text, b'['))
    }

    /// Decodes the value.
    ///
    /// # Errors
    ///
    /// If it does not match the type; the message holds the path to the defect.
    pub fn decode<T: DeserializeOwned, E: de::Error>(&self) -> Result<T, E> {
        self.decode_hiding(None)
    }

    /// Decodes an object without one of its properties. A type that does not know the tag of its
    /// union would keep it among the unknown properties, so that it would be written twice.
    ///
    /// # Errors
    ///
    /// Those of [`decode`](Self::decode).
    pub fn decode_without<T: DeserializeOwned, E: de::Error>(
        &self,
        tag: &'static str,
    ) -> Result<T, E> {
        self.decode_hiding(Some(tag))
    }

    /// The variant `known` of an object whose tag is absent or null; the unknown variant if it has
    /// a tag, or is another variant after all.
    #[track_caller]
    pub fn untagged<T: DeserializeOwned, U>(
        &self,
        tag: &'static str,
        known: impl FnOnce(T) -> U,
        unknown: impl FnOnce(UnknownVariant) -> U,
    ) -> U {
        let is_null = |found: Captured<'_>| found.kind() == Kind::Null;
        let is_untagged = self.kind() == Kind::Object && self.property(tag).is_none_or(is_null);
        let decode = || self.decode_without::<T, Defect>(tag).ok();
        match is_untagged.then(decode).flatten() {
            Some(value) => known(value),
            None => unknown(self.to_unknown(Some(tag))),
        }
    }

    /// Like [`untagged`](Self::untagged), for an object whose union writes the tag: the tag's
    /// absence or null is noted in `extra`, so that the value is sent back unchanged.
    #[track_caller]
    pub fn untagged_object<T: DeserializeOwned, U>(
        &self,
        tag: &'static str,
        extra: impl FnOnce(&mut T) -> &mut Extra,
        known: impl FnOnce(T) -> U,
        unknown: impl FnOnce(UnknownVariant) -> U,
    ) -> U {
        let known = |mut value: T| {
            self.note_tag(tag, extra(&mut value));
            known(value)
        };
        self.untagged(tag, known, unknown)
    }

    /// Notes a tag that is absent or null.
    pub(super) fn note_tag(&self, tag: &str, extra: &mut Extra) {
        match self.property(tag) {
            None => extra.put_absent(tag),
            Some(value) if value.kind() == Kind::Null => extra.put_constant(tag, Json::null()),
            Some(_) => {}
        }
    }

    /// The variant `known`, which accepts values without a known tag; the unknown variant if the
    /// value is another one after all.
    #[track_caller]
    pub fn otherwise<T: DeserializeOwned, U>(
        &self,
        tag: &'static str,
        known: impl FnOnce(T) -> U,
        unknown: impl FnOnce(UnknownVariant) -> U,
    ) -> U {
        match self.decode::<T, Defect>() {
            Ok(value) => known(value),
            Err(_) => unknown(self.to_unknown(Some(tag))),
        }
    }

    fn decode_hiding<T: DeserializeOwned, E: de::Error>(
        &self,
        hidden: Option<&'static str>,
    ) -> Result<T, E> {
        let before = scope::before();
        let paid = self.paid.min(size_of::<T>());
        T::deserialize(&mut Reader::of_variant(&self.text, hidden, paid)).map_err(|defect| {
            before.restore();
            E::custom(defect)
        })
    }

    /// An owned copy of the value.
    ///
    /// # Errors
    ///
    /// If it takes more memory than decoding the response may.
    pub fn to_json<E: de::Error>(&self) -> Result<Json, E> {
        match scope::charge(self.text.len()) {
            true => Ok(Json::captured(self)),
            false => Err(E::custom(super::reader::TOO_LARGE)),
        }
    }

    /// Whether two values are equal by JSON Schema: in any order of properties and any form of
    /// strings and numbers.
    pub(crate) fn same(&self, other: &Self) -> bool {
        if self.text == other.text {
            return true;
        }
        let kind = self.kind();
        kind == other.kind()
            && match kind {
                Kind::Null => true,
                Kind::Boolean => false,
                Kind::Number => Decimal::of(&self.text) == Decimal::of(&other.text),
                Kind::String => self.as_str() == other.as_str(),
                Kind::Array => {
                    let (mut items, mut others) = (self.items(), other.items());
                    loop {
                        match (items.next(), others.next()) {
                            (Some(a), Some(b)) if a.same(&b) => {}
                            (a, b) => return a.is_none() && b.is_none(),
                        }
                    }
                }
                Kind::Object => {
                    let properties: BTreeMap<_, _> = self.properties().collect();
                    let others: BTreeMap<_, _> = other.properties().collect();
                    properties.len() == others.len()
                        && properties.iter().zip(&others).all(
                            |((name, value), (other_name, other))| {
                                name == other_name && value.same(other)
                            },
                        )
                }
            }
    }

    /// Hashes equal values equally.
    pub(crate) fn hash<H: Hasher>(&self, state: &mut H) {
        let kind = self.kind();
        kind.hash(state);
        match kind {
            Kind::Null => {}
            Kind::Boolean => self.text.hash(state),
            Kind::Number => Decimal::of(&self.text).hash(state),
            Kind::String => self.as_str().hash(state),
            Kind::Array => self.items().for_each(|item| item.hash(state)),
            Kind::Object => {
                let names: BTreeSet<_> = self.properties().map(|(name, _)| name).collect();
                names.hash(state);
            }
        }
    }

    /// The text without white space. Strings that only lossy decoding accepts are rewritten.
    pub(crate) fn compact(&self) -> String {
        let mut text = String::with_capacity(self.text.len());
        let mut rest = &*self.text;
        while !rest.is_empty() {
            let plain = rest.find('"').unwrap_or(rest.len());
            let (between, string) = rest.split_at(plain);
            text.extend(between.split([' ', '\n', '\r', '\t']));
            let mut cursor = Cursor::new(string);
            if cursor.peek() == b'"' {
                cursor.bump();
                // Already validated.
                let _ = cursor.skip_string();
            }
            let (string, after) = string.split_at(cursor.position());
            match content(string).filter(|_| string.contains("\\u") && scope::is_lossy()) {
                Some(content) => text.push_str(&serde_json::Value::from(content).to_string()),
                None => text.push_str(string),
            }
            rest = after;
        }
        text
    }

    /// The tag of the value: the content of a string property.
    pub fn tag(&self, name: &str) -> Option<Cow<'_, str>> {
        if let Some((_, place)) = self.tag.filter(|(found, _)| *found == name) {
            let (start, end) = place?;
            return content(self.text.get(start..end)?);
        }
        match self.property(name)?.text {
            Cow::Borrowed(text) => content(text),
            // Slices are borrowed.
            Cow::Owned(_) => None,
        }
    }

    /// The value as a variant that this client does not know; `tag` is the property with the
    /// variant's name, if there is one.
    #[track_caller]
    pub fn to_unknown(&self, tag: Option<&'static str>) -> UnknownVariant {
        scope::note_unknown();
        let name = tag.and_then(|tag| self.tag(tag));
        UnknownVariant::new(name.as_deref(), Json::captured(self))
    }
}

/// The content of a JSON string.
pub(crate) fn content(text: &str) -> Option<Cow<'_, str>> {
    let content = text.strip_prefix('"')?.strip_suffix('"')?;
    Some(match content.contains('\\') {
        false => Cow::Borrowed(content),
        true => Cow::Owned(unescape(content)),
    })
}

/// Shows the JSON text.
impl fmt::Debug for Captured<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl<'de> Deserialize<'de> for Captured<'de> {
    #[inline]
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Self::read(deserializer)
    }
}

/// The properties of an object: [`Captured::properties`].
#[derive(Clone, Debug)]
pub struct Properties<'a>(Parts<'a>);

impl<'a> Iterator for Properties<'a> {
    type Item = (Cow<'a, str>, Captured<'a>);

    fn next(&mut self) -> Option<Self::Item> {
        let (name, _) = self.0.advance(Cursor::next_property)?.name().ok()?;
        Some((name, self.0.value()?))
    }
}

/// The items of an array: [`Captured::items`].
#[derive(Clone, Debug)]
pub struct Items<'a>(Parts<'a>);

impl<'a> Iterator for Items<'a> {
    type Item = Captured<'a>;

    fn next(&mut self) -> Option<Captured<'a>> {
        self.0.advance(Cursor::next_item)?;
        self.0.value()
    }
}

/// The parts of an array or object, in order.
#[derive(Clone, Debug)]
struct Parts<'a> {
    cursor: Cursor<'a>,
    first: bool,
    ended: bool,
}

impl<'a> Parts<'a> {
    fn of(text: &'a str, bracket: u8) -> Self {
        let mut cursor = Cursor::new(text);
        let ended = cursor.peek() != bracket;
        cursor.bump();
        Self {
            cursor,
            first: true,
            ended,
        }
    }

    fn advance(
        &mut self,
        next: fn(&mut Cursor<'a>, bool) -> Result<bool, super::scan::Syntax>,
    ) -> Option<&mut Cursor<'a>> {
        if self.ended || !next(&mut self.cursor, self.first).unwrap_or(false) {
            self.ended = true;
            return None;
        }
        self.first = false;
        Some(&mut self.cursor)
    }

    fn value(&mut self) -> Option<Captured<'a>> {
        self.cursor.peek();
        let start = self.cursor.position();
        self.cursor.skip_value(MAX_DEPTH).ok()?;
        Some(Captured::part(self.cursor.since(start)))
    }
}

/// The name under which a number is passed to types that keep its digits.
pub(crate) const NUMBER: &str = "$openapi_client_runtime::Number";

impl Serialize for Captured<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        // Only this format can be given the text itself.
        if std::any::type_name::<S>()
            .trim_start_matches("&mut ")
            .starts_with("serde_json::")
        {
            return serde_json::from_str::<&RawValue>(&self.text)
                .map_err(S::Error::custom)?
                .serialize(serializer);
        }
        match self.kind() {
            Kind::Null => serializer.serialize_unit(),
            Kind::Boolean => serializer.serialize_bool(self.as_bool() == Some(true)),
            Kind::String => serializer.serialize_str(&self.as_str().unwrap_or_default()),
            Kind::Array => serializer.collect_seq(self.items()),
            Kind::Object => {
                let properties: BTreeMap<_, _> = self.properties().collect();
                let mut map = serializer.serialize_map(Some(properties.len()))?;
                for (name, value) in &properties {
                    map.serialize_entry(name, value)?;
                }
                map.end()
            }
            // Parameters keep the digits.
            Kind::Number if std::any::type_name::<S>().ends_with("request::tree::Builder") => {
                serializer.serialize_newtype_struct(NUMBER, &*self.text)
            }
            Kind::Number => match (self.text.parse(), self.text.parse()) {
                (Ok(value), _) => serializer.serialize_u64(value),
                (_, Ok(value)) => serializer.serialize_i64(value),
                _ => match self.text.parse() {
                    Ok(value) if f64::is_finite(value) => serializer.serialize_f64(value),
                    _ => Err(S::Error::custom("a number beyond the range of doubles")),
                },
            },
        }
    }
}

struct CaptureVisitor;

impl CaptureVisitor {
    /// A value of another format, by way of a tree, into which every format deserializes.
    fn tree<'de, E: de::Error>(value: &serde_json::Value) -> Result<Captured<'de>, E> {
        Captured::copied(value.to_string())
    }
}

impl<'de> Visitor<'de> for CaptureVisitor {
    type Value = Captured<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("any JSON value")
    }

    /// From our own reader, the text of a value; otherwise a string.
    fn visit_borrowed_str<E: de::Error>(self, text: &'de str) -> Result<Self::Value, E> {
        match scope::take_mark() {
            Some(paid) => Ok(Captured {
                text: Cow::Borrowed(text),
                paid,
                tag: None,
            }),
            None => self.visit_str(text),
        }
    }

    fn visit_newtype_struct<D: Deserializer<'de>>(
        self,
        deserializer: D,
    ) -> Result<Self::Value, D::Error> {
        Self::tree(&serde_json::Value::deserialize(deserializer)?)
    }

    // A format without newtype structs passes their content.

    fn visit_str<E: de::Error>(self, text: &str) -> Result<Self::Value, E> {
        Self::tree(&text.into())
    }

    fn visit_unit<E: de::Error>(self) -> Result<Self::Value, E> {
        Self::tree(&serde_json::Value::Null)
    }

    fn visit_bool<E: de::Error>(self, value: bool) -> Result<Self::Value, E> {
        Self::tree(&value.into())
    }

    fn visit_i64<E: de::Error>(self, value: i64) -> Result<Self::Value, E> {
        Self::tree(&value.into())
    }

    fn visit_u64<E: de::Error>(self, value: u64) -> Result<Self::Value, E> {
        Self::tree(&value.into())
    }

    fn visit_f64<E: de::Error>(self, value: f64) -> Result<Self::Value, E> {
        Self::tree(&value.into())
    }

    fn visit_seq<A: de::SeqAccess<'de>>(self, seq: A) -> Result<Self::Value, A::Error> {
        let seq = de::value::SeqAccessDeserializer::new(seq);
        Self::tree(&serde_json::Value::deserialize(seq)?)
    }

    fn visit_map<A: de::MapAccess<'de>>(self, map: A) -> Result<Self::Value, A::Error> {
        let map = de::value::MapAccessDeserializer::new(map);
        Self::tree(&serde_json::Value::deserialize(map)?)
    }
}

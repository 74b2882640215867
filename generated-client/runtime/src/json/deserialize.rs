//! Deserializes types from JSON text.
//!
//! In: a reader of the text of a body, or of a part of it. Out: a type that implements serde's
//! `Deserialize`. There is no intermediate tree: strings without escapes are borrowed, unknown
//! values are slices of the text, and a union decodes from its start again. All bodies use this one
//! format, so that every model is compiled once.

use std::borrow::Cow;

use serde::de::value::StringDeserializer;
use serde::de::{
    Deserialize, DeserializeSeed, Deserializer, EnumAccess, Error as _, IgnoredAny, MapAccess,
    SeqAccess, Unexpected, VariantAccess, Visitor,
};
use serde::forward_to_deserialize_any;

use super::defect::{Defect, Step};
use super::number::integer;
use super::reader::{CAPTURE, Reader, Result, charge, too_large};
use super::scope;

impl<'de> Reader<'de> {
    #[inline]
    fn text<V: Visitor<'de>>(&mut self, visitor: V) -> Result<V::Value> {
        self.cursor.bump();
        let string = self.cursor.string();
        let text = self.located(string)?;
        charge(text.len())?;
        match text {
            Cow::Borrowed(text) => visitor.visit_borrowed_str(text),
            Cow::Owned(text) => visitor.visit_string(text),
        }
    }

    fn any_number<V: Visitor<'de>>(&mut self, visitor: V) -> Result<V::Value> {
        let text = self.number()?;
        match (text.parse(), text.parse()) {
            (Ok(value), _) => visitor.visit_u64(value),
            (_, Ok(value)) if text != "-0" => visitor.visit_i64(value),
            _ => visitor.visit_f64(self.float(text)?),
        }
    }

    /// A number for a visitor that expects an integer.
    #[inline]
    fn integer<V: Visitor<'de>>(&mut self, visitor: V) -> Result<V::Value> {
        if !matches!(self.cursor.peek(), b'-' | b'0'..=b'9') {
            return Err(self.unexpected(&visitor));
        }
        let text = self.number()?;
        if let Ok(value) = text.parse() {
            return visitor.visit_i64(value);
        }
        let Some(value) = integer(text) else {
            return match text.contains(['.', 'e', 'E']) {
                true => Err(Defect::invalid_type(Unexpected::Float(0.0), &visitor)),
                false => Err(Defect::invalid_value(Unexpected::Signed(0), &visitor)),
            };
        };
        match (i64::try_from(value), u64::try_from(value)) {
            (Ok(value), _) => visitor.visit_i64(value),
            (_, Ok(value)) => visitor.visit_u64(value),
            _ => visitor.visit_i128(value),
        }
    }
}

impl<'de> Deserializer<'de> for &mut Reader<'de> {
    type Error = Defect;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value> {
        match self.cursor.peek() {
            b'"' => self.text(visitor),
            b'{' => self.deserialize_map(visitor),
            b'[' => self.deserialize_seq(visitor),
            b'-' | b'0'..=b'9' => self.any_number(visitor),
            b'n' => {
                self.passes_null()?;
                visitor.visit_unit()
            }
            b't' | b'f' => self.deserialize_bool(visitor),
            _ => self.located(self.cursor.no_value()),
        }
    }

    // Each of the following could forward to `deserialize_any`. They do not, because then every
    // visitor would be compiled for all kinds of values. What does not depend on the visitor is in
    // functions of its own, which are compiled once. A value that was read is returned as it is,
    // because `?` would move it.

    fn deserialize_map<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value> {
        let hidden = self.enter_object(size_of::<V::Value>(), &visitor)?;
        let value = visitor.visit_map(Properties {
            reader: self,
            first: true,
            name: (0, 0),
            entry: false,
            hidden,
        });
        if value.is_ok() {
            self.leave(b'}')?;
        }
        value
    }

    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value> {
        self.enter_array(&visitor)?;
        let value = visitor.visit_seq(Items {
            reader: self,
            index: 0,
            room: 0,
        });
        if value.is_ok() {
            self.leave(b']')?;
        }
        value
    }

    fn deserialize_str<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value> {
        match self.cursor.peek() {
            b'"' => self.text(visitor),
            _ => Err(self.unexpected(&visitor)),
        }
    }

    fn deserialize_string<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value> {
        self.deserialize_str(visitor)
    }

    fn deserialize_bool<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value> {
        let (value, name) = match self.cursor.peek() {
            b't' => (true, "true"),
            b'f' => (false, "false"),
            _ => return Err(self.unexpected(&visitor)),
        };
        let literal = self.cursor.literal(name);
        self.located(literal)?;
        visitor.visit_bool(value)
    }

    fn deserialize_i64<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value> {
        self.integer(visitor)
    }

    fn deserialize_i8<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value> {
        self.integer(visitor)
    }

    fn deserialize_i16<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value> {
        self.integer(visitor)
    }

    fn deserialize_i32<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value> {
        self.integer(visitor)
    }

    fn deserialize_i128<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value> {
        self.integer(visitor)
    }

    fn deserialize_u8<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value> {
        self.integer(visitor)
    }

    fn deserialize_u16<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value> {
        self.integer(visitor)
    }

    fn deserialize_u32<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value> {
        self.integer(visitor)
    }

    fn deserialize_u64<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value> {
        self.integer(visitor)
    }

    fn deserialize_u128<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value> {
        self.integer(visitor)
    }

    fn deserialize_f32<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value> {
        self.deserialize_f64(visitor)
    }

    fn deserialize_f64<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value> {
        if !matches!(self.cursor.peek(), b'-' | b'0'..=b'9') {
            return Err(self.unexpected(&visitor));
        }
        let text = self.number()?;
        visitor.visit_f64(self.float(text)?)
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value> {
        match self.passes_null()? {
            true => visitor.visit_none(),
            false => visitor.visit_some(self),
        }
    }

    /// Inlined, so that a capture is compiled without the visitor's code for other formats.
    #[inline]
    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        name: &'static str,
        visitor: V,
    ) -> Result<V::Value> {
        if name != CAPTURE {
            return visitor.visit_newtype_struct(self);
        }
        let first = self.cursor.peek();
        let start = self.cursor.position();
        let skipped = match scope::wanted_tag().filter(|_| first == b'{') {
            None => self.cursor.skip_value(self.depth),
            Some(tag) => {
                let place = self.cursor.skip_object(self.depth, tag);
                place.map(|place| {
                    scope::found_tag(place.map(|(from, to)| (from - start, to - start)));
                })
            }
        };
        self.located(skipped)?;
        scope::mark_as_json(self.paid);
        visitor.visit_borrowed_str(self.cursor.since(start))
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _name: &'static str,
        _fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value> {
        self.deserialize_map(visitor)
    }

    fn deserialize_tuple<V: Visitor<'de>>(self, _len: usize, visitor: V) -> Result<V::Value> {
        self.deserialize_seq(visitor)
    }

    /// For types of other crates only; generated enums are strings.
    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _name: &'static str,
        _variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value> {
        match self.cursor.peek() {
            b'"' => {
                self.cursor.bump();
                let name = self.cursor.string();
                let name = self.located(name)?.into_owned();
                visitor.visit_enum(StringDeserializer::<Defect>::new(name))
            }
            b'{' => {
                self.enter()?;
                let value = visitor.visit_enum(NamedVariant(self))?;
                self.leave(b'}')?;
                Ok(value)
            }
            _ => Err(self.unexpected(&visitor)),
        }
    }

    fn deserialize_ignored_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value> {
        let skipped = self.cursor.skip_value(self.depth);
        self.located(skipped)?;
        visitor.visit_unit()
    }

    forward_to_deserialize_any! {
        char bytes byte_buf unit unit_struct tuple_struct identifier
    }
}

struct Properties<'a, 'de> {
    reader: &'a mut Reader<'de>,
    first: bool,
    /// The position of the current property's name, for the path.
    name: (usize, usize),
    /// Whether the name is kept, as the key of a map entry.
    entry: bool,
    hidden: Option<&'static str>,
}

impl Properties<'_, '_> {
    /// Charges an entry of a map; the value of another property is part of its object.
    fn pay_value(&mut self, size: usize) -> Result<()> {
        if self.entry {
            // The nodes of a map are about half full.
            let (start, end) = self.name;
            charge(2 * (size + size_of::<String>()) + end - start)?;
        }
        self.reader.paid = size;
        Ok(())
    }

    #[cold]
    fn locate(&self, defect: &mut Defect) {
        let (start, end) = self.name;
        let text = self.reader.cursor.text();
        defect.locate(Step::property(text.get(start..end).unwrap_or_default()));
    }
}

impl<'de> MapAccess<'de> for Properties<'_, 'de> {
    type Error = Defect;

    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Result<Option<K::Value>> {
        loop {
            let more = self.reader.cursor.next_property(self.first);
            if !self.reader.located(more)? {
                return Ok(None);
            }
            self.first = false;
            let property = self.reader.cursor.name();
            let (name, place) = self.reader.located(property)?;
            self.name = place;
            if self.hidden.is_some_and(|hidden| hidden == name) {
                IgnoredAny::deserialize(&mut *self.reader)?;
                continue;
            }
            self.entry = false;
            let key = Name {
                name,
                entry: &mut self.entry,
            };
            return match seed.deserialize(key) {
                Ok(key) => Ok(Some(key)),
                Err(mut defect) => {
                    self.locate(&mut defect);
                    Err(defect)
                }
            };
        }
    }

    fn next_value_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<S::Value> {
        self.pay_value(size_of::<S::Value>())?;
        let mut value = seed.deserialize(&mut *self.reader);
        self.reader.paid = 0;
        if let Err(defect) = &mut value {
            self.locate(defect);
        }
        value
    }
}

/// The name of a property.
struct Name<'a, 'de> {
    name: Cow<'de, str>,
    entry: &'a mut bool,
}

impl<'de> Deserializer<'de> for Name<'_, 'de> {
    type Error = Defect;

    #[inline]
    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value> {
        match self.name {
            Cow::Borrowed(name) => visitor.visit_borrowed_str(name),
            Cow::Owned(name) => visitor.visit_string(name),
        }
    }

    fn deserialize_string<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value> {
        *self.entry = true;
        self.deserialize_any(visitor)
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        _name: &'static str,
        visitor: V,
    ) -> Result<V::Value> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        name: &'static str,
        variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value> {
        StringDeserializer::new(self.name.into_owned()).deserialize_enum(name, variants, visitor)
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str bytes byte_buf unit
        unit_struct seq tuple tuple_struct map struct identifier ignored_any option
    }
}

struct Items<'a, 'de> {
    reader: &'a mut Reader<'de>,
    index: usize,
    /// The room for items in a list that grows twofold.
    room: usize,
}

impl Items<'_, '_> {
    /// Moves to the next item, and charges its memory; `false` at the end.
    fn advance(&mut self, size: usize) -> Result<bool> {
        let more = self.reader.cursor.next_item(self.index == 0);
        if !self.reader.located(more)? {
            return Ok(false);
        }
        if self.index == self.room {
            // Like `Vec`.
            let least = if size > 1024 { 1 } else { 4 };
            let room = (2 * self.room).max(least);
            // A growing list is in memory twice.
            if scope::left() < room * size {
                return Err(too_large());
            }
            charge((room - self.room) * size)?;
            self.room = room;
        }
        self.reader.paid = size;
        Ok(true)
    }
}

impl<'de> SeqAccess<'de> for Items<'_, 'de> {
    type Error = Defect;

    fn next_element_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<Option<S::Value>> {
        if !self.advance(size_of::<S::Value>())? {
            return Ok(None);
        }
        let value = seed.deserialize(&mut *self.reader);
        self.reader.paid = 0;
        match value {
            Ok(value) => {
                self.index += 1;
                Ok(Some(value))
            }
            Err(mut defect) => {
                defect.locate(Step::Index(self.index));
                Err(defect)
            }
        }
    }
}

/// `{"Name": content}`, a variant of an enum of another crate.
struct NamedVariant<'a, 'de>(&'a mut Reader<'de>);

impl<'de> EnumAccess<'de> for NamedVariant<'_, 'de> {
    type Error = Defect;
    type Variant = Self;

    fn variant_seed<V: DeserializeSeed<'de>>(self, seed: V) -> Result<(V::Value, Self)> {
        let property = self.0.cursor.name();
        let (name, _) = self.0.located(property)?;
        let name = StringDeserializer::<Defect>::new(name.into_owned());
        Ok((seed.deserialize(name)?, self))
    }
}

impl<'de> VariantAccess<'de> for NamedVariant<'_, 'de> {
    type Error = Defect;

    fn unit_variant(self) -> Result<()> {
        Deserialize::deserialize(self.0)
    }

    fn newtype_variant_seed<T: DeserializeSeed<'de>>(self, seed: T) -> Result<T::Value> {
        seed.deserialize(self.0)
    }

    fn tuple_variant<V: Visitor<'de>>(self, _len: usize, visitor: V) -> Result<V::Value> {
        self.0.deserialize_seq(visitor)
    }

    fn struct_variant<V: Visitor<'de>>(
        self,
        _fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value> {
        self.0.deserialize_map(visitor)
    }
}

//! Builds a value from a parser's events: restricted to the JSON data model, counted against the
//! limits, and with the positions of its nodes, as far as the parser hands over parts of the text.

use std::fmt;

use serde::de::{
    DeserializeSeed, Deserializer, EnumAccess, MapAccess, SeqAccess, VariantAccess, Visitor,
};
use serde_json::map::Entry;
use serde_json::{Map, Number, Value};

use super::places::{Places, Written};
use super::{Limits, Pointer};
use crate::diagnostic::Code;

/// The maximum number of reports for one text about duplicate keys and about values that JSON can't
/// represent. More of them have a common cause.
const MAX_FOUND: usize = 100;

/// An oddity that doesn't make parsing fail.
#[derive(Debug)]
pub(super) struct Found {
    /// The path of keys to it, the innermost first.
    path: Vec<String>,
    pub(super) code: Code,
    pub(super) message: String,
    /// Its offset in the text, if the parser provides it.
    pub(super) offset: Option<usize>,
}

impl Found {
    pub(super) fn pointer(&self) -> Pointer {
        let keys = self.path.iter().rev();
        keys.fold(Pointer::root(), |at, key| at.child(key))
    }
}

/// The counts and findings for one text.
#[derive(Default)]
pub(super) struct State<'t> {
    text: &'t str,
    limits: Limits,
    nodes: usize,
    strings: usize,
    /// The reason why parsing was refused, other than a parser error.
    pub(super) refused: Option<(Code, String)>,
    pub(super) found: Vec<Found>,
    /// The positions of the nodes of a YAML text; only YAML texts have merge keys.
    pub(super) places: Option<Places>,
}

impl<'t> State<'t> {
    pub(super) fn new(text: &'t str, limits: Limits) -> Self {
        Self {
            text,
            limits,
            ..Self::default()
        }
    }

    fn node<E: serde::de::Error>(&mut self) -> Result<(), E> {
        self.nodes += 1;
        let most = self.limits.values();
        self.check(self.nodes > most, || {
            format!("the document has more than {most} values, counting each use of an alias")
        })
    }

    fn string<E: serde::de::Error>(&mut self, length: usize) -> Result<(), E> {
        self.strings += length;
        let most = self.limits.strings();
        self.check(self.strings > most, || {
            format!(
                "the document has more than {most} bytes of text, counting each use of an alias"
            )
        })
    }

    fn check<E: serde::de::Error>(
        &mut self,
        exceeded: bool,
        message: impl FnOnce() -> String,
    ) -> Result<(), E> {
        if exceeded {
            Err(self.refuse(Code::TooLarge, message()))
        } else {
            Ok(())
        }
    }

    fn note(&mut self, path: Vec<String>, code: Code, message: String, offset: Option<usize>) {
        if self.found.len() < MAX_FOUND {
            self.found.push(Found {
                path,
                code,
                message,
                offset,
            });
        }
    }

    fn note_odd(&mut self, message: String) {
        self.note(Vec::new(), Code::Malformed, message, None);
    }

    /// Prepends a key or index to the paths of all findings after the first `known` ones.
    fn below(&mut self, known: usize, key: impl ToString) {
        for found in self.found.iter_mut().skip(known) {
            found.path.push(key.to_string());
        }
    }

    /// Ends a node whose position is recorded.
    pub(super) fn end(&mut self, number: Option<usize>) {
        if let (Some(places), Some(number)) = (&mut self.places, number) {
            places.end(number);
        }
    }

    /// Keeps the code and message, since the parser wraps the error in a message of its own.
    fn refuse<E: serde::de::Error>(&mut self, code: Code, message: String) -> E {
        let error = E::custom(&message);
        self.refused = Some((code, message));
        error
    }
}

/// Deserializes any value.
pub(super) struct Reader<'s, 't>(pub(super) &'s mut State<'t>);

impl<'de> DeserializeSeed<'de> for Reader<'_, '_> {
    type Value = Value;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        self.0.node()?;
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Reader<'_, '_> {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value that JSON can express")
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_none<E: serde::de::Error>(self) -> Result<Value, E> {
        self.visit_unit()
    }

    fn visit_bool<E>(self, value: bool) -> Result<Value, E> {
        Ok(Value::Bool(value))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Value, E> {
        Ok(Value::from(value))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Value, E> {
        Ok(Value::from(value))
    }

    // Integers beyond 64 bits become floating point, as in `serde_json`.
    fn visit_i128<E: serde::de::Error>(self, value: i128) -> Result<Value, E> {
        self.visit_f64(value as f64)
    }

    fn visit_u128<E: serde::de::Error>(self, value: u128) -> Result<Value, E> {
        self.visit_f64(value as f64)
    }

    fn visit_f64<E>(self, value: f64) -> Result<Value, E> {
        Ok(Number::from_f64(value).map_or_else(
            || {
                let message = format!("JSON has no number `{value}`; it is read as null");
                self.0.note_odd(message);
                Value::Null
            },
            Value::Number,
        ))
    }

    fn visit_borrowed_str<E: serde::de::Error>(self, value: &'de str) -> Result<Value, E> {
        self.0.string(value.len())?;
        if let Some(places) = &mut self.0.places {
            places.is_written(Written::of(value, self.0.text));
        }
        Ok(Value::String(value.to_owned()))
    }

    fn visit_str<E: serde::de::Error>(self, value: &str) -> Result<Value, E> {
        self.visit_string(value.to_owned())
    }

    fn visit_string<E: serde::de::Error>(self, value: String) -> Result<Value, E> {
        self.0.string(value.len())?;
        Ok(Value::String(value))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut access: A) -> Result<Value, A::Error> {
        let mut items = Vec::new();
        loop {
            let known = self.0.found.len();
            let number = self.0.places.as_mut().map(Places::item);
            let Some(item) = access.next_element_seed(Reader(self.0))? else {
                break;
            };
            self.0.end(number);
            self.0.below(known, items.len());
            items.push(item);
        }
        if let Some(places) = &mut self.0.places {
            places.cancel();
        }
        Ok(Value::Array(items))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut access: A) -> Result<Value, A::Error> {
        let mut map = Map::new();
        while let Some(KeyText { key, borrowed }) = access.next_key_seed(Key)? {
            self.0.string(key.len())?;
            let known = self.0.found.len();
            let written = borrowed.and_then(|key| Written::of(key, self.0.text));
            let number = self.0.places.as_mut().map(|it| it.member(&key, written));
            let value = access.next_value_seed(Reader(self.0))?;
            self.0.end(number);
            self.0.below(known, &key);
            match map.entry(key) {
                Entry::Vacant(entry) => {
                    entry.insert(value);
                }
                Entry::Occupied(mut entry) => {
                    let key = entry.key().clone();
                    let message = format!("the key `{key}` stands twice in one mapping");
                    let offset = written.map(|it| it.start(self.0.text));
                    self.0.note(vec![key], Code::DuplicateKey, message, offset);
                    let before = entry.insert(value);
                    keep_members(before, entry.get_mut());
                }
            }
        }
        if self.0.places.is_some() {
            merge_key(&mut map);
        }
        Ok(Value::Object(map))
    }

    fn visit_enum<A: EnumAccess<'de>>(self, access: A) -> Result<Value, A::Error> {
        let (KeyText { key: tag, .. }, tagged) = access.variant_seed(Key)?;
        let message = format!("the YAML tag `!{tag}` is ignored; the value is read without it");
        self.0.note_odd(message);
        tagged.newtype_variant_seed(self)
    }
}

/// Deserializes the key of a mapping as written: an unquoted `200` or `true` is a string in JSON.
struct Key;

/// A key, and its part of the text.
struct KeyText<'de> {
    key: String,
    borrowed: Option<&'de str>,
}

impl<'de> DeserializeSeed<'de> for Key {
    type Value = KeyText<'de>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl<'de> Visitor<'de> for Key {
    type Value = KeyText<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a key that is text")
    }

    fn visit_borrowed_str<E>(self, value: &'de str) -> Result<Self::Value, E> {
        Ok(KeyText {
            key: value.to_owned(),
            borrowed: Some(value),
        })
    }

    fn visit_str<E: serde::de::Error>(self, value: &str) -> Result<Self::Value, E> {
        self.visit_string(value.to_owned())
    }

    fn visit_string<E>(self, key: String) -> Result<Self::Value, E> {
        let borrowed = None;
        Ok(KeyText { key, borrowed })
    }
}

/// Of duplicate keys the later value counts, as in most parsers. If both are objects, it also gets the
/// earlier object's other members, so that no operation is lost.
fn keep_members(before: Value, after: &mut Value) {
    if let (Value::Object(before), Value::Object(after)) = (before, after) {
        for (key, value) in before {
            after.entry(key).or_insert(value);
        }
    }
}

/// YAML's merge key (<https://yaml.org/type/merge.html>), which hand-written descriptions use:
/// `<<: *other` adds the members of another mapping that this one lacks.
fn merge_key(map: &mut Map<String, Value>) {
    let sources = match map.get("<<") {
        Some(Value::Object(_)) => map.remove("<<").into_iter().collect(),
        Some(Value::Array(items)) if items.iter().all(Value::is_object) => match map.remove("<<") {
            Some(Value::Array(items)) => items,
            _ => return,
        },
        _ => return,
    };
    for source in sources {
        let Value::Object(members) = source else {
            continue;
        };
        for (key, value) in members {
            map.entry(key).or_insert(value);
        }
    }
}

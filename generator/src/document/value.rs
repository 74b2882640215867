//! One value as a parser hands it over: what JSON can say, counted against the limits.

use std::fmt;

use serde::de::{
    DeserializeSeed, Deserializer, EnumAccess, MapAccess, SeqAccess, VariantAccess, Visitor,
};
use serde_json::{Map, Number, Value};

use super::Limits;
use crate::diagnostic::Code;

/// The most values told that JSON has no form for. A text with more has one cause for them.
const MAX_ODD: usize = 100;

/// A value that JSON has no form for, and how it is read.
#[derive(Debug)]
pub(super) struct Odd {
    /// The keys that lead to it, the innermost first.
    pub(super) path: Vec<String>,
    pub(super) message: String,
}

/// What is counted and found while one text is read.
#[derive(Default)]
pub(super) struct State {
    /// Whether the text is YAML, which knows a merge key.
    yaml: bool,
    limits: Limits,
    nodes: usize,
    strings: usize,
    /// What stopped the reading, where that was not the parser.
    pub(super) refused: Option<(Code, String)>,
    /// The keys that stood twice in their mapping.
    pub(super) duplicates: Vec<String>,
    /// Values that were read as something else.
    pub(super) odd: Vec<Odd>,
}

impl State {
    pub(super) fn new(yaml: bool, limits: Limits) -> Self {
        Self {
            yaml,
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

    fn odd(&mut self, message: String) {
        if self.odd.len() < MAX_ODD {
            let path = Vec::new();
            self.odd.push(Odd { path, message });
        }
    }

    /// Says in which member, or at which index, all stands that was found since there were
    /// `known` findings.
    fn below(&mut self, known: usize, key: impl ToString) {
        for odd in self.odd.iter_mut().skip(known) {
            odd.path.push(key.to_string());
        }
    }

    /// Keeps what is wrong, for the parser's error comes with words of its own around it.
    fn refuse<E: serde::de::Error>(&mut self, code: Code, message: String) -> E {
        let error = E::custom(&message);
        self.refused = Some((code, message));
        error
    }
}

/// Reads one value of any kind.
pub(super) struct Reader<'s>(pub(super) &'s mut State);

impl<'de> DeserializeSeed<'de> for Reader<'_> {
    type Value = Value;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        self.0.node()?;
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Reader<'_> {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value that JSON can express")
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_none<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
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

    // Integers beyond 64 bits become floating point, as they do in `serde_json`.
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
                self.0.odd(message);
                Value::Null
            },
            Value::Number,
        ))
    }

    fn visit_str<E: serde::de::Error>(self, value: &str) -> Result<Value, E> {
        self.0.string(value.len())?;
        Ok(Value::String(value.to_owned()))
    }

    fn visit_string<E: serde::de::Error>(self, value: String) -> Result<Value, E> {
        self.0.string(value.len())?;
        Ok(Value::String(value))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut access: A) -> Result<Value, A::Error> {
        let mut items = Vec::new();
        let mut known = self.0.odd.len();
        while let Some(item) = access.next_element_seed(Reader(self.0))? {
            self.0.below(known, items.len());
            known = self.0.odd.len();
            items.push(item);
        }
        Ok(Value::Array(items))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut access: A) -> Result<Value, A::Error> {
        let mut map = Map::new();
        while let Some(key) = access.next_key_seed(Key)? {
            self.0.string(key.len())?;
            let known = self.0.odd.len();
            let value = access.next_value_seed(Reader(self.0))?;
            self.0.below(known, &key);
            if let Some(before) = map.insert(key.clone(), value) {
                keep_members(before, map.get_mut(&key));
                self.0.duplicates.push(key);
            }
        }
        if self.0.yaml {
            merge_key(&mut map);
        }
        Ok(Value::Object(map))
    }

    fn visit_enum<A: EnumAccess<'de>>(self, access: A) -> Result<Value, A::Error> {
        let (tag, tagged) = access.variant_seed(Key)?;
        let message = format!("the YAML tag `!{tag}` is ignored; the value is read without it");
        self.0.odd(message);
        tagged.newtype_variant_seed(self)
    }
}

/// Reads the key of a mapping as it is written: an unquoted `200` or `true` is text in JSON.
struct Key;

impl<'de> DeserializeSeed<'de> for Key {
    type Value = String;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<String, D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl Visitor<'_> for Key {
    type Value = String;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a key that is text")
    }

    fn visit_str<E>(self, value: &str) -> Result<String, E> {
        Ok(value.to_owned())
    }

    fn visit_string<E>(self, value: String) -> Result<String, E> {
        Ok(value)
    }
}

/// Where a key stands twice the later value counts, as most parsers have it; of two objects it
/// gets the members of the earlier that it lacks, so that an operation is not lost that way.
fn keep_members(before: Value, after: Option<&mut Value>) {
    if let (Value::Object(before), Some(Value::Object(after))) = (before, after) {
        for (key, value) in before {
            after.entry(key).or_insert(value);
        }
    }
}

/// YAML's merge key (<https://yaml.org/type/merge.html>), which hand-written descriptions use:
/// `<<: *other` brings the members of another mapping that this one does not have.
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

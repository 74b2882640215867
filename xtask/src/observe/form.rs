//! The shape of observed values, as a schema; no value is kept.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

/// Values below this depth are arbitrary JSON.
const DEEPEST: usize = 8;
/// Objects with more properties are maps.
const MAX_PROPERTIES: usize = 100;

/// The shape of all values that were added.
#[derive(Clone, Debug, Default)]
pub(super) struct Form {
    pub(super) nulls: u64,
    pub(super) booleans: u64,
    pub(super) integers: u64,
    pub(super) numbers: u64,
    pub(super) strings: u64,
    /// The number of strings with each format.
    formats: [u64; 3],
    /// The number of strings that are timestamps, with or without the name of a time zone (RFC 9557).
    pub(super) timestamps: u64,
    arrays: u64,
    items: Option<Box<Form>>,
    objects: u64,
    properties: BTreeMap<String, Form>,
    is_map: bool,
}

type Format = (&'static str, fn(&str) -> bool);

const FORMATS: [Format; 3] = [
    ("uuid", is_uuid),
    ("date-time", is_date_time),
    ("date", is_date),
];

impl Form {
    pub(super) fn add(&mut self, value: &Value) {
        self.add_within(value, 0);
    }

    /// Adds a value that is not an array or object.
    pub(super) fn add_scalar(&mut self, value: Option<&Value>) {
        if let Some(value) = value.filter(|it| !it.is_object() && !it.is_array()) {
            self.add(value);
        }
    }

    /// Adds the string of a parameter as the type that it may represent.
    pub(super) fn add_text(&mut self, value: Option<&Value>) {
        let text = value.and_then(Value::as_str).unwrap_or_default();
        match text {
            "true" | "false" => self.booleans += 1,
            _ if text.parse::<i64>().is_ok() => self.integers += 1,
            _ => self.strings += 1,
        }
    }

    fn add_within(&mut self, value: &Value, depth: usize) {
        match value {
            Value::Null => self.nulls += 1,
            Value::Bool(_) => self.booleans += 1,
            Value::Number(number) if number.is_i64() || number.is_u64() => self.integers += 1,
            Value::Number(_) => self.numbers += 1,
            Value::String(text) => {
                self.strings += 1;
                self.timestamps += u64::from(text.parse::<jiff::Timestamp>().is_ok());
                for (count, (_, has)) in self.formats.iter_mut().zip(FORMATS) {
                    *count += u64::from(has(text));
                }
            }
            Value::Array(items) => {
                self.arrays += 1;
                let form = self.items.get_or_insert_default();
                for item in items.iter().take(100) {
                    if depth < DEEPEST {
                        form.add_within(item, depth + 1);
                    }
                }
            }
            Value::Object(members) => {
                self.objects += 1;
                for (name, member) in members {
                    let is_name = super::mask::name(name) == *name;
                    let is_known = self.properties.contains_key(name);
                    if !is_name || (!is_known && self.properties.len() >= MAX_PROPERTIES) {
                        self.is_map = true;
                    } else if depth < DEEPEST {
                        let form = self.properties.entry(name.clone()).or_default();
                        form.add_within(member, depth + 1);
                    }
                }
            }
        }
    }

    /// The JSON types other than null, by their name in `type`.
    pub(super) fn types(&self) -> Vec<&'static str> {
        let number = match (self.integers, self.numbers) {
            (0, 0) => None,
            (_, 0) => Some("integer"),
            _ => Some("number"),
        };
        let of = |count: u64, name| (count > 0).then_some(name);
        let all = [
            of(self.booleans, "boolean"),
            number,
            of(self.strings, "string"),
            of(self.arrays, "array"),
            of(self.objects, "object"),
        ];
        all.into_iter().flatten().collect()
    }

    /// A schema that allows all values that were added; arbitrary JSON if they have several types, or
    /// none.
    pub(super) fn schema(&self) -> Value {
        let types = self.types();
        let [kind] = types.as_slice() else {
            return json!({});
        };
        let mut schema = Map::new();
        schema.insert("type".to_owned(), (*kind).into());
        match *kind {
            "string" => {
                let formats = self.formats.iter().zip(FORMATS);
                let mut all = formats.filter(|(count, _)| **count == self.strings);
                if let Some((_, (format, _))) = all.next() {
                    schema.insert("format".to_owned(), format.into());
                }
            }
            "array" => {
                let items = self
                    .items
                    .as_ref()
                    .map_or_else(|| json!({}), |it| it.schema());
                schema.insert("items".to_owned(), items);
            }
            "object" if self.is_map => {
                schema.insert("additionalProperties".to_owned(), json!({}));
            }
            "object" => {
                let properties = self.properties.iter();
                let properties: Map<String, Value> = properties
                    .map(|(name, form)| (name.clone(), form.schema()))
                    .collect();
                if !properties.is_empty() {
                    schema.insert("properties".to_owned(), Value::Object(properties));
                }
            }
            _ => {}
        }
        if self.nulls > 0 {
            schema.insert("nullable".to_owned(), Value::Bool(true));
        }
        Value::Object(schema)
    }
}

fn is_uuid(text: &str) -> bool {
    crate::exchange::schemas::is_uuid(text)
}

/// RFC 3339, section 5.6.
fn is_date_time(text: &str) -> bool {
    text.parse::<jiff::Timestamp>().is_ok() && !text.contains('[') && text.contains(['T', 't'])
}

fn is_date(text: &str) -> bool {
    text.len() == 10 && text.parse::<jiff::civil::Date>().is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_schema_allows_all_that_was_added_and_shows_no_value() {
        let mut form = Form::default();
        form.add(&json!({"id": 1, "at": "2023-01-05T06:42:31Z", "tags": ["a"], "size": 1}));
        form.add(&json!({"id": 2, "at": null, "tags": [], "size": 1.5, "mixed": 1}));
        form.add(&json!({"mixed": "Alice", "by": "7f9c24e8-3b12-4fef-91e0-5b0a6c8c1d2e"}));
        let expected = json!({"type": "object", "properties": {
            "at": {"type": "string", "format": "date-time", "nullable": true},
            "by": {"type": "string", "format": "uuid"},
            "id": {"type": "integer"},
            "mixed": {},
            "size": {"type": "number"},
            "tags": {"type": "array", "items": {"type": "string"}},
        }});
        assert_eq!(form.schema(), expected);
        let mut map = Form::default();
        map.add(&json!({"alice@brown.com": 1}));
        assert_eq!(
            map.schema(),
            json!({"type": "object", "additionalProperties": {}})
        );
    }
}

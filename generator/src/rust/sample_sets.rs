//! Different values, for the samples of lists with `uniqueItems`.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::sample_limits::{self, Patterns, TEXT};
use crate::api::{Api, EnumWire, Schema, SchemaId, SchemaKind, StringFormat};

/// How many combinations are tried for each value that is wanted.
const TRIES: usize = 8;

/// Values that differ, up to a number of them.
#[derive(Debug)]
pub(super) struct Different {
    values: Vec<Value>,
    number: usize,
}

impl Different {
    /// None yet.
    pub(super) fn up_to(number: usize) -> Self {
        let values = Vec::new();
        Self { values, number }
    }

    /// How many are wanted.
    pub(super) fn number(&self) -> usize {
        self.number
    }

    pub(super) fn is_full(&self) -> bool {
        self.values.len() >= self.number
    }

    pub(super) fn add(&mut self, value: Value) {
        if !self.is_full() && !holds(&self.values, &value) {
            self.values.push(value);
        }
    }

    /// Adds arrays, made of one value of each slot; with `is_set`, only those whose items differ.
    pub(super) fn add_arrays(&mut self, slots: &[Vec<Value>], is_set: bool) {
        for items in combinations(slots, self.number * TRIES) {
            if self.is_full() {
                break;
            }
            let items: Vec<Value> = items.into_iter().cloned().collect();
            let repeats = |(index, item)| holds(items.get(..index).unwrap_or_default(), item);
            if !is_set || !items.iter().enumerate().any(repeats) {
                self.add(items.into());
            }
        }
    }

    pub(super) fn into_values(self) -> Vec<Value> {
        self.values
    }
}

/// Whether one of the values is equal to this one: numbers by value.
pub(super) fn holds(values: &[Value], value: &Value) -> bool {
    let is_equal = |known: &Value| match (known, value) {
        (Value::Number(known), Value::Number(value)) => known.as_f64() == value.as_f64(),
        _ => known == value,
    };
    values.iter().any(is_equal)
}

/// The combinations of one value of each slot; the first slot changes fastest.
pub(super) fn combinations<T>(slots: &[Vec<T>], most: usize) -> impl Iterator<Item = Vec<&T>> {
    (0..most).map_while(|nth| {
        let mut left = nth;
        let picked = slots.iter().map(|values| {
            let number = values.len().max(1);
            let value = values.get(left % number);
            left /= number;
            value
        });
        let picked = picked.collect::<Option<Vec<&T>>>();
        picked.filter(|_| left == 0)
    })
}

/// The values of the schemas in such lists, as many as the largest of the lists needs.
pub(super) fn decide_varied(
    api: &Api,
    limited: &BTreeMap<SchemaId, Value>,
) -> BTreeMap<SchemaId, Vec<Value>> {
    let mut patterns = Patterns::new();
    let mut varied = BTreeMap::new();
    let sets = api.schemas.values().filter(|schema| is_set(schema));
    let mut sets: Vec<(usize, &Schema)> = sets
        .map(|schema| (sample_limits::items(schema), schema))
        .filter(|(number, _)| *number > 1)
        .collect();
    sets.sort_by_key(|(number, _)| Reverse(*number));
    for (number, set) in sets {
        let mut inside: Vec<&SchemaId> = children(set).collect();
        while let Some(id) = inside.pop() {
            if let Some(schema) = api.schemas.get(id).filter(|_| !varied.contains_key(id)) {
                let values = values(schema, limited.get(id), number, &mut patterns);
                varied.insert(id.clone(), values);
                inside.extend(children(schema));
            }
        }
    }
    varied
}

fn children(schema: &Schema) -> impl Iterator<Item = &SchemaId> {
    let keys = match &schema.kind {
        SchemaKind::Map { key, .. } => key.as_ref(),
        _ => None,
    };
    schema.kind.children().map(|of| &of.schema).chain(keys)
}

/// Whether the items of an array must differ.
pub(super) fn is_set(schema: &Schema) -> bool {
    let kind = &schema.kind;
    matches!(
        kind,
        SchemaKind::List(_) | SchemaKind::Tuple(_) | SchemaKind::OpenTuple { .. }
    ) && sample_limits::limit(schema, "uniqueItems") == Some(&Value::Bool(true))
}

/// Values of a schema without inner ones.
fn values<'a>(
    schema: &'a Schema,
    limited: Option<&Value>,
    number: usize,
    patterns: &mut Patterns<'a>,
) -> Vec<Value> {
    if !schema.listed.is_empty() {
        return schema.listed.clone();
    }
    let count = |made: &dyn Fn(usize) -> String| (0..number).map(|it| json!(made(it))).collect();
    match &schema.kind {
        SchemaKind::Boolean => vec![json!(true), json!(false)],
        SchemaKind::Any => {
            let others = (2..=number).map(|it| json!({ "any": format!("value {it}") }));
            others.collect()
        }
        SchemaKind::Integer(_) => {
            let first = limited.and_then(Value::as_f64).unwrap_or(7.0);
            numbers(schema, first, true, number)
        }
        SchemaKind::Number | SchemaKind::Decimal => {
            let first = limited.and_then(Value::as_f64).unwrap_or(1.5);
            numbers(schema, first, false, number)
        }
        SchemaKind::String(format) => match format {
            StringFormat::Uuid => {
                count(&|it| format!("1c6fbb06-9a5e-4b7c-8f4e-7f6a1d2c{:04x}", 0x3b4a + it))
            }
            StringFormat::DateTime => count(&|it| format!("{}T03:04:05.678Z", day(it))),
            StringFormat::Date => count(&day),
            StringFormat::Base64 | StringFormat::Base64Url => {
                count(&|it| format!("c29tZSB0{it:04}"))
            }
            StringFormat::Base32 => {
                // Its alphabet has no digits 0 and 1.
                count(&|it| format!("ONXW{it:04o}").replace('0', "A").replace('1', "B"))
            }
            StringFormat::Base32Hex => count(&|it| format!("EDNM{it:04X}")),
            StringFormat::Base16 => count(&|it| format!("736F6D65{it:04X}")),
            StringFormat::Text | StringFormat::Binary => {
                let first = limited.and_then(Value::as_str).unwrap_or(TEXT);
                let others = sample_limits::other_texts(schema, first, number, patterns);
                others.into_iter().map(Value::from).collect()
            }
        },
        SchemaKind::Enum(known) => {
            let values = known.values.iter().take(number);
            values.map(|value| wire(&value.wire)).collect()
        }
        _ => Vec::new(),
    }
}

fn wire(value: &EnumWire) -> Value {
    match value {
        EnumWire::Text(text) => json!(text),
        EnumWire::Integer(number) => json!(number),
    }
}

/// The days from 2 January 2026, without those that not every month has.
fn day(nth: usize) -> String {
    let (months, day) = (nth / 27, nth % 27 + 2);
    format!("{}-{:02}-{day:02}", 2026 + months / 12, months % 12 + 1)
}

/// Numbers counted up from the first, then down; those of its sign before others, and whole steps
/// before fractions.
fn numbers(schema: &Schema, first: f64, is_whole: bool, number: usize) -> Vec<Value> {
    let get = |key| sample_limits::limit(schema, key).and_then(Value::as_f64);
    let step = sample_limits::step(schema);
    let bounds = (
        get("minimum").or(get("exclusiveMinimum")),
        get("maximum").or(get("exclusiveMaximum")),
    );
    let fraction = match bounds {
        (Some(low), Some(high)) if step.is_none() && !is_whole && low < high => {
            // Powers of two keep the digits few.
            Some(((high - low) / (2 * number) as f64).log2().floor().exp2())
        }
        _ => None,
    };
    let mut found = Different::up_to(number);
    for step in [Some(step.unwrap_or(1.0)), fraction].into_iter().flatten() {
        let count = |step: f64| (1..=number).map(move |it| first + it as f64 * step);
        let numbers = || count(step).chain(count(-step));
        let same_sign = |it: &f64| (*it < 0.0) == (first < 0.0);
        let others = numbers().filter(|it| !same_sign(it));
        for one in numbers().filter(same_sign).chain(others) {
            if sample_limits::allows(schema, one, is_whole) {
                found.add(match is_whole {
                    true => json!(one as i64),
                    false => json!(one),
                });
            }
        }
    }
    found.into_values()
}

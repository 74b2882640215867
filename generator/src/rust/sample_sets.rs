//! Different values, for the samples of lists with `uniqueItems`.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::sample_limits::{self, MOST_ITEMS, Patterns, TEXT};
use crate::api::{Api, EnumWire, Schema, SchemaId, SchemaKind, StringFormat};

/// The values of the schemas in such lists, at most as many as a sample needs.
pub(super) fn decide_varied(
    api: &Api,
    limited: &BTreeMap<SchemaId, Value>,
) -> BTreeMap<SchemaId, Vec<Value>> {
    let mut patterns = Patterns::new();
    let mut varied = BTreeMap::new();
    let sets = api.schemas.values().filter(|schema| is_set(schema));
    for item in sets.flat_map(|schema| schema.kind.children()) {
        // Objects differ by a property.
        let item = api.schemas.get(&item.schema);
        let properties = item.into_iter().flat_map(|it| match it.kind {
            SchemaKind::Object(_) => it.kind.children().collect(),
            _ => Vec::new(),
        });
        let properties = properties.filter_map(|property| api.schemas.get(&property.schema));
        for schema in item.into_iter().chain(properties) {
            varied
                .entry(schema.id.clone())
                .or_insert_with(|| values(schema, limited.get(&schema.id), &mut patterns));
        }
    }
    varied
}

/// Whether the items of a list must differ, and its sample has several.
pub(super) fn is_set(schema: &Schema) -> bool {
    matches!(schema.kind, SchemaKind::List(_))
        && sample_limits::limit(schema, "uniqueItems") == Some(&Value::Bool(true))
        && sample_limits::items(schema) > 1
}

fn values<'a>(
    schema: &'a Schema,
    limited: Option<&Value>,
    patterns: &mut Patterns<'a>,
) -> Vec<Value> {
    if !schema.listed.is_empty() {
        return schema.listed.clone();
    }
    let count =
        |made: &dyn Fn(usize) -> String| (0..MOST_ITEMS).map(|it| json!(made(it))).collect();
    match &schema.kind {
        SchemaKind::Boolean => vec![json!(true), json!(false)],
        SchemaKind::Integer(_) => {
            numbers(schema, limited.and_then(Value::as_f64).unwrap_or(7.0), true)
        }
        SchemaKind::Number | SchemaKind::Decimal => numbers(
            schema,
            limited.and_then(Value::as_f64).unwrap_or(1.5),
            false,
        ),
        SchemaKind::String(StringFormat::Uuid) => {
            count(&|it| format!("1c6fbb06-9a5e-4b7c-8f4e-7f6a1d2c3b{:02x}", 0x4a + it))
        }
        SchemaKind::String(StringFormat::DateTime) => {
            count(&|it| format!("2026-01-{:02}T03:04:05.678Z", 2 + it))
        }
        SchemaKind::String(StringFormat::Date) => count(&|it| format!("2026-01-{:02}", 2 + it)),
        SchemaKind::String(StringFormat::Text) => {
            let first = limited.and_then(Value::as_str).unwrap_or(TEXT);
            let others = sample_limits::other_texts(schema, first, patterns);
            let others = others.into_iter().take(MOST_ITEMS);
            [first.to_owned()]
                .into_iter()
                .chain(others)
                .map(|it| json!(it))
                .collect()
        }
        SchemaKind::Enum(known) => {
            let values = known.values.iter().take(MOST_ITEMS);
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

/// Numbers counted up from the first, then down.
fn numbers(schema: &Schema, first: f64, is_whole: bool) -> Vec<Value> {
    let step = sample_limits::step(schema).unwrap_or(1.0);
    let count = |step: f64| {
        let numbers = (1..=MOST_ITEMS).map(move |it| first + it as f64 * step);
        numbers.filter(|it| (*it < 0.0) == (first < 0.0))
    };
    let numbers = [first].into_iter().chain(count(step)).chain(count(-step));
    let allowed = numbers.filter(|it| sample_limits::allows(schema, *it, is_whole));
    let value = |it: f64| match is_whole {
        true => json!(it as i64),
        false => json!(it),
    };
    allowed.map(value).take(MOST_ITEMS).collect()
}

//! `enum`: open enums of texts or of whole numbers, and what becomes of all others.

use std::collections::BTreeSet;

use serde_json::Value;

use super::keywords::Keywords;
use super::{Enum, EnumValue, EnumWire, SchemaKind};

/// What the values of an `enum` are.
pub(super) enum Values {
    /// A type of its own.
    Enum(Enum),
    /// Nothing is said, or the type alone says more than the values.
    OfType,
    /// Values of several types.
    Mixed,
}

/// The values of a schema's `enum`, null left aside: texts where the type says so or nothing else
/// can be meant, whole numbers likewise.
pub(super) fn read(keywords: Keywords<'_>) -> Values {
    let listed = keywords.list("enum");
    let values: Vec<&Value> = listed.iter().filter(|value| !value.is_null()).collect();
    if values.is_empty() {
        return Values::OfType;
    }
    let wires: Option<Vec<EnumWire>> = match keywords.kind() {
        Some("string") => values.iter().map(|value| text(value)).collect(),
        Some("integer") => values.iter().map(|value| integer(value)).collect(),
        Some(_) => return Values::OfType,
        None if values.iter().all(|value| value.is_string()) => {
            values.iter().map(|value| text(value)).collect()
        }
        None if values.iter().all(|value| value.is_i64()) => {
            values.iter().map(|value| integer(value)).collect()
        }
        None => return Values::Mixed,
    };
    let Some(wires) = wires else {
        return Values::OfType;
    };
    let describe = |keys: [&str; 2], at: usize| {
        keys.iter().find_map(|key| {
            let texts = keywords.list(key);
            // Lists that do not fit the values say nothing about them.
            let text = texts.get(at).filter(|_| texts.len() == listed.len())?;
            super::text(Some(text))
        })
    };
    let mut seen = BTreeSet::new();
    let places = listed.iter().enumerate().filter(|(_, it)| !it.is_null());
    let values = places
        .zip(wires)
        .filter(|(_, wire)| seen.insert(wire.clone()))
        .map(|((at, _), wire)| EnumValue {
            wire,
            name: describe(["x-enum-varnames", "x-enumNames"], at),
            description: describe(["x-enum-descriptions", "x-enumDescriptions"], at),
        });
    Values::Enum(Enum {
        values: values.collect(),
    })
}

/// YAML reads `1` and `true` as no texts, and who says `type: string` means texts.
fn text(value: &Value) -> Option<EnumWire> {
    match value {
        Value::String(text) => Some(EnumWire::Text(text.clone())),
        Value::Number(_) | Value::Bool(_) => Some(EnumWire::Text(value.to_string())),
        _ => None,
    }
}

fn integer(value: &Value) -> Option<EnumWire> {
    let number = match value {
        Value::String(text) => text.parse().ok()?,
        Value::Number(number) => number.as_i64().or_else(|| whole(number.as_f64()?))?,
        _ => return None,
    };
    Some(EnumWire::Integer(number))
}

/// `2.0` is a whole number (JSON Schema 2020-12 validation, section 6.1.1).
fn whole(number: f64) -> Option<i64> {
    let exact = number.fract() == 0.0 && number.abs() < 9_007_199_254_740_992.0;
    #[allow(clippy::cast_possible_truncation)]
    exact.then_some(number as i64)
}

/// The enum of all values of both.
pub(super) fn narrower(a: SchemaKind, b: SchemaKind) -> SchemaKind {
    match (&a, &b) {
        (SchemaKind::Enum(one), SchemaKind::Enum(other))
            if other.values.len() < one.values.len() =>
        {
            b
        }
        _ => a,
    }
}

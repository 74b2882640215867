//! `enum` and lists of constants: open enums of strings or integers, and the handling of all others.

use std::collections::BTreeSet;

use serde_json::Value;

use super::keywords::Keywords;
use super::{Enum, EnumValue, EnumWire};

/// Values that may be extended at any time (Zalando RESTful API guidelines, rule 112).
pub(crate) const OPEN_ENUM: &str = "x-extensible-enum";

/// Says that an enum also allows values beyond its list: `anyOf` of a list and any string or integer.
pub(crate) const OPEN_VALUES: &str = "values beyond the list";

/// The values of an `enum`.
pub(super) enum Values {
    /// A type of its own.
    Enum(Enum),
    /// No values, or values that say less than the type.
    OfType,
    /// Values of several types.
    Mixed,
}

/// The values of a schema: of its `enum`, of its lists of constants, or the intersection of both.
pub(super) fn read(keywords: Keywords<'_>) -> Values {
    let annotated = ["oneOf", "anyOf"].map(|key| annotated(keywords, key));
    let annotated = annotated.into_iter().flatten();
    match (listed(keywords), annotated.reduce(|a, b| common(&a, &b))) {
        (Values::Enum(listed), Some(annotated)) => Values::Enum(common(&listed, &annotated)),
        (_, Some(annotated)) => Values::Enum(annotated),
        (listed, None) => listed,
    }
}

/// The values of a schema's `enum` without null: strings if the type is `string`, or if all values are
/// strings and there is no type; integers likewise.
fn listed(keywords: Keywords<'_>) -> Values {
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
            // Lists of another length than the values are ignored.
            let text = texts.get(at).filter(|_| texts.len() == listed.len())?;
            super::keywords::text(text).map(str::to_owned)
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

/// The enum for a list of alternatives that are all constants, each with its `title` and `description`
/// (JSON Schema's way to annotate the values of an enumeration).
pub(super) fn annotated(keywords: Keywords<'_>, key: &str) -> Option<Enum> {
    let mut values: Vec<EnumValue> = Vec::new();
    for part in keywords.list(key) {
        let part = Keywords::new(part);
        if !part.has_only_annotations_beside(&["enum", "type", "format"]) {
            return None;
        }
        let Values::Enum(known) = listed(part) else {
            return None;
        };
        let only = known.values.len() == 1;
        for value in known.values {
            let title = part.text("title").filter(|_| only);
            let named = title.filter(|title| title.chars().count() <= LONGEST_NAME);
            if values.iter().any(|one| one.wire == value.wire) {
                continue;
            }
            values.push(EnumValue {
                name: named.map(str::to_owned).or(value.name),
                description: part
                    .text("description")
                    .or_else(|| title.filter(|_| named.is_none()))
                    .map(str::to_owned)
                    .or(value.description),
                wire: value.wire,
            });
        }
    }
    let is_text = |value: &EnumValue| matches!(value.wire, EnumWire::Text(_));
    let texts = values.iter().filter(|value| is_text(value)).count();
    let kind = match texts {
        0 => "integer",
        _ if texts == values.len() => "string",
        _ => return None,
    };
    let agrees = keywords.kind().is_none_or(|known| known == kind);
    (agrees && !values.is_empty()).then_some(Enum { values })
}

/// Whether a list of alternatives of a schema is an enumeration.
pub(super) fn is_annotated(keywords: Keywords<'_>) -> bool {
    ["oneOf", "anyOf"]
        .iter()
        .any(|key| annotated(keywords, key).is_some())
}

/// The maximum length of a title that is used as a name; a longer one is a sentence about the value.
const LONGEST_NAME: usize = 48;

/// YAML doesn't parse `1` and `true` as strings, but `type: string` shows that they are meant to be.
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

/// `2.0` is an integer (JSON Schema 2020-12 validation, section 6.1.1).
fn whole(number: f64) -> Option<i64> {
    let exact = number.fract() == 0.0 && number.abs() < 9_007_199_254_740_992.0;
    #[allow(clippy::cast_possible_truncation)]
    exact.then_some(number as i64)
}

/// The values of both enums, with the names and descriptions of either.
pub(super) fn common(a: &Enum, b: &Enum) -> Enum {
    let both = a.values.iter().filter_map(|one| {
        let other = b.values.iter().find(|other| other.wire == one.wire)?;
        let mut both = one.clone();
        both.name = both.name.or_else(|| other.name.clone());
        both.description = both.description.or_else(|| other.description.clone());
        Some(both)
    });
    Enum {
        values: both.collect(),
    }
}

//! Samples of schemas whose limits rule out what is made of their types alone.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::sample_pattern::Pattern;
use crate::api::{Api, Schema, SchemaId, SchemaKind, StringFormat};

/// The longest text that is made.
const LONGEST: usize = 512;
/// The longest list that is made.
const MOST_ITEMS: usize = 20;
/// Up to here each whole number is a number of its own in a double.
const EXACT: f64 = 9_007_199_254_740_992.0;

/// What is made of a text, and of texts with a format that have no type of their own.
pub(super) const TEXT: &str = "some text";
const FORMATS: [(&str, &str); 11] = [
    ("duration", "PT1H"),
    ("email", "someone@example.com"),
    ("hostname", "example.com"),
    ("idn-email", "someone@example.com"),
    ("ipv4", "192.0.2.1"),
    ("ipv6", "2001:db8::1"),
    ("iri", "https://example.com/"),
    ("time", "10:20:30Z"),
    ("uri", "https://example.com/"),
    ("uri-reference", "https://example.com/"),
    ("url", "https://example.com/"),
];

/// The samples by schema, of those that need one of their own. None where no value was found: the API may
/// refuse the one that is made of the type.
pub(super) fn decide_limited(api: &Api) -> BTreeMap<SchemaId, Value> {
    let mut patterns = Patterns::new();
    let schemas = api.schemas.values();
    schemas
        .filter_map(|schema| Some((schema.id.clone(), limited(schema, &mut patterns)?)))
        .collect()
}

/// How many items the sample of a list has.
pub(super) fn items(schema: &Schema) -> usize {
    let least = count(schema, "minItems").unwrap_or(1).max(1);
    least
        .min(count(schema, "maxItems").unwrap_or(MOST_ITEMS))
        .min(MOST_ITEMS)
}

/// The patterns that were read, since many schemas may have the same.
type Patterns<'a> = BTreeMap<&'a str, Option<Pattern>>;

fn limited<'a>(schema: &'a Schema, patterns: &mut Patterns<'a>) -> Option<Value> {
    if let Some(first) = schema.listed.first() {
        return Some(first.clone());
    }
    match &schema.kind {
        SchemaKind::String(StringFormat::Text) => {
            let text = text(schema, patterns)?;
            (text != TEXT).then(|| json!(text))
        }
        SchemaKind::Integer(_) => {
            let found = number(schema, 7.0, true).filter(|it| it.abs() < EXACT)?;
            Some(json!(found as i64))
        }
        SchemaKind::Number | SchemaKind::Decimal => number(schema, 1.5, false).map(|it| json!(it)),
        _ => None,
    }
}

fn limit<'a>(schema: &'a Schema, key: &str) -> Option<&'a Value> {
    let found = schema.limits.iter().find(|(name, _)| *name == key);
    found.map(|(_, value)| value)
}

fn count(schema: &Schema, key: &str) -> Option<usize> {
    let count = limit(schema, key)?.as_u64()?;
    Some(usize::try_from(count).unwrap_or(usize::MAX))
}

fn text<'a>(schema: &'a Schema, patterns: &mut Patterns<'a>) -> Option<String> {
    // A path has no place for an empty text.
    let least = count(schema, "minLength").unwrap_or(1).max(1);
    let most = count(schema, "maxLength").unwrap_or(usize::MAX);
    let format = limit(schema, "format").and_then(Value::as_str);
    let format = FORMATS.iter().find(|(name, _)| Some(*name) == format);
    let usual = format.map_or(TEXT, |(_, text)| text);
    let length = usual.len().max(least).min(most);
    if length > LONGEST {
        return None;
    }
    let usual: String = usual.chars().cycle().take(length).collect();
    let Some(pattern) = limit(schema, "pattern").and_then(Value::as_str) else {
        return Some(usual);
    };
    let read = patterns.entry(pattern);
    let pattern = read.or_insert_with(|| Pattern::read(pattern)).as_ref()?;
    match pattern.allows(&usual) {
        true => Some(usual),
        false => pattern.text(least, most),
    }
}

/// A number within the limits, where the usual one is not.
fn number(schema: &Schema, usual: f64, is_whole: bool) -> Option<f64> {
    let get = |key| limit(schema, key).and_then(Value::as_f64);
    // A flag beside the limit (OpenAPI 3.0), or a limit of its own (JSON Schema).
    let is = |key| limit(schema, key) == Some(&Value::Bool(true));
    let (low, high) = (get("minimum"), get("maximum"));
    let (above, below) = (get("exclusiveMinimum"), get("exclusiveMaximum"));
    let step = get("multipleOf").filter(|it| *it > 0.0);
    let allows = |it: f64| {
        low.is_none_or(|low| it > low || it == low && !is("exclusiveMinimum"))
            && high.is_none_or(|high| it < high || it == high && !is("exclusiveMaximum"))
            && above.is_none_or(|above| it > above)
            && below.is_none_or(|below| it < below)
            && step.is_none_or(|step| (it / step - (it / step).round()).abs() < 1e-9)
            && (!is_whole || it.fract() == 0.0)
    };
    if allows(usual) {
        return None;
    }
    let bounds = [low, above, high, below];
    let middle = match (low.or(above), high.or(below)) {
        (Some(low), Some(high)) => Some((low + high) / 2.0),
        _ => None,
    };
    let anchors = [Some(usual)].into_iter().chain(bounds).chain([middle]);
    let step = step.unwrap_or(1.0);
    let mut near = anchors.flatten().flat_map(|it| {
        let (up, down) = ((it / step).ceil() * step, (it / step).floor() * step);
        [it, up, up + step, down, down - step]
    });
    near.find(|it| allows(*it))
}

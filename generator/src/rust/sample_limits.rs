//! Samples of schemas whose limits exclude the sample of their type.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::sample_pattern::Pattern;
use crate::api::{Api, IntegerFormat, Schema, SchemaId, SchemaKind, StringFormat};

/// The longest string that is made.
const LONGEST: usize = 512;
/// The longest list that is made.
pub(super) const MOST_ITEMS: usize = 500;
/// Up to here a double represents every integer exactly.
const EXACT: f64 = 9_007_199_254_740_992.0;

/// The sample of a string, and of strings with a format without a type of its own.
pub(super) const TEXT: &str = "some text";
/// Alternatives that a pattern may allow.
const WORDS: [&str; 3] = ["some-text", "some_text", "text"];
/// The longest string from a pattern that the documentation shows.
const SHORT: usize = 12;
/// Each with the form of further strings.
const FORMATS: [(&str, &str, &str); 11] = [
    ("duration", "PT1H", "PT{}H"),
    ("email", "someone@example.com", "someone{}@example.com"),
    ("hostname", "example.com", "host{}.example.com"),
    ("idn-email", "someone@example.com", "someone{}@example.com"),
    ("ipv4", "192.0.2.1", "192.0.2.{}"),
    ("ipv6", "2001:db8::1", "2001:db8::{}"),
    ("iri", "https://example.com/", "https://example.com/{}"),
    ("time", "10:20:30Z", "10:20:30.{}Z"),
    ("uri", "https://example.com/", "https://example.com/{}"),
    (
        "uri-reference",
        "https://example.com/",
        "https://example.com/{}",
    ),
    ("url", "https://example.com/", "https://example.com/{}"),
];

/// The samples by schema, of those that need their own. `None` if no value was found: the API may
/// refuse the type's sample.
pub(super) fn decide_limited(api: &Api) -> BTreeMap<SchemaId, Value> {
    let mut patterns = Patterns::new();
    let schemas = api.schemas.values();
    schemas
        .filter_map(|schema| Some((schema.id.clone(), limited(schema, &mut patterns)?)))
        .collect()
}

/// The number of items in the sample of a list.
pub(super) fn items(schema: &Schema) -> usize {
    let least = count(schema, "minItems").unwrap_or(1).max(1);
    least
        .min(count(schema, "maxItems").unwrap_or(MOST_ITEMS))
        .min(MOST_ITEMS)
}

/// The parsed patterns, since many schemas may share one.
pub(super) type Patterns<'a> = BTreeMap<&'a str, Option<Pattern>>;

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

pub(super) fn limit<'a>(schema: &'a Schema, key: &str) -> Option<&'a Value> {
    let found = schema.limits.iter().find(|(name, _)| *name == key);
    found.map(|(_, value)| value)
}

/// A limit that is a count.
pub(super) fn count(schema: &Schema, key: &str) -> Option<usize> {
    let count = limit(schema, key)?.as_u64()?;
    Some(usize::try_from(count).unwrap_or(usize::MAX))
}

fn text<'a>(schema: &'a Schema, patterns: &mut Patterns<'a>) -> Option<String> {
    let (least, most) = lengths(schema);
    let usual = format(schema).map_or(TEXT, |it| it.1);
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
    let words = WORDS
        .into_iter()
        .filter(|it| (least..=most).contains(&it.len()));
    let mut readable = [usual].into_iter().chain(words.map(str::to_owned));
    (readable.find(|text| pattern.allows(text))).or_else(|| pattern.text(least, most))
}

/// The sample of a string parameter for the documentation, if it tells a reader more than the name:
/// long strings from a pattern don't.
pub(super) fn shown<'a>(schema: &Schema, sample: &'a Value) -> Option<&'a str> {
    let text = sample.as_str()?;
    let is_usual = format(schema).is_some_and(|(_, usual, _)| *usual == text);
    let is_short = text.len() <= SHORT && !text.starts_with(TEXT);
    (is_usual || is_short).then_some(text)
}

/// Strings that differ from the first one, about as many as wanted; some may be equal.
pub(super) fn other_texts<'a>(
    schema: &'a Schema,
    first: &str,
    number: usize,
    patterns: &mut Patterns<'a>,
) -> Vec<String> {
    let (least, most) = lengths(schema);
    let ending = |suffix: String| {
        let kept = most.saturating_sub(suffix.chars().count());
        first.chars().take(kept).chain(suffix.chars()).collect()
    };
    let form = format(schema).filter(|(_, usual, _)| first == *usual);
    let numbered = |number: usize| match form {
        Some(("ipv4", ..)) => format!("192.0.{}.{}", 2 + number / 256, number % 256),
        Some((_, _, form)) => form.replace("{}", &number.to_string()),
        None if most < 5 => ending(number.to_string()),
        None => ending(format!(" {number}")),
    };
    let letters = ('a'..='z').chain('A'..='Z').chain('À'..='ʯ');
    let letters = letters.filter(|_| form.is_none() && most < 5);
    let letters = letters.map(|letter| ending(letter.into()));
    let fits = |text: &String| text != first && (least..=most).contains(&text.chars().count());
    let texts = (2..2 + number).map(numbered).chain(letters).filter(fits);
    let Some(pattern) = limit(schema, "pattern").and_then(Value::as_str) else {
        return texts.collect();
    };
    let read = patterns.entry(pattern);
    let read = read.or_insert_with(|| Pattern::read(pattern)).as_ref();
    let Some(pattern) = read.filter(|it| it.allows(first)) else {
        return Vec::new();
    };
    let mut texts: Vec<String> = texts.filter(|text| pattern.allows(text)).collect();
    texts.extend(
        pattern
            .texts(least, most, number)
            .into_iter()
            .filter(|text| text != first),
    );
    texts
}

/// The minimum and maximum length of a string, in characters.
fn lengths(schema: &Schema) -> (usize, usize) {
    // A path can't hold an empty string.
    let least = count(schema, "minLength").unwrap_or(1).max(1);
    (least, count(schema, "maxLength").unwrap_or(usize::MAX))
}

fn format(schema: &Schema) -> Option<&'static (&'static str, &'static str, &'static str)> {
    let format = limit(schema, "format").and_then(Value::as_str);
    FORMATS.iter().find(|(name, ..)| Some(*name) == format)
}

/// Whether a number is within the limits and the range of its type.
pub(super) fn allows(schema: &Schema, number: f64, is_whole: bool) -> bool {
    let range = match schema.kind {
        SchemaKind::Integer(IntegerFormat::Int32) => f64::from(i32::MIN)..=f64::from(i32::MAX),
        SchemaKind::Integer(IntegerFormat::UInt32) => 0.0..=f64::from(u32::MAX),
        SchemaKind::Integer(IntegerFormat::UInt64 | IntegerFormat::UInt128) => 0.0..=f64::MAX,
        _ => f64::MIN..=f64::MAX,
    };
    let get = |key| limit(schema, key).and_then(Value::as_f64);
    // A flag next to the limit (OpenAPI 3.0), or a limit of its own (JSON Schema).
    let is = |key| limit(schema, key) == Some(&Value::Bool(true));
    range.contains(&number)
        && get("minimum").is_none_or(|low| number > low || number == low && !is("exclusiveMinimum"))
        && get("maximum")
            .is_none_or(|high| number < high || number == high && !is("exclusiveMaximum"))
        && get("exclusiveMinimum").is_none_or(|above| number > above)
        && get("exclusiveMaximum").is_none_or(|below| number < below)
        && step(schema).is_none_or(|step| (number / step - (number / step).round()).abs() < 1e-9)
        && (!is_whole || number.fract() == 0.0)
}

/// The `multipleOf` of numbers.
pub(super) fn step(schema: &Schema) -> Option<f64> {
    let step = limit(schema, "multipleOf").and_then(Value::as_f64);
    step.filter(|it| *it > 0.0)
}

/// A number within the limits, if the usual one is not.
fn number(schema: &Schema, usual: f64, is_whole: bool) -> Option<f64> {
    if allows(schema, usual, is_whole) {
        return None;
    }
    let get = |key| limit(schema, key).and_then(Value::as_f64);
    let (low, high) = (get("minimum"), get("maximum"));
    let (above, below) = (get("exclusiveMinimum"), get("exclusiveMaximum"));
    let bounds = [low, above, high, below];
    let middle = match (low.or(above), high.or(below)) {
        (Some(low), Some(high)) => Some((low + high) / 2.0),
        _ => None,
    };
    let anchors = [Some(usual)].into_iter().chain(bounds).chain([middle]);
    let step = step(schema).unwrap_or(1.0);
    let mut near = anchors.flatten().flat_map(|it| {
        let (up, down) = ((it / step).ceil() * step, (it / step).floor() * step);
        [it, up, up + step, down, down - step]
    });
    near.find(|it| allows(schema, *it, is_whole))
}

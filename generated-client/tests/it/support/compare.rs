//! Whether two JSON values are the same, and where they are not.

use std::fmt::Debug;

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Number, Value};

use super::{DATA, personal};

/// Where two values differ, a line each. Numbers are compared as numbers: `42` and `42.0` are the
/// same one (JSON Schema 2020-12, section 4.2.2).
pub(crate) fn differences(expected: &Value, found: &Value) -> Vec<String> {
    let mut lines = Vec::new();
    compare("", expected, found, &mut lines);
    lines
}

fn compare(at: &str, expected: &Value, found: &Value, lines: &mut Vec<String>) {
    match (expected, found) {
        (Value::Object(expected), Value::Object(found)) => {
            for (name, value) in expected {
                let at = format!("{at}/{name}");
                match found.get(name) {
                    Some(found) => compare(&at, value, found, lines),
                    None => lines.push(format!("{at}: {value} is missing")),
                }
            }
            for (name, value) in found
                .iter()
                .filter(|(name, _)| !expected.contains_key(*name))
            {
                lines.push(format!("{at}/{name}: {value} is too much"));
            }
        }
        (Value::Array(expected), Value::Array(found)) if expected.len() == found.len() => {
            for (index, (expected, found)) in expected.iter().zip(found).enumerate() {
                compare(&format!("{at}/{index}"), expected, found, lines);
            }
        }
        (Value::Number(expected), Value::Number(found)) if same_number(expected, found) => {}
        (expected, found) if expected == found => {}
        _ => lines.push(format!("{at}: {found} instead of {expected}")),
    }
}

fn same_number(a: &Number, b: &Number) -> bool {
    a == b || ((a.is_f64() || b.is_f64()) && a.as_f64() == b.as_f64())
}

/// The JSON of a value, in which no property may stand twice.
pub(crate) fn encode(value: &impl Serialize) -> Value {
    let text = serde_json::to_string(value).unwrap();
    parse_once(&text)
}

/// Reads JSON text without white space, in which no property may stand twice.
pub(crate) fn parse_once(text: &str) -> Value {
    let value: Value = serde_json::from_str(text).unwrap();
    // Of two properties of one name the last one is kept, so the value's own text is shorter.
    assert_eq!(
        text.len(),
        value.to_string().len(),
        "a property stands twice in {text}"
    );
    value
}

/// Reads a value from text, as it comes from a server, and writes it again.
pub(crate) fn round_trip<T: DeserializeOwned + Serialize>(value: &Value) -> (T, Value) {
    let decoded: T = serde_json::from_str(&value.to_string())
        .unwrap_or_else(|error| panic!("{error}\nin {value:#}"));
    let encoded = encode(&decoded);
    (decoded, encoded)
}

/// Asserts that a payload of the description is read and written back unchanged.
pub(crate) fn keeps_its_value<T: DeserializeOwned + Serialize + Debug>(key: &str) {
    let example = &DATA["examples"][key];
    let pointer = example["pointer"]
        .as_str()
        .unwrap_or_else(|| panic!("data.json has no example `{key}`"));
    let text = example["value"].to_string();
    let decoded: T = serde_json::from_str(&text)
        .unwrap_or_else(|error| panic!("{key}\nat {pointer}\n{error}\nin {text}"));
    let differences = differences(&example["value"], &encode(&decoded));
    assert!(
        differences.is_empty(),
        "{key}\nat {pointer}\n{}",
        differences.join("\n")
    );
    let text = format!("{decoded:?}{decoded:#?}");
    let shown = personal::shown(&example["value"], &text);
    assert!(shown.is_empty(), "{key}\nshows {shown:?} in\n{text}");
}

/// Reads a value and writes it back.
#[allow(dead_code)] // The description may show no values of schemas.
pub(crate) type RoundTrip = fn(&str) -> Result<Value, String>;

/// Reads a value as this type and writes it back.
#[allow(dead_code)] // The description may show no values of schemas.
pub(crate) fn round_trip_text<T: DeserializeOwned + Serialize>(
    text: &str,
) -> Result<Value, String> {
    let decoded: T = serde_json::from_str(text).map_err(|error| error.to_string())?;
    Ok(encode(&decoded))
}

/// Asserts that the values that the schemas of each type show are read and written back unchanged.
#[allow(dead_code)] // The description may show no values of schemas.
pub(crate) fn keep_their_values(types: &[(&str, RoundTrip)]) {
    let mut wrong = Vec::new();
    for (key, round_trip) in types {
        for example in DATA["schemas"][*key].as_array().into_iter().flatten() {
            let (pointer, value) = (&example["pointer"], &example["value"]);
            let lines = match round_trip(&value.to_string()) {
                Ok(found) => differences(value, &found),
                Err(error) => vec![format!("{error}\nin {value}")],
            };
            if !lines.is_empty() {
                wrong.push(format!("{key}\nat {pointer}\n{}", lines.join("\n")));
            }
        }
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

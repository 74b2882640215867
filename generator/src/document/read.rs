//! Parses text into a value: YAML or JSON, restricted to the JSON data model, within limits.

use std::mem;

use serde::de::DeserializeSeed;
use serde_json::Value;

use super::Limits;
use super::places::Places;
use super::value::{Found, Reader, State};
use crate::diagnostic::{Code, Place};

/// The maximum nesting depth, which both parsers enforce.
pub(super) const MAX_DEPTH: usize = 128;
/// The maximum number of open brackets anywhere in a YAML text.
const MAX_OPEN: usize = 1_000;

/// The reason why parsing failed.
#[derive(Debug)]
pub(super) struct Failure {
    pub(super) code: Code,
    pub(super) message: String,
    pub(super) place: Option<Place>,
}

impl Failure {
    fn new(code: Code, message: impl Into<String>) -> Self {
        Self {
            code,
            message: message.into(),
            place: None,
        }
    }
}

/// A value with its object keys sorted, and the oddities of its text.
#[derive(Debug)]
pub(super) struct Read {
    pub(super) value: Value,
    /// Duplicate keys, and values that JSON can't represent.
    pub(super) found: Vec<Found>,
    /// The positions of all nodes, for a YAML text.
    pub(super) places: Option<Places>,
    /// The index of the document within a YAML text.
    pub(super) document: usize,
    /// The number of documents in the text.
    pub(super) documents: usize,
}

/// Parses one text. Its first characters determine the syntax, as a file name may be wrong.
pub(super) fn read(text: &str, limits: Limits) -> Result<Read, Failure> {
    limits
        .check_bytes(text)
        .map_err(|message| Failure::new(Code::TooLarge, message))?;
    let start = text.trim_start();
    if start.is_empty() {
        return Err(Failure::new(Code::NotReadable, "the document is empty"));
    }
    if start.starts_with('<') {
        let message = "the document is an HTML or XML page; the server probably responded with a login or error page";
        return Err(Failure {
            place: Some(Place { line: 1, column: 1 }),
            ..Failure::new(Code::NotReadable, message)
        });
    }
    let json = is_json(text);
    let mut state = State::new(text, limits);
    let (mut value, document, documents) = if json {
        (from_json(text, &mut state)?, 0, 1)
    } else {
        from_yaml(text, limits, &mut state)?
    };
    // The order that `serde_json` keeps depends on the features enabled in the whole build.
    value.sort_all_objects();
    Ok(Read {
        value,
        found: state.found,
        places: state.places,
        document,
        documents,
    })
}

/// An array, or an object whose first key is quoted. Other flow mappings are YAML.
pub(super) fn is_json(text: &str) -> bool {
    let start = text.trim_start();
    start.starts_with('[')
        || start.strip_prefix('{').is_some_and(|rest| {
            rest.trim_start()
                .chars()
                .next()
                .is_none_or(|next| matches!(next, '"' | '}'))
        })
}

fn from_json(text: &str, state: &mut State<'_>) -> Result<Value, Failure> {
    let mut deserializer = serde_json::Deserializer::from_str(text);
    let value = Reader(state)
        .deserialize(&mut deserializer)
        .and_then(|value| deserializer.end().map(|()| value));
    value.map_err(|error| {
        // `serde_json` counts columns in bytes.
        let line = text
            .lines()
            .nth(error.line().saturating_sub(1))
            .unwrap_or_default();
        let before = line.get(..error.column().saturating_sub(1)).unwrap_or(line);
        let place = (error.line() > 0).then(|| Place {
            line: error.line(),
            column: before.chars().count() + 1,
        });
        let message = error.to_string();
        let tail = format!(" at line {} column {}", error.line(), error.column());
        failure(
            "JSON",
            message.strip_suffix(&tail).unwrap_or(&message),
            place,
            state,
        )
    })
}

/// The first document of a text that is a description or an overlay, or else the first document; with
/// its index and the number of documents.
fn from_yaml(
    text: &str,
    limits: Limits,
    state: &mut State<'_>,
) -> Result<(Value, usize, usize), Failure> {
    guard(text, limits)?;
    let mut chosen = None;
    let mut documents = 0;
    for document in serde_yaml::Deserializer::from_str(text) {
        let found = mem::take(&mut state.found);
        let places = state.places.replace(Places::default());
        let value = yaml_value(document, state)?;
        let meant = ["openapi", "swagger", "overlay"];
        let is_meant = |value: &Value| meant.iter().any(|key| value.get(key).is_some());
        if chosen
            .as_ref()
            .is_none_or(|(before, _)| !is_meant(before) && is_meant(&value))
        {
            chosen = Some((value, documents));
        } else {
            (state.found, state.places) = (found, places);
        }
        documents += 1;
    }
    let (value, index) = chosen.unwrap_or_default();
    Ok((value, index, documents))
}

fn yaml_value(
    document: serde_yaml::Deserializer<'_>,
    state: &mut State<'_>,
) -> Result<Value, Failure> {
    let root = state.places.as_mut().map(Places::item);
    let value = Reader(state).deserialize(document).map_err(|error| {
        let place = error.location().map(|at| Place {
            line: at.line(),
            column: at.column(),
        });
        let mut message = error.to_string();
        if let Some(place) = place {
            // The position is reported separately; a second one ("while parsing …") stays in the
            // message.
            let tail = format!(" at line {} column {}", place.line, place.column);
            message = message.replacen(&tail, "", 1);
        }
        failure("YAML", &message, place, state)
    })?;
    state.end(root);
    Ok(value)
}

/// Refuses texts that would exhaust time or memory in libyaml, before our limits apply: it takes
/// quadratic time in open brackets, and keeps all its events, each of which needs one of these
/// characters, before the first value is created.
fn guard(text: &str, limits: Limits) -> Result<(), Failure> {
    let (mut open, mut marks) = (0usize, 0usize);
    for byte in text.bytes() {
        match byte {
            b'[' | b'{' => open += 1,
            b']' | b'}' => open = open.saturating_sub(1),
            _ => {}
        }
        marks += usize::from(b"[{,:-?\n".contains(&byte));
        if open > MAX_OPEN {
            let message = format!("brackets are nested more than {MAX_OPEN} levels deep");
            return Err(Failure::new(Code::TooNested, message));
        }
    }
    let most = limits.values();
    if marks > most.saturating_mul(2) {
        let message =
            format!("the document has more than {most} values, estimated from its punctuation");
        return Err(Failure::new(Code::TooLarge, message));
    }
    Ok(())
}

/// Translates a parser's error by its message, since `serde_json` and `serde_yaml` don't offer error
/// kinds to match on.
fn failure(syntax: &str, message: &str, place: Option<Place>, state: &State<'_>) -> Failure {
    let (code, message) = if let Some(refused) = &state.refused {
        refused.clone()
    } else if message.contains("recursion limit exceeded") {
        (
            Code::TooNested,
            format!("values are nested more than {MAX_DEPTH} levels deep"),
        )
    } else if message.contains("repetition limit exceeded") {
        (
            Code::TooNested,
            "aliases repeat too much of the document".to_owned(),
        )
    } else {
        (
            Code::NotReadable,
            format!("the document is not valid {syntax}: {message}"),
        )
    };
    Failure {
        code,
        message,
        place,
    }
}

/// The kind of a value for messages: "an object", "a number".
pub(crate) fn kind(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "a boolean",
        Value::Number(_) => "a number",
        Value::String(_) => "a string",
        Value::Array(_) => "an array",
        Value::Object(_) => "an object",
    }
}

//! Values from a description's examples.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use super::Reply;
use crate::OperationInfo;
use crate::json::Object;

/// To how many levels of models optional properties are filled in.
const OPTIONAL_DEPTH: usize = 4;

/// The key of a reference to a model, in a value.
const MODEL: &str = "@model";
/// The key of alternatives, of which the first finite one is used.
const ANY: &str = "@any";

/// Values from a description's examples, written by the generator: the response of each operation,
/// and the properties of each model.
#[derive(Debug)]
pub struct Examples {
    text: &'static str,
    parsed: OnceLock<Parsed>,
}

#[derive(Debug, Deserialize)]
struct Parsed {
    events: BTreeMap<String, Model>,
    models: BTreeMap<String, Model>,
    /// By method and path.
    responses: BTreeMap<String, Response>,
}

/// The properties of a model. Their values may refer to other models.
#[derive(Debug, Deserialize)]
struct Model {
    #[serde(default)]
    optional: Map<String, Value>,
    #[serde(default)]
    required: Map<String, Value>,
}

#[derive(Debug, Deserialize)]
struct Response {
    status: u16,
    body: Option<Value>,
}

impl Examples {
    #[doc(hidden)]
    #[must_use]
    pub const fn new(text: &'static str) -> Self {
        Self {
            text,
            parsed: OnceLock::new(),
        }
    }

    /// A value of a model.
    ///
    /// # Panics
    ///
    /// If there is none: the type is not a model of this description.
    #[must_use]
    #[track_caller]
    pub fn model<T: Object + DeserializeOwned>(&self) -> T {
        made(&self.parsed().models, T::NAME)
    }

    /// A value of a webhook event's type.
    ///
    /// # Panics
    ///
    /// If there is none: the type is not one of this description's events.
    #[must_use]
    #[track_caller]
    pub fn event<T: Object + DeserializeOwned>(&self) -> T {
        made(&self.parsed().events, T::NAME)
    }

    /// The operation's successful response from the description.
    #[must_use]
    pub fn reply(&self, operation: &OperationInfo) -> Option<Reply> {
        let key = format!("{} {}", operation.method, operation.path);
        let parsed = self.parsed();
        let response = parsed.responses.get(&key)?;
        Some(match &response.body {
            None => Reply::status(response.status),
            Some(body) => Reply::json(
                response.status,
                &filled(&parsed.models, body, &mut Vec::new())?,
            ),
        })
    }

    #[track_caller]
    fn parsed(&self) -> &Parsed {
        self.parsed
            .get_or_init(|| match serde_json::from_str(self.text) {
                Ok(parsed) => parsed,
                Err(error) => panic!("the generated examples can't be decoded: {error}"),
            })
    }
}

#[track_caller]
fn made<T: DeserializeOwned>(models: &BTreeMap<String, Model>, name: &str) -> T {
    let Some(value) = model(models, name, &mut Vec::new()) else {
        panic!(
            "the description has no example of `{name}`; build the value with `new` or from JSON"
        );
    };
    match crate::json::read_text(&value.to_string()) {
        Ok(value) => value,
        Err(error) => panic!("the example of `{name}` can't be decoded: {error}"),
    }
}

/// A value of a model; `None` if it would contain itself. `open` are the enclosing models.
fn model<'m>(
    models: &'m BTreeMap<String, Model>,
    name: &'m str,
    open: &mut Vec<&'m str>,
) -> Option<Value> {
    let described = models.get(name)?;
    if open.contains(&name) {
        return None;
    }
    open.push(name);
    let made = properties(models, described, open);
    open.pop();
    made
}

fn properties<'m>(
    models: &'m BTreeMap<String, Model>,
    model: &'m Model,
    open: &mut Vec<&'m str>,
) -> Option<Value> {
    let mut made = Map::new();
    for (name, value) in &model.required {
        made.insert(name.clone(), filled(models, value, open)?);
    }
    if open.len() <= OPTIONAL_DEPTH {
        for (name, value) in &model.optional {
            if let Some(value) = filled(models, value, open) {
                made.insert(name.clone(), value);
            }
        }
    }
    Some(Value::Object(made))
}

/// A value with its references replaced; `None` if that would never end.
fn filled<'m>(
    models: &'m BTreeMap<String, Model>,
    value: &'m Value,
    open: &mut Vec<&'m str>,
) -> Option<Value> {
    match value {
        Value::Array(items) => {
            // A list may be empty.
            let items = items.iter().filter_map(|item| filled(models, item, open));
            Some(items.collect())
        }
        Value::Object(members) => {
            if let Some(alternatives) = members.get(ANY).and_then(Value::as_array) {
                let mut alternatives = alternatives.iter();
                return alternatives.find_map(|one| filled(models, one, open));
            }
            let mut made = match members.get(MODEL).and_then(Value::as_str) {
                Some(name) => model(models, name, open)?,
                None => Value::Object(Map::new()),
            };
            for (name, member) in members.iter().filter(|(name, _)| *name != MODEL) {
                let member = filled(models, member, open)?;
                made.as_object_mut()?.insert(name.clone(), member);
            }
            Some(made)
        }
        other => Some(other.clone()),
    }
}

//! Decodes strings to values: the styles of parameters and of the parts of forms (OpenAPI 3.0.4, Style
//! Values).

use generator::document::Pointer;
use serde_json::{Map, Value};

use super::description::{Description, types};
use super::schemas::Direction;

/// The serialization of a value.
pub(super) struct Style<'a> {
    pub(super) name: &'a str,
    pub(super) style: &'a str,
    pub(super) explode: bool,
}

impl Style<'_> {
    /// The expected form in this style, if the strings don't have it.
    fn expected(&self, texts: &[String], is_list: bool) -> Option<String> {
        let first = texts.first()?;
        let begins = |sign| (!first.starts_with(sign)).then(|| format!("begins with `{sign}`"));
        let expected = match self.style {
            "label" => begins('.')?,
            "matrix" => begins(';')?,
            "form" | "spaceDelimited" | "pipeDelimited"
                if is_list && !self.explode && texts.len() > 1 =>
            {
                "is there once, with all of a list in it".to_owned()
            }
            _ => return None,
        };
        Some(format!("a value in the style `{}` {expected}", self.style))
    }
}

/// The received strings of a parameter, already percent-decoded, and the other pairs of a query, from
/// which an object may be built.
pub(super) struct Sent<'a> {
    pub(super) texts: Vec<String>,
    pub(super) pairs: &'a [(String, String)],
}

/// Decodes values by the schemas of one description.
pub(super) struct Decoder<'a> {
    pub(super) description: &'a Description,
    pub(super) direction: Direction,
}

impl Decoder<'_> {
    /// The value of the strings; `None` if there are none. A string that is not a value of its type
    /// stays a string, which a validator then refuses.
    ///
    /// # Errors
    ///
    /// The form in the declared style, if the strings have another one.
    pub(super) fn value(
        &self,
        schema: &Pointer,
        style: &Style<'_>,
        sent: &Sent<'_>,
    ) -> Result<Option<Value>, String> {
        let kinds = self.kinds(schema);
        match style.expected(&sent.texts, kinds.iter().any(|it| it == "array")) {
            Some(expected) => Err(expected),
            None => Ok(self.read(schema, &kinds, style, sent)),
        }
    }

    fn read(
        &self,
        schema: &Pointer,
        kinds: &[String],
        style: &Style<'_>,
        sent: &Sent<'_>,
    ) -> Option<Value> {
        let is = |kind: &str| kinds.iter().any(|it| it == kind);
        if is("object") && !is("string") {
            if let Some(object) = self.object(schema, style, sent) {
                return Some(object);
            }
            if style.style == "deepObject" || style.style == "form" && style.explode {
                return None;
            }
        }
        let text = sent.texts.first()?;
        if is("array") && (!is("string") || sent.texts.len() > 1 || style.style != "form") {
            return Some(self.array(schema, style, &sent.texts));
        }
        let text = match style.style {
            "label" => text.strip_prefix('.').unwrap_or(text),
            "matrix" => text.split_once('=').map_or(text.as_str(), |(_, text)| text),
            _ => text,
        };
        Some(self.scalar(schema, text))
    }

    /// The JSON value of a string.
    pub(super) fn scalar(&self, schema: &Pointer, text: &str) -> Value {
        let kinds = self.kinds(schema);
        let parsed: Option<Value> = serde_json::from_str(text).ok();
        let parsed = parsed.filter(|value| match value {
            Value::Number(_) => kinds.iter().any(|it| it == "integer" || it == "number"),
            Value::Bool(_) => kinds.iter().any(|it| it == "boolean"),
            // In a string, only the schema distinguishes null from the string.
            Value::Null => !kinds.iter().any(|it| it == "string") && !kinds.is_empty(),
            _ => false,
        });
        let string = Value::from(text);
        match parsed {
            Some(parsed) if kinds.iter().any(|it| it == "string") => {
                let checker = self.description.checker(schema, self.direction);
                let is_string = checker.is_some_and(|it| it.is_valid(&string));
                if is_string { string } else { parsed }
            }
            Some(parsed) => parsed,
            None => string,
        }
    }

    fn kinds(&self, schema: &Pointer) -> Vec<String> {
        let mut kinds = Vec::new();
        let (_, node) = self.description.node(schema);
        types(self.description.root(), node, 0, &mut kinds);
        kinds
    }

    fn array(&self, schema: &Pointer, style: &Style<'_>, texts: &[String]) -> Value {
        let (at, _) = self.description.node(schema);
        let items = at.child("items");
        let first = texts.first().map_or("", String::as_str);
        let parts: Vec<&str> = match style.style {
            "form" | "spaceDelimited" | "pipeDelimited" if style.explode => {
                texts.iter().map(String::as_str).collect()
            }
            "label" => (first.strip_prefix('.').unwrap_or(first))
                .split(if style.explode { '.' } else { ',' })
                .collect(),
            "matrix" if style.explode => (first.split(';').filter(|it| !it.is_empty()))
                .map(|it| it.split_once('=').map_or("", |(_, value)| value))
                .collect(),
            "matrix" => {
                let (_, list) = first.split_once('=').unwrap_or_default();
                list.split(',').collect()
            }
            "spaceDelimited" => first.split(' ').collect(),
            "pipeDelimited" => first.split('|').collect(),
            _ if first.is_empty() => Vec::new(),
            _ => first.split(',').collect(),
        };
        parts
            .into_iter()
            .map(|part| self.scalar(&items, part))
            .collect()
    }

    fn object(&self, schema: &Pointer, style: &Style<'_>, sent: &Sent<'_>) -> Option<Value> {
        let (at, node) = self.description.node(schema);
        let properties = at.child("properties");
        let property = |name: &str, text: &str| {
            let schema = properties.child(name);
            (name.to_owned(), self.scalar(&schema, text))
        };
        let first = sent.texts.first();
        let members: Map<String, Value> = match (style.style, style.explode) {
            ("deepObject", _) => {
                let mut whole = Map::new();
                for (name, text) in sent.pairs {
                    let inner = name.strip_prefix(style.name);
                    let keys = inner.and_then(|it| it.strip_prefix('[')?.strip_suffix(']'));
                    if let Some(keys) = keys {
                        let keys: Vec<&str> = keys.split("][").collect();
                        self.put(&mut whole, &at, &keys, text);
                    }
                }
                whole
            }
            ("form", true) => {
                let named = node["properties"].as_object();
                let is_property = |name: &str| named.is_some_and(|it| it.contains_key(name));
                let pairs = sent.pairs.iter().filter(|(name, _)| is_property(name));
                pairs.map(|(name, text)| property(name, text)).collect()
            }
            (_, true) => (first?.trim_start_matches(['.', ';']))
                .split(match style.style {
                    "label" => '.',
                    "matrix" => ';',
                    _ => ',',
                })
                .filter_map(|pair| pair.split_once('='))
                .map(|(name, text)| property(name, text))
                .collect(),
            (_, false) => {
                let text = first?.trim_start_matches('.');
                let text = match style.style {
                    "matrix" => text.split_once('=')?.1,
                    _ => text,
                };
                let separator = match style.style {
                    "spaceDelimited" => ' ',
                    "pipeDelimited" => '|',
                    _ => ',',
                };
                let parts: Vec<&str> = text.split(separator).collect();
                let pairs = parts.chunks_exact(2);
                pairs.map(|pair| property(pair[0], pair[1])).collect()
            }
        };
        (!members.is_empty()).then_some(Value::Object(members))
    }

    /// Sets a string at a path of bracketed keys; a number or nothing in brackets is an item.
    fn put(&self, whole: &mut Map<String, Value>, at: &Pointer, keys: &[&str], text: &str) {
        let [name, rest @ ..] = keys else {
            return;
        };
        let (at, _) = self.description.node(&at.child("properties").child(name));
        match rest {
            [] => {
                let kinds = self.kinds(&at);
                let value = match whole.remove(*name) {
                    // A repeated key adds an item.
                    Some(Value::Array(mut items)) => {
                        items.push(self.scalar(&at.child("items"), text));
                        items.into()
                    }
                    _ if kinds.iter().any(|it| it == "array") => {
                        vec![self.scalar(&at.child("items"), text)].into()
                    }
                    _ => self.scalar(&at, text),
                };
                whole.insert((*name).to_owned(), value);
            }
            [index] if index.is_empty() || index.parse::<u16>().is_ok() => {
                let item = self.scalar(&at.child("items"), text);
                let list = whole
                    .entry(*name)
                    .or_insert_with(|| Value::Array(Vec::new()));
                if let Value::Array(items) = list {
                    items.push(item);
                }
            }
            _ => {
                let inner = whole
                    .entry(*name)
                    .or_insert_with(|| Value::Object(Map::new()));
                if let Value::Object(inner) = inner {
                    self.put(inner, &at, rest, text);
                }
            }
        }
    }
}

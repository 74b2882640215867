//! The expected parts of a call's form. They follow from the description alone, since their test
//! checks the runtime, which encodes forms.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

use crate::api::Style;
use crate::rust::{Client, Ident, Input, PartStyle, Plain, Struct, Target, UNDESCRIBED};

/// The pairs of a URL-encoded form; `None` if the body is not an object. Properties are encoded
/// like query parameters (OpenAPI 3.0.4, Encoding Object). `received` are the read-only properties.
pub(super) fn pairs(
    styles: &[(String, PartStyle)],
    received: &BTreeSet<&str>,
    body: &Value,
) -> Option<Vec<Value>> {
    let mut pairs = Pairs {
        received,
        found: Vec::new(),
    };
    for (property, value) in body.as_object()? {
        let style = styles.iter().find(|(known, _)| known == property);
        let style = match (style, value) {
            (Some((_, style)), _) => *style,
            (None, Value::Object(_)) => (Style::Json, false),
            (None, _) => (Style::Form, true),
        };
        let optional = received.contains(property.as_str());
        pairs.encode(property, style, optional, value);
    }
    Some(pairs.found)
}

struct Pairs<'a> {
    received: &'a BTreeSet<&'a str>,
    found: Vec<Value>,
}

impl Pairs<'_> {
    fn push(&mut self, name: &str, optional: bool, value: &Value) {
        self.found
            .push(json!({ "name": name, "optional": optional, "value": value }));
    }

    fn encode(&mut self, name: &str, style: PartStyle, optional: bool, value: &Value) {
        match (style, value) {
            (_, Value::Null) => {}
            ((Style::DeepObject, _), value) => self.deep(name, optional, value),
            ((Style::Json, _), Value::String(_)) => {
                self.push(name, optional, &value.to_string().into());
            }
            ((Style::Json, _), value) => self.push(name, optional, value),
            ((_, true), Value::Array(items)) => {
                for item in items.iter().filter(|item| !item.is_null()) {
                    self.push(name, optional, item);
                }
            }
            ((_, true), Value::Object(members)) => {
                for (name, value) in members {
                    let optional = optional || self.received.contains(name.as_str());
                    match value {
                        Value::Object(_) => self.push(name, optional, value),
                        value => self.encode(name, style, optional, value),
                    }
                }
            }
            ((style, false), Value::Array(_) | Value::Object(_)) => {
                let texts: Vec<String> = match value {
                    Value::Object(members) => members
                        .iter()
                        .filter_map(|(name, value)| Some([name.clone(), text(value)?]))
                        .flatten()
                        .collect(),
                    list => list
                        .as_array()
                        .into_iter()
                        .flatten()
                        .filter_map(text)
                        .collect(),
                };
                let delimiter = match style {
                    Style::Space => " ",
                    Style::Pipe => "|",
                    _ => ",",
                };
                if !texts.is_empty() {
                    self.push(name, optional, &json!(texts.join(delimiter)));
                }
            }
            (_, value) => self.push(name, optional, value),
        }
    }

    /// A pair for each nested value, with its keys in brackets.
    fn deep(&mut self, name: &str, optional: bool, value: &Value) {
        match value {
            Value::Null => {}
            Value::Object(members) => {
                for (key, value) in members {
                    let optional = optional || self.received.contains(key.as_str());
                    self.deep(&format!("{name}[{key}]"), optional, value);
                }
            }
            Value::Array(items) => {
                let items = items.iter().filter(|item| !item.is_null());
                for (index, item) in items.enumerate() {
                    match name.ends_with("[]") {
                        true => self.deep(name, optional, item),
                        false => self.deep(&format!("{name}[{index}]"), optional, item),
                    }
                }
            }
            value => self.push(name, optional, value),
        }
    }
}

fn text(value: &Value) -> Option<String> {
    match value {
        Value::Null => None,
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => {
            let digits = number.to_string();
            Some(digits.strip_suffix(".0").unwrap_or(&digits).to_owned())
        }
        other => Some(other.to_string()),
    }
}

/// The parts of a multipart form, those of one name in their order: each with its value, and its
/// media type if one is expected. `None` if the body is no form with parts.
pub(super) fn parts(
    client: &Client,
    received: &BTreeSet<&str>,
    input: &Input,
    value: &Value,
) -> Option<Vec<Value>> {
    match input.target {
        Target::FileParts | Target::ValueParts => Some(positioned(input, value)),
        // A form that is built by hand.
        Target::MultipartBody if input.ty == Plain::Form => {
            let part = one(input.name.as_str(), Some("application/json"), value);
            Some(part.into_iter().collect())
        }
        Target::MultipartBody => named(client, received, input.ty.as_model()?, value),
        _ => None,
    }
}

/// The parts without names, whose media types depend on their position.
fn positioned(input: &Input, value: &Value) -> Vec<Value> {
    let mut items = Vec::new();
    match input.target {
        Target::FileParts => files(value, &mut items),
        _ => items.extend(value.as_array().into_iter().flatten()),
    }
    let parts = items.into_iter().enumerate().filter_map(|(index, item)| {
        let media_type = input.positions.first.get(index);
        let media_type = media_type.unwrap_or(&input.positions.others);
        let media_type = Some(media_type.as_str()).filter(|it| !it.is_empty());
        match input.target {
            Target::FileParts => Some(file("", media_type, item)),
            _ => one("", media_type, item),
        }
    });
    parts.collect()
}

/// The parts of an object.
fn named(
    client: &Client,
    received: &BTreeSet<&str>,
    model: &Ident,
    value: &Value,
) -> Option<Vec<Value>> {
    let structure = client.structure(model)?;
    let properties = || structure.fields.iter().filter(|it| it.header.is_none());
    let value = value.as_object()?;
    let mut parts = Vec::new();
    let further = structure.parts.as_ref();
    for (name, value) in value {
        let part = match properties().find(|field| field.wire == *name) {
            Some(field) if field.read_only => continue,
            Some(field) => field.part.as_ref(),
            None if structure.is_json() => None,
            None if structure.tags.iter().any(|(tag, _)| tag == name) => None,
            None if name == UNDESCRIBED && further.is_some() => None,
            None => continue,
        };
        let media_type = part.and_then(|it| it.media_type.as_deref());
        let is_file = match part {
            Some(part) => part.files,
            None => further.is_some_and(|it| it.ty.holds_file()),
        };
        match (part, value) {
            (_, value) if is_file => {
                let mut items = Vec::new();
                files(value, &mut items);
                parts.extend(items.into_iter().map(|it| file(name, media_type, it)));
            }
            (Some(part), value) if part.media_type.is_none() && part.style.is_some() => {
                let mut pairs = Pairs {
                    received,
                    found: Vec::new(),
                };
                pairs.encode(name, part.style?, false, value);
                parts.extend(pairs.found);
            }
            (_, Value::Array(items)) => {
                parts.extend(items.iter().filter_map(|it| one(name, media_type, it)));
            }
            (_, value) => parts.extend(one(name, media_type, value)),
        }
    }
    // A program that leaves a default as it is sends it, too.
    let set = properties().filter(|it| it.constant.is_some() && !value.contains_key(&it.wire));
    parts.extend(set.map(|field| json!({ "name": field.wire, "optional": true })));
    for part in &mut parts {
        let of = headers(structure).filter(|(of, ..)| part["name"] == **of);
        let of: Map<String, Value> = of
            .map(|(_, name, value)| (name.to_owned(), header_text(value)))
            .collect();
        if let Some(part) = part.as_object_mut().filter(|_| !of.is_empty()) {
            part.insert("headers".to_owned(), of.into());
        }
    }
    Some(parts)
}

/// The headers of a form's parts in tests: the part, the name and the value.
pub(super) fn headers(structure: &Struct) -> impl Iterator<Item = (&str, &str, &Value)> {
    structure.fields.iter().filter_map(|field| {
        let header = field.header.as_ref().filter(|it| !it.sample.is_null())?;
        Some((header.part.as_str(), field.wire.as_str(), &header.sample))
    })
}

/// A list in the style `simple`; the members of an object have no order, and are left as they are.
fn header_text(value: &Value) -> Value {
    match value {
        Value::Array(items) if items.iter().all(|it| !it.is_object() && !it.is_array()) => {
            let texts: Vec<String> = items.iter().filter_map(text).collect();
            texts.join(",").into()
        }
        other => other.clone(),
    }
}

/// Whatever is a file in a value: the items of lists, and of lists in them.
fn files<'a>(value: &'a Value, into: &mut Vec<&'a Value>) {
    match value {
        Value::Array(items) => items.iter().for_each(|item| files(item, into)),
        Value::Null => {}
        one => into.push(one),
    }
}

fn file(name: &str, media_type: Option<&str>, value: &Value) -> Value {
    let content = value
        .as_str()
        .map_or_else(|| value.to_string(), str::to_owned);
    let media_type = media_type.unwrap_or("application/octet-stream");
    json!({ "name": name, "media_type": media_type, "value": content })
}

/// A part that is no file: objects, and lists that are one part, are JSON (OpenAPI 3.0.4, Encoding
/// Object). Their value in another media type is not known.
fn one(name: &str, media_type: Option<&str>, value: &Value) -> Option<Value> {
    let is_json = media_type.is_some_and(|it| it.contains("json"));
    let (media_type, value) = match (value, media_type) {
        (Value::Null, _) => return None,
        (Value::Array(_) | Value::Object(_), Some(_)) if !is_json => (None, None),
        (Value::Array(_) | Value::Object(_), None) => {
            (Some("application/json"), Some(value.clone()))
        }
        (Value::String(_), _) if is_json => (media_type, Some(value.to_string().into())),
        (value, media_type) => (media_type, Some(value.clone())),
    };
    Some(json!({ "name": name, "media_type": media_type, "value": value }))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use serde_json::json;

    use super::{Style, pairs};

    #[test]
    fn pairs_are_encoded_like_parameters_of_the_query() {
        let list = json!(["a", null, 2.0]);
        let object = json!({ "new": true, "old": null, "in": { "id": 1 }, "of": ["a", "b"] });
        let table = [
            (
                (Style::Form, true),
                json!([["x", "a"], ["x", 2.0]]),
                json!([["in", { "id": 1 }], ["new", true], ["of", "a"], ["of", "b"]]),
            ),
            (
                (Style::Form, false),
                json!([["x", "a,2"]]),
                json!([["x", "in,{\"id\":1},new,true,of,[\"a\",\"b\"]"]]),
            ),
            (
                (Style::Space, false),
                json!([["x", "a 2"]]),
                json!([["x", "in {\"id\":1} new true of [\"a\",\"b\"]"]]),
            ),
            (
                (Style::Pipe, true),
                json!([["x", "a"], ["x", 2.0]]),
                json!([["in", { "id": 1 }], ["new", true], ["of", "a"], ["of", "b"]]),
            ),
            (
                (Style::DeepObject, true),
                json!([["x[0]", "a"], ["x[1]", 2.0]]),
                json!([
                    ["x[in][id]", 1],
                    ["x[new]", true],
                    ["x[of][0]", "a"],
                    ["x[of][1]", "b"]
                ]),
            ),
            (
                (Style::Json, false),
                json!([["x", list]]),
                json!([["x", object]]),
            ),
        ];
        for (style, of_list, of_object) in table {
            for (value, expected) in [(&list, of_list), (&object, of_object)] {
                let styles = [("x".to_owned(), style)];
                let found = pairs(&styles, &BTreeSet::new(), &json!({ "x": value }));
                let found: Vec<_> = (found.into_iter().flatten())
                    .map(|it| json!([it["name"], it["value"]]))
                    .collect();
                let mut found = json!(found);
                if let Some(pairs) = found.as_array_mut() {
                    pairs.sort_by_key(ToString::to_string);
                }
                assert_eq!(found, expected, "{style:?} {value}");
            }
        }
    }

    #[test]
    fn pairs_without_a_style_and_those_that_only_the_server_sets() {
        let received = BTreeSet::from(["id"]);
        let body = json!({ "id": 7, "name": "a", "none": null, "tags": ["b"], "to": { "id": 8 } });
        let pair = |name: &str, optional: bool, value| json!({ "name": name, "optional": optional, "value": value });
        let styles = [("to".to_owned(), (Style::DeepObject, true))];
        let expected = [
            pair("id", true, json!(7)),
            pair("name", false, json!("a")),
            pair("tags", false, json!("b")),
            pair("to[id]", true, json!(8)),
        ];
        assert_eq!(
            pairs(&styles, &received, &body).as_deref(),
            Some(&expected[..])
        );
        let plain = pairs(&[], &received, &body).unwrap_or_default();
        assert_eq!(plain.last(), Some(&pair("to", false, json!({ "id": 8 }))));
        assert_eq!(pairs(&[], &received, &json!("text")), None);
    }
}

//! The expected parts of a call's form. They follow from the description alone, since their test
//! checks the runtime, which encodes forms.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::api::Style;
use crate::rust::{
    Client, Constant, EnumWire, Expression, Ident, ModelKind, PartStyle, Plain, Struct,
};

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

/// The parts of the documented multipart form: the media type if the description sets one, and the
/// value of strings, numbers, booleans and files. `None` if a program builds the parts, or if they
/// are encoded like parameters.
pub(super) fn parts(client: &Client, shown: &Expression) -> Option<Vec<Value>> {
    let (model, values): (_, Vec<&Expression>) = match shown {
        Expression::New(model, values) => (model, values.iter().collect()),
        Expression::NewNamed(model, _, fields) => {
            (model, fields.iter().map(|(_, value)| value).collect())
        }
        _ => return None,
    };
    let structure = structure(client, model).filter(|it| it.tags.is_empty())?;
    let mut values = values.into_iter();
    let mut parts = Vec::new();
    for field in &structure.fields {
        let sent = match &field.constant {
            _ if field.asked => sent(client, values.next()?),
            Some(constant) => always_sent(client, constant),
            None => continue,
        };
        let Some(part) = field.part.as_ref().filter(|_| !field.received) else {
            continue;
        };
        if part.style.is_some() && part.media_type.is_none() {
            return None;
        }
        let media_type = part.media_type.as_deref();
        let is_json = media_type.is_some_and(|it| it.contains("json"));
        for sent in sent {
            let (media_type, value) = match sent {
                Sent::File => (
                    media_type.or(Some("application/octet-stream")),
                    Some(json!("some text")), // The content of the files in these tests.
                ),
                Sent::Plain(_) if is_json => (media_type, None),
                Sent::Plain(value) => (media_type, Some(value)),
                Sent::Other => (None, None),
            };
            parts.push(json!({ "name": field.wire, "media_type": media_type, "value": value }));
        }
    }
    Some(parts)
}

fn structure<'a>(client: &'a Client, model: &Ident) -> Option<&'a Struct> {
    client.models.iter().find_map(|it| match &it.kind {
        ModelKind::Struct(structure) if it.name == *model => Some(structure),
        _ => None,
    })
}

/// The content of a part.
enum Sent {
    File,
    Plain(Value),
    /// It depends on more than the expression.
    Other,
}

/// One entry per part.
fn sent(client: &Client, value: &Expression) -> Vec<Sent> {
    let one = match value {
        Expression::List(items) => {
            return items.iter().flat_map(|it| sent(client, it)).collect();
        }
        Expression::Empty(ty) if ty.map_values().is_none() => return Vec::new(),
        Expression::Int(number) => Sent::Plain(json!(number)),
        Expression::Float => Sent::Plain(json!(4.5)),
        Expression::True => Sent::Plain(json!(true)),
        Expression::Text(text) => Sent::Plain(json!(text)),
        Expression::Variant(model, variant, None) => known_value(client, model, variant),
        Expression::Variable(_, ty) if *ty == Plain::File => Sent::File,
        _ => Sent::Other,
    };
    vec![one]
}

fn always_sent(client: &Client, constant: &Constant) -> Vec<Sent> {
    let one = match constant {
        Constant::NoItems | Constant::Null | Constant::None => return Vec::new(),
        Constant::Boolean(value) => Sent::Plain(json!(value)),
        Constant::Number(number) => Sent::Plain(json!(number)),
        Constant::Integer(number) => {
            i64::try_from(*number).map_or(Sent::Other, |number| Sent::Plain(json!(number)))
        }
        Constant::Text(text) => Sent::Plain(json!(text)),
        Constant::Variant(model, variant) => known_value(client, model, variant),
    };
    vec![one]
}

/// The value of an enum's variant.
fn known_value(client: &Client, model: &Ident, variant: &Ident) -> Sent {
    let mut models = client.models.iter().filter(|it| it.name == *model);
    let values = models.find_map(|it| match &it.kind {
        ModelKind::Enum(known) => Some(&known.values),
        _ => None,
    });
    let found = values.and_then(|it| it.iter().find(|value| value.variant == *variant));
    match found.map(|value| &value.wire) {
        Some(EnumWire::Text(text)) => Sent::Plain(json!(text)),
        Some(EnumWire::Integer(number)) => Sent::Plain(json!(number)),
        None => Sent::Other,
    }
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

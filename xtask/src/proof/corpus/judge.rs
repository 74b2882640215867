//! Checks an example against its own description with an independent validator.
//!
//! A schema of OpenAPI 3.0 is almost one of JSON Schema draft 4 (OpenAPI 3.0.3, Schema Object),
//! except for `nullable`, which is translated. A schema with properties but without a type is
//! treated as an object schema, as intended by its author. Formats are checked if clients have a
//! type for them.

use generator::{Choices, Input, Names, Source};
use jsonschema::Draft;
use percent_encoding::{AsciiSet, CONTROLS, utf8_percent_encode};
use serde_json::{Map, Value, json};

use super::find::Document;
use crate::exchange::schemas::is_uuid;
use crate::project::beside;

/// The characters to be escaped in the fragment of a URL (RFC 3986, section 3.5).
const FRAGMENT: &AsciiSet = &CONTROLS
    .add(b' ')
    .add(b'"')
    .add(b'#')
    .add(b'%')
    .add(b'<')
    .add(b'>')
    .add(b'[')
    .add(b'\\')
    .add(b']')
    .add(b'^')
    .add(b'`')
    .add(b'{')
    .add(b'|')
    .add(b'}');

/// The checked string formats.
const FORMATS: &[&str] = &["date", "date-time", "uuid"];

/// The verdict of the description on an example.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Verdict {
    /// Its schema doesn't allow it.
    DocumentWrong,
    /// Its schema allows it, so it should decode and encode back to an equal value.
    Valid,
    /// The schema was not found, or the validator doesn't accept it.
    Unknown,
}

/// A description whose examples are judged.
pub(super) struct Judge {
    effective: Value,
    schemas: Value,
}

impl Judge {
    pub(super) fn of(document: &Document) -> Option<Self> {
        let description = Source {
            name: document.name.clone(),
            text: std::fs::read_to_string(&document.path).ok()?,
            ..Source::default()
        };
        let input = Input {
            description: beside::of_file(description, &document.path, None).ok()?,
            overlays: Vec::new(),
            names: Names::default(),
            config: Choices::default(),
        };
        let effective = generator::Effective::read(&input).ok()?.document;
        let effective = effective.value().clone();
        Some(Self {
            schemas: translate(&effective),
            effective,
        })
    }

    /// Judges the example with this key at this pointer.
    pub(super) fn judge(&self, key: &str, pointer: &str, value: &Value) -> Verdict {
        self.schema(key, pointer)
            .map_or(Verdict::Unknown, |schema| self.judge_by(&schema, value))
    }

    /// Judges a value by the schema at a pointer.
    pub(super) fn judge_by(&self, schema: &str, value: &Value) -> Verdict {
        let fragment = utf8_percent_encode(schema, FRAGMENT);
        let mut root = self.schemas.clone();
        if let Some(root) = root.as_object_mut() {
            root.insert(
                "allOf".to_owned(),
                json!([{ "$ref": format!("#{fragment}") }]),
            );
        }
        let validator = jsonschema::options()
            .with_draft(Draft::Draft4)
            .should_validate_formats(true)
            .with_format("uuid", is_uuid)
            .build(&root);
        match validator {
            Ok(validator) if validator.is_valid(value) => Verdict::Valid,
            Ok(_) => Verdict::DocumentWrong,
            Err(_) => Verdict::Unknown,
        }
    }

    /// The pointer of the schema of an example: beside it, or, if the example is a component,
    /// beside the reference to it, which the key identifies.
    fn schema(&self, key: &str, pointer: &str) -> Option<String> {
        let media = match pointer.strip_suffix("/example") {
            Some(media) => Some(media),
            None => pointer
                .strip_suffix("/value")
                .and_then(|it| it.rsplit_once("/examples/"))
                .map(|(media, _)| media),
        };
        let beside = media.map(|media| format!("{media}/schema"));
        if let Some(schema) = beside
            && self.effective.pointer(&schema).is_some()
        {
            return Some(schema);
        }
        self.schema_of_key(key)
    }

    /// The schema of the first JSON body of the key's request or response. A key is `GET /things
    /// request` or `GET /things response 200`, followed by `: NAME`.
    fn schema_of_key(&self, key: &str) -> Option<String> {
        let (method, rest) = key.split_once(' ')?;
        let method = method.to_ascii_lowercase();
        let paths = self.effective.get("paths")?.as_object()?;
        // The longest path that is a prefix of the rest: no path ends with a space and one of our
        // words.
        let path = paths
            .keys()
            .filter(|path| {
                rest.strip_prefix(path.as_str())
                    .is_some_and(|it| it.starts_with(' '))
            })
            .max_by_key(|path| path.len())?;
        let side = rest.strip_prefix(path.as_str())?.trim_start();
        let side = side.split(": ").next()?;
        let escaped = path.replace('~', "~0").replace('/', "~1");
        let operation = format!("/paths/{escaped}/{method}");
        let node = match side.strip_prefix("response ") {
            Some(status) => format!("{operation}/responses/{status}"),
            None => format!("{operation}/requestBody"),
        };
        let node = self.follow(node)?;
        let content = self.effective.pointer(&node)?.get("content")?.as_object()?;
        let media = content.keys().find(|media| media.contains("json"))?;
        let media = media.replace('~', "~0").replace('/', "~1");
        Some(format!("{node}/content/{media}/schema"))
    }

    /// The pointer, or that of its reference's target.
    fn follow(&self, pointer: String) -> Option<String> {
        let node = self.effective.pointer(&pointer)?;
        match node.get("$ref").and_then(Value::as_str) {
            Some(reference) => Some(reference.strip_prefix('#')?.to_owned()),
            None => Some(pointer),
        }
    }
}

/// Translates `nullable` to JSON Schema. The generator limits the nesting depth of documents.
fn translate(value: &Value) -> Value {
    match value {
        Value::Array(items) => items.iter().map(translate).collect(),
        Value::Object(members) => {
            let mut translated: Map<String, Value> = members
                .iter()
                .filter(|(key, value)| {
                    let format = value.as_str().filter(|_| *key == "format");
                    format.is_none_or(|format| FORMATS.contains(&format))
                })
                .map(|(key, value)| {
                    let value = match value {
                        // A property may be named like a keyword.
                        Value::Object(named) if key == "properties" => each(named),
                        value => translate(value),
                    };
                    (key.clone(), value)
                })
                .collect();
            let properties = members.get("properties").is_some_and(Value::is_object);
            let typed = ["type", "allOf", "anyOf", "oneOf"]
                .iter()
                .any(|keyword| members.contains_key(*keyword));
            if properties && !typed {
                translated.insert("type".to_owned(), "object".into());
            }
            if members.get("nullable") == Some(&Value::Bool(true)) {
                json!({ "anyOf": [{ "type": "null" }, translated] })
            } else {
                Value::Object(translated)
            }
        }
        scalar => scalar.clone(),
    }
}

fn each(named: &Map<String, Value>) -> Value {
    let named = named.iter();
    named
        .map(|(name, schema)| (name.clone(), translate(schema)))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn judge() -> Judge {
        let effective = json!({
            "paths": { "/a b/{x}": { "post": {
                "requestBody": { "content": { "application/json": {
                    "schema": { "$ref": "#/components/schemas/A" },
                    "example": {},
                    "examples": { "n": { "value": {} } } } } },
                "responses": { "200": { "$ref": "#/components/responses/R" } } } } },
            "components": {
                "responses": { "R": { "content": { "application/json": { "schema": { "type": "integer" } } } } },
                "schemas": { "A": { "type": "object", "required": ["a"], "properties": {
                    "a": { "type": "string", "nullable": true } } } } }
        });
        Judge {
            schemas: translate(&effective),
            effective,
        }
    }

    #[test]
    fn examples_are_judged_by_the_schema_beside_them() {
        let judge = judge();
        let at = "/paths/~1a b~1{x}/post/requestBody/content/application~1json";
        for pointer in [format!("{at}/example"), format!("{at}/examples/n/value")] {
            for (value, verdict) in [
                (json!({ "a": "x" }), Verdict::Valid),
                (json!({ "a": null }), Verdict::Valid),
                (json!({}), Verdict::DocumentWrong),
                (json!(null), Verdict::DocumentWrong),
            ] {
                assert_eq!(judge.judge("", &pointer, &value), verdict, "{value}");
            }
        }
    }

    #[test]
    fn formats_that_have_a_type_count() {
        for (format, good, bad) in [
            (
                "date-time",
                "9999-12-31T23:59:59.9999999Z",
                "10/8/2018 12:00:00 AM",
            ),
            ("date", "2023-01-05", "5 January"),
            (
                "uuid",
                "0b5e4b6e-8a52-4d5c-9b5a-3f1f6c1c2a10",
                "0b5e4b6e8-a52-4d5c-9b5a-3f1f6c1c2a10",
            ),
        ] {
            let effective = json!({ "schema": { "type": "string", "format": format } });
            let judge = Judge {
                schemas: translate(&effective),
                effective,
            };
            let verdict = |value: &str| judge.judge("", "/example", &json!(value));
            assert_eq!(verdict(good), Verdict::Valid, "{good}");
            assert_eq!(verdict(bad), Verdict::DocumentWrong, "{bad}");
        }
        let other = json!({ "type": "string", "format": "email" });
        assert_eq!(translate(&other), json!({ "type": "string" }));
    }

    #[test]
    fn an_example_that_is_a_component_is_judged_by_its_place() {
        let judge = judge();
        let component = "/components/examples/E/value";
        let key = "POST /a b/{x} response 200: E";
        assert_eq!(judge.judge(key, component, &json!(1)), Verdict::Valid);
        assert_eq!(
            judge.judge(key, component, &json!("1")),
            Verdict::DocumentWrong
        );
        let key = "POST /a b/{x} request: E";
        assert_eq!(
            judge.judge(key, component, &json!({})),
            Verdict::DocumentWrong
        );
        assert_eq!(
            judge.judge("GET /b request", component, &json!({})),
            Verdict::Unknown
        );
    }
}

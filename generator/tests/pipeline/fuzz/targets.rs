//! The fuzz targets: bytes become a text, a schema or an overlay. Any input leads to a client of
//! valid Rust files, or to diagnostics. `generator/fuzz` runs the same functions.

use generator::diagnostic::{Code, Diagnostic, Severity, render};
use generator::{Config, Generated, Input, Names, Source};
use serde_json::{Map, Value, json};

/// Arbitrary text as a description.
pub(crate) fn document_bytes(bytes: &[u8]) {
    let _ = outcome(String::from_utf8_lossy(bytes).into_owned(), None);
}

/// Schemas of every form, at all positions of schemas. They are never so invalid that nothing is
/// generated.
pub(crate) fn schema_value(bytes: &[u8]) {
    let text = described(&mut Bytes(bytes)).to_string();
    if let Err(found) = outcome(text, None) {
        panic!("{}", render(&found));
    }
}

/// Arbitrary text as an overlay of a description.
pub(crate) fn overlay(bytes: &[u8]) {
    let description = json!({
        "openapi": "3.0.3", "info": { "title": "a", "version": "1" }, "tags": [{ "name": "t" }],
        "paths": { "/a/{id}": {
            "get": { "operationId": "a", "responses": { "200": { "description": "d" } } },
            "parameters": [{ "name": "id", "in": "path", "required": true, "schema": { "type": "string" } }] } },
        "components": { "schemas": { "A": { "type": "object", "properties": { "b": { "enum": ["x", "y"] } } } } } });
    let text = String::from_utf8_lossy(bytes).into_owned();
    let _ = outcome(description.to_string(), Some(text));
}

/// Generates a client and checks it.
fn outcome(description: String, overlay: Option<String>) -> Result<Generated, Vec<Diagnostic>> {
    let source = |name: &str, text| Source {
        name: name.to_owned(),
        text,
        ..Source::default()
    };
    let input = Input {
        description: source("description", description),
        overlays: overlay
            .map(|text| source("overlay", text))
            .into_iter()
            .collect(),
        names: Names::default(),
        config: Config::new("fuzz-client", "Fuzz", "FUZZ_TOKEN"),
    };
    let result = generator::generate(&input);
    match &result {
        Ok(generated) => {
            let _ = render(&generated.diagnostics);
            for (path, text) in generated
                .files
                .iter()
                .filter(|(path, _)| path.ends_with(".rs"))
            {
                if let Err(error) = syn::parse_file(text) {
                    panic!("{path}: {error}\n{text}");
                }
            }
        }
        Err(found) => {
            let told = render(found);
            assert!(
                found.iter().any(|it| it.severity() == Severity::Error),
                "{told}"
            );
            assert!(found.iter().all(|it| it.code != Code::Internal), "{told}");
        }
    }
    result
}

/// Bytes as choices; after the last byte, always the first choice.
struct Bytes<'a>(&'a [u8]);

impl Bytes<'_> {
    fn below(&mut self, end: usize) -> usize {
        let Some((first, rest)) = self.0.split_first() else {
            return 0;
        };
        self.0 = rest;
        usize::from(*first) % end
    }

    fn of(&mut self, texts: &[&str]) -> String {
        texts[self.below(texts.len())].to_owned()
    }

    fn name(&mut self) -> String {
        self.of(&[
            "a", "b", "A", "type", "self", "", "a-b", "a_b", "1", "é", "S0", "S1", "*/ \" {}",
            "String",
        ])
    }

    fn list<T>(&mut self, end: usize, mut one: impl FnMut(&mut Self) -> T) -> Vec<T> {
        let length = self.below(end);
        (0..length).map(|_| one(self)).collect()
    }
}

fn described(bytes: &mut Bytes<'_>) -> Value {
    let version = bytes.of(&["3.0.3", "3.1.0", "3.2.0"]);
    let media_type = bytes.of(&[
        "application/json",
        "multipart/form-data",
        "application/x-www-form-urlencoded",
        "text/plain",
        "text/event-stream",
        "application/xml",
    ]);
    let style = bytes.of(&[
        "form",
        "deepObject",
        "pipeDelimited",
        "spaceDelimited",
        "simple",
    ]);
    let location = bytes.of(&["query", "header", "cookie"]);
    let schemas: Map<String, Value> = (0..4)
        .map(|index| (format!("S{index}"), schema(bytes, 5)))
        .collect();
    let content = |schema: Value| json!({ "description": "d", "content": { media_type.clone(): { "schema": schema } } });
    json!({
        "openapi": version, "info": { "title": "a", "version": "1" },
        "paths": { "/a/{id}": { "post": {
            "operationId": "a",
            "parameters": [
                { "name": "id", "in": "path", "required": true, "schema": schema(bytes, 2) },
                { "name": "p", "in": location, "style": style, "schema": schema(bytes, 3) }],
            "requestBody": content(schema(bytes, 4)),
            "responses": { "200": content(schema(bytes, 4)), "default": content(to(bytes)) } } } },
        "components": { "schemas": schemas } })
}

fn to(bytes: &mut Bytes<'_>) -> Value {
    json!({ "$ref": format!("#/components/schemas/S{}", bytes.below(5)) })
}

fn schema(bytes: &mut Bytes<'_>, depth: usize) -> Value {
    let Some(below) = depth.checked_sub(1) else {
        return to(bytes);
    };
    let mut schema = Map::new();
    for _ in 0..=bytes.below(3) {
        let (key, value) = keyword(bytes, below);
        if key == "properties" && bytes.below(2) == 0 {
            schema.insert("required".to_owned(), bytes.list(4, Bytes::name).into());
        }
        schema.insert(key, value);
    }
    if bytes.below(16) == 15 {
        value(bytes, 2)
    } else {
        schema.into()
    }
}

fn keyword(bytes: &mut Bytes<'_>, below: usize) -> (String, Value) {
    let kinds = [
        "object", "string", "integer", "number", "array", "boolean", "null", "file",
    ];
    let key = bytes.of(&[
        "type",
        "properties",
        "$ref",
        "oneOf",
        "allOf",
        "anyOf",
        "items",
        "enum",
        "format",
        "nullable",
        "additionalProperties",
        "discriminator",
        "const",
        "default",
        "description",
        "title",
        "readOnly",
        "writeOnly",
        "not",
        "prefixItems",
        "patternProperties",
        "propertyNames",
        "required",
        "example",
        "if",
        "dependentSchemas",
        "contentEncoding",
        "minimum",
        "maxItems",
        "deprecated",
    ]);
    let value = match key.as_str() {
        // An invalid form.
        _ if bytes.below(24) == 23 => value(bytes, 2),
        "type" if bytes.below(4) == 3 => bytes.list(4, |bytes| bytes.of(&kinds)).into(),
        "type" => bytes.of(&kinds).into(),
        "properties" | "patternProperties" | "dependentSchemas" => {
            let members = bytes.list(4, |bytes| (bytes.name(), schema(bytes, below)));
            Value::Object(members.into_iter().collect())
        }
        "$ref" => to(bytes)["$ref"].take(),
        "oneOf" | "allOf" | "anyOf" | "prefixItems" => {
            bytes.list(4, |bytes| schema(bytes, below)).into()
        }
        "items" | "additionalProperties" | "not" | "if" => schema(bytes, below),
        "propertyNames" => to(bytes),
        "enum" => bytes.list(5, |bytes| value(bytes, 1)).into(),
        "format" => bytes
            .of(&[
                "date-time",
                "date",
                "int32",
                "int64",
                "uint64",
                "uuid",
                "binary",
                "byte",
                "double",
                "é",
            ])
            .into(),
        "discriminator" => json!({
            "propertyName": bytes.name(), "mapping": { bytes.name(): to(bytes)["$ref"].take(), bytes.name(): "S2" } }),
        "nullable" | "readOnly" | "writeOnly" | "deprecated" => true.into(),
        "description" | "title" | "contentEncoding" => bytes.name().into(),
        "required" => bytes.list(4, Bytes::name).into(),
        _ => value(bytes, 2),
    };
    (key, value)
}

fn value(bytes: &mut Bytes<'_>, depth: usize) -> Value {
    match bytes.below(if depth == 0 { 6 } else { 8 }) {
        0 => bytes.name().into(),
        1 => bytes.below(256).into(),
        2 => Value::Null,
        3 => (bytes.below(2) == 1).into(),
        4 => json!(-1.5),
        5 => u64::MAX.into(),
        6 => bytes.list(3, |bytes| value(bytes, depth - 1)).into(),
        _ => json!({ bytes.name(): value(bytes, depth - 1) }),
    }
}

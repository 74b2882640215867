//! Tests of the validator, the payloads and the server with small descriptions.

use std::rc::Rc;

use generator::Source;
use generator::compare::Rule;
use generator::document::Document;
use serde_json::{Value, json};

use super::proof;
use super::server::{Meant, Server};
use crate::exchange::schemas::{Direction, validator};
use crate::exchange::values::Maker;
use crate::proof::witness::judged::judged;

#[track_caller]
fn check(schema: &Value, direction: Direction, good: &[Value], bad: &[Value]) {
    let root = json!({ "components": { "schemas": {
        "Cat": { "type": "object", "required": ["kind"], "properties": { "kind": { "type": "string" } } },
        "Dog": { "type": "object", "required": ["kind"], "properties": { "kind": { "type": "string" } } } } } });
    let validator = validator(&root, schema, direction).unwrap();
    for value in good {
        assert!(validator.is_valid(value), "{value}");
    }
    for value in bad {
        assert!(!validator.is_valid(value), "{value}");
    }
    let values = Maker {
        root: &root,
        direction,
    }
    .values(schema);
    assert!(values.iter().any(|it| validator.is_valid(it)), "{values:?}");
}

#[test]
fn openapi_says_more_than_json_schema() {
    let nullable = json!({ "type": "integer", "nullable": true });
    check(
        &nullable,
        Direction::Request,
        &[json!(null), json!(1)],
        &[json!("1")],
    );
    let set = json!({ "type": "object", "required": ["id"], "properties": {
        "id": { "type": "string", "readOnly": true } } });
    check(&set, Direction::Request, &[json!({})], &[]);
    check(
        &set,
        Direction::Response,
        &[json!({ "id": "a" })],
        &[json!({})],
    );
    let cat = "#/components/schemas/Cat";
    let union = json!({ "oneOf": [{ "$ref": cat }, { "$ref": "#/components/schemas/Dog" }],
        "discriminator": { "propertyName": "kind", "mapping": { "cat": cat } } });
    let good = [json!({ "kind": "cat" }), json!({ "kind": "Dog" })];
    check(
        &union,
        Direction::Response,
        &good,
        &[json!({ "kind": "Cat" }), json!({ "kind": 1 })],
    );
    let bytes = json!({ "type": "string", "format": "byte" });
    check(
        &bytes,
        Direction::Response,
        &[json!("aGVsbG8=")],
        &[json!("a-b=")],
    );
}

#[test]
fn each_property_is_absent_once_and_has_each_value() {
    let schema = json!({ "type": "object", "required": ["a"], "properties": {
        "a": { "enum": ["x", "y"] }, "b": { "type": "integer", "nullable": true } } });
    let values = Maker {
        root: &json!({}),
        direction: Direction::Response,
    }
    .values(&schema);
    for value in [
        json!({ "a": "x" }),
        json!({ "a": "y" }),
        json!({ "a": "x", "b": null }),
    ] {
        assert!(values.contains(&value), "{value} in {values:?}");
    }
}

#[track_caller]
fn refusal(request: &Value, meant: &[(&str, &str, Value)]) -> String {
    let root = json!({
        "servers": [{ "url": "https://{region}.example/v1", "variables": {
            "region": { "default": "eu", "enum": ["eu", "us"] } } }],
        "security": [{ "key": [] }],
        "components": { "securitySchemes": { "key": { "type": "apiKey", "in": "header", "name": "X-Key" } } },
        "paths": { "/a/{id}": { "post": {
            "parameters": [
                { "name": "id", "in": "path", "required": true, "schema": { "type": "integer" } },
                { "name": "list", "in": "query", "explode": false,
                  "schema": { "type": "array", "items": { "type": "string" } } },
                { "name": "must", "in": "query", "required": true, "schema": { "enum": ["x"] } }],
            "requestBody": { "required": true, "content": { "application/json": {
                "schema": { "type": "object", "required": ["n"] } } } } } } } });
    let meant: Meant = meant
        .iter()
        .map(|(place, name, value)| (((*place).to_owned(), (*name).to_owned()), value.clone()))
        .collect();
    let source = Source {
        text: json!({ "openapi": "3.0.3", "info": { "title": "A", "version": "1" },
            "servers": root["servers"], "security": root["security"],
            "components": root["components"], "paths": root["paths"] })
        .to_string(),
        ..Source::default()
    };
    Server::of(Rc::new(Document::parse(&source).unwrap()))
        .refusal(request, &meant)
        .unwrap_or_default()
}

#[test]
fn the_server_accepts_what_is_described() {
    let request = |url: &str, headers: Value, body: &str| json!({ "method": "POST", "url": url, "headers": headers, "body": body });
    let headers = json!([["x-key", "k"], ["content-type", "application/json"]]);
    let good = "https://us.example/v1/a/1?must=x";
    let body = r#"{"n":1}"#;
    assert_eq!(refusal(&request(good, headers.clone(), body), &[]), "");
    for (url, headers, body, expected) in [
        (
            "https://xx.example/v1/a/1?must=x",
            headers.clone(),
            body,
            "no server accepts",
        ),
        (
            "https://us.example/v1/b/1?must=x",
            headers.clone(),
            body,
            "no server accepts",
        ),
        (
            good,
            json!([["content-type", "application/json"]]),
            body,
            "credential",
        ),
        (
            "https://us.example/v1/a/one?must=x",
            headers.clone(),
            body,
            "`id`",
        ),
        (
            "https://us.example/v1/a/1",
            headers.clone(),
            body,
            "`must` is missing",
        ),
        (
            "https://us.example/v1/a/1?must=y",
            headers.clone(),
            body,
            "not one of the listed values",
        ),
        (good, headers.clone(), "{}", "required property"),
        (
            good,
            json!([["x-key", "k"]]),
            "",
            "the required body is missing",
        ),
        (
            good,
            json!([["x-key", "k"], ["content-type", "text/csv"]]),
            "a",
            "the media type is not one of",
        ),
    ] {
        let found = refusal(&request(url, headers, body), &[]);
        assert!(found.contains(expected), "{url}: {found}");
    }
    // An exploded list decodes differently if the revision expects commas.
    let meant = [("query", "list", json!(["a", "b"]))];
    let joined = request(&format!("{good}&list=a,b"), headers.clone(), body);
    assert_eq!(refusal(&joined, &meant), "");
    let found = refusal(
        &request(&format!("{good}&list=a&list=b"), headers, body),
        &meant,
    );
    assert!(found.contains("sent once"), "{found}");
}

/// Each event that both sides have is delivered as the revision describes it.
#[test]
fn events_of_the_revision_are_delivered() {
    let case = |rule: Rule, title: &str| {
        let cases = rule.cases();
        let case = cases.iter().find(|it| it.title == title).unwrap();
        let judgement = judged(&case.name(), &case.base(), &case.revision()).unwrap();
        proof::deliveries(&judgement, "client")
    };
    let removed = case(Rule::RequiredPropertyRemoved, "In an event");
    assert!(!removed.is_empty());
    for call in &removed {
        assert_eq!(call.item["key"], "Arrived");
        assert!(call.item["event"]["id"].is_string(), "{}", call.item);
        assert!(call.item["event"].get("parcel").is_none(), "{}", call.item);
        let failed = json!({ "end": "failed", "said": "missing field" });
        assert!(call.failure(&failed, &mut None).is_some());
        assert!(
            call.failure(&json!({ "end": "value" }), &mut None)
                .is_none()
        );
    }
}

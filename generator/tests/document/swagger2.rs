//! The translation of Swagger 2.0, and the positions of its nodes.

use generator::diagnostic::render;
use generator::document::Pointer;
use serde_json::{Value, json};

use super::{run, source};

const TEXT: &str = "\
swagger: '2.0'
info: {title: Pets, version: '1'}
host: pets.example
basePath: /v1/
schemes: [http, https]
consumes: [application/xml, application/json]
produces: [application/json]
paths:
  /pets/{id}:
    parameters:
      - {$ref: '#/parameters/Id'}
      - {name: note, in: formData, type: string, required: true}
    get:
      parameters:
        - {name: ids, in: query, type: array, items: {type: integer}, collectionFormat: multi}
        - {name: X-Kinds, in: header, type: array, items: {type: string}}
      responses:
        200:
          description: d
          schema: {$ref: '#/definitions/Pet'}
          headers: {X-Rate: {type: integer}}
          examples: {application/json: {name: Tom}}
        404: {$ref: '#/responses/NotFound'}
    put:
      parameters:
        - {name: unused, in: query, type: string}
        - {$ref: '#/parameters/Body'}
      responses: {204: {description: d}}
    post:
      parameters:
        - {name: photo, in: formData, type: file}
      responses: {200: {description: d, schema: {type: file}}}
parameters:
  Id: {name: id, in: path, required: true, type: string}
  Body: {name: pet, in: body, required: true, schema: {type: object, properties: {bad: {type: 5}}}}
responses:
  NotFound: {description: d}
securityDefinitions:
  basic: {type: basic}
  oauth: {type: oauth2, flow: accessCode, authorizationUrl: 'https://a', tokenUrl: 'https://b', scopes: {a: b}}
definitions:
  Pet:
    type: object
    discriminator: kind
    properties:
      kind: {type: string}
      name: {type: string, x-nullable: true}
      worse: {type: []}
";

fn converted() -> (Value, Vec<(String, usize)>) {
    let (document, found) = run(&source("swagger.yaml", TEXT), &[]);
    let document = document.unwrap();
    let value = document.value().clone();
    let lines = found.iter().map(|it| {
        let line = it
            .place
            .unwrap_or_else(|| panic!("{}", render(&found)))
            .line;
        (it.pointer.to_string(), line)
    });
    (value, lines.collect())
}

#[track_caller]
fn assert_at(pointer: &str, expected: Value) {
    let (value, _) = converted();
    assert_eq!(value.pointer(pointer), Some(&expected), "{pointer}");
}

#[test]
fn servers_and_security() {
    assert_at("/openapi", json!("3.0.3"));
    assert_at("/servers", json!([{ "url": "https://pets.example/v1" }]));
    assert_at(
        "/components/securitySchemes/basic",
        json!({ "type": "http", "scheme": "basic" }),
    );
    assert_at(
        "/components/securitySchemes/oauth/flows",
        json!({ "authorizationCode": {
            "authorizationUrl": "https://a", "tokenUrl": "https://b", "scopes": { "a": "b" } } }),
    );
}

/// Joined as they are, the host and a base path without a slash would be another host.
#[test]
fn a_base_path_is_no_part_of_the_host() {
    let text = TEXT.replace("basePath: /v1/", "basePath: v1");
    let (document, found) = run(&source("swagger.yaml", &text), &[]);
    let servers = json!([{ "url": "https://pets.example/v1" }]);
    assert_eq!(document.unwrap().value()["servers"], servers);
    let said = render(&found);
    assert!(said.contains("begins without a slash"), "{said}");
}

#[test]
fn parameters() {
    assert_at(
        "/paths/~1pets~1{id}/parameters",
        json!([{ "$ref": "#/components/parameters/Id" }]),
    );
    assert_at(
        "/components/parameters/Id",
        json!({ "name": "id", "in": "path", "required": true, "schema": { "type": "string" } }),
    );
    assert_at(
        "/paths/~1pets~1{id}/get/parameters",
        json!([
            { "name": "ids", "in": "query", "style": "form", "explode": true,
              "schema": { "type": "array", "items": { "type": "integer" } } },
            { "name": "X-Kinds", "in": "header", "style": "simple", "explode": false,
              "schema": { "type": "array", "items": { "type": "string" } } }]),
    );
}

#[test]
fn bodies_and_responses() {
    assert_at(
        "/paths/~1pets~1{id}/put/requestBody",
        json!({ "$ref": "#/components/requestBodies/Body" }),
    );
    // One type for all media types.
    assert_at(
        "/components/requestBodies/Body/content/application~1xml/schema",
        json!({ "$ref": "#/components/requestBodies/Body/content/application~1json/schema" }),
    );
    assert_at(
        "/paths/~1pets~1{id}/post/requestBody",
        json!({ "required": true, "content": { "multipart/form-data": { "schema": {
            "type": "object", "required": ["note"], "properties": {
                "note": { "type": "string" },
                "photo": { "type": "string", "format": "binary" } } } } } }),
    );
    assert_at(
        "/paths/~1pets~1{id}/get/responses/200",
        json!({
            "description": "d",
            "headers": { "X-Rate": { "schema": { "type": "integer" } } },
            "content": { "application/json": {
                "schema": { "$ref": "#/components/schemas/Pet" }, "example": { "name": "Tom" } } } }),
    );
    assert_at(
        "/paths/~1pets~1{id}/get/responses/404",
        json!({ "$ref": "#/components/responses/NotFound" }),
    );
    assert_at(
        "/components/schemas/Pet/properties/name",
        json!({ "type": "string", "nullable": true }),
    );
    assert_at(
        "/components/schemas/Pet/discriminator",
        json!({ "propertyName": "kind" }),
    );
}

#[test]
fn places_lead_to_the_swagger_text() {
    let (_, lines) = converted();
    let bad = "/components/requestBodies/Body/content/application~1json/schema/properties/bad/type";
    let form = "/paths/~1pets~1{id}/parameters/1";
    let flow = "/components/securitySchemes/oauth/flows/authorizationCode";
    let expected = [("/schemes/0", 5), (form, 12), (bad, 35), (flow, 40)];
    assert_eq!(lines, expected.map(|(at, line)| (at.to_owned(), line)));
    let (document, _) = run(&source("swagger.yaml", TEXT), &[]);
    let document = document.unwrap();
    for (pointer, line) in [
        ("/components/schemas/Pet/properties/worse", 48),
        ("/components/parameters/Id/schema/type", 34),
        ("/paths/~1pets~1{id}/get/parameters/1/schema/items", 16),
        ("/paths/~1pets~1{id}/put/requestBody", 27),
        (
            "/paths/~1pets~1{id}/post/requestBody/content/multipart~1form-data/schema/properties/photo",
            31,
        ),
        (
            "/paths/~1pets~1{id}/get/responses/200/content/application~1json/schema",
            20,
        ),
        ("/servers", 3),
    ] {
        let (_, place) = document.place(&Pointer::parse(pointer).unwrap()).unwrap();
        assert_eq!(place.line, line, "{pointer}");
    }
}

//! Where a change is located: at the node that was edited, whether it is a component or a reference.

use generator::{Input, Names, Source};

use super::check;

const LIBRARY: &str = r##"
openapi: 3.0.3
info: { title: Library, version: "1" }
servers: [{ url: "https://{host}.example", variables: { host: { default: library, description: The branch. } } }]
security: [{ key: [] }]
paths:
  /books:
    get:
      operationId: listBooks
      parameters: [{ $ref: "#/components/parameters/limit" }]
      responses:
        "200": { $ref: "#/components/responses/Books" }
        "404": { $ref: "#/components/responses/Missing" }
    post:
      operationId: addBook
      requestBody: { $ref: "#/components/requestBodies/Book" }
      responses:
        "200": { description: Added., content: { application/json: { schema: { $ref: "#/components/schemas/Added" } } } }
        "404": { $ref: "#/components/responses/Missing" }
  /tags:
    put:
      operationId: putTag
      requestBody: { $ref: "#/components/requestBodies/Tag" }
      responses: { "204": { description: Done. } }
  /loans:
    get:
      operationId: listLoans
      parameters:
        - { $ref: "#/components/parameters/limit" }
        - { name: reader, in: query, schema: { $ref: "#/components/schemas/Name" } }
      responses:
        "200": { $ref: "#/components/responses/Books" }
        "201": { description: Lent., content: { application/json: { schema: { $ref: "#/components/schemas/Loan" } } } }
components:
  securitySchemes:
    key: { type: apiKey, in: header, name: X-Key, description: A key. }
  parameters:
    limit: { name: limit, in: query, description: The most., schema: { type: integer } }
    most: { name: limit, in: query, required: true, schema: { type: integer, format: int32 } }
  headers:
    Total: { description: How many., schema: { type: integer } }
  requestBodies:
    Book: { required: true, content: { application/json: { schema: { $ref: "#/components/schemas/Book" } } } }
    Loan: { required: false, content: { application/json: { schema: { $ref: "#/components/schemas/Book" } } } }
    Tag: { required: true, content: { application/json: { schema: { type: object, properties: { name: { type: string } } } } } }
    Label: { required: true, content: { application/json: { schema: { type: object, properties: { name: { type: integer } } } } } }
  responses:
    Books:
      description: Some.
      headers: { X-Total: { $ref: "#/components/headers/Total" } }
      content: { application/json: { schema: { $ref: "#/components/schemas/Book" } } }
    Missing: { description: There is none. }
    Gone: { description: There was one., headers: { X-Since: { schema: { type: string } } } }
  schemas:
    Name: { type: string, default: unknown }
    Added: { type: object, properties: { first: { $ref: "#/components/schemas/Book" } } }
    Book: { type: object, properties: { title: { type: string }, pages: { type: integer } } }
    Loan: { type: object, properties: { reader: { $ref: "#/components/schemas/Name" }, branch: { $ref: "#/components/schemas/Name" } } }
    Volume: { type: object, properties: { title: { type: string }, pages: { type: string } } }
"##;

fn description(text: String) -> Input {
    Input {
        description: Source {
            name: "library.yaml".to_owned(),
            text,
            ..Source::default()
        },
        overlays: Vec::new(),
        names: Names::default(),
        config: super::own_description::config("Library"),
    }
}

/// Asserts the rule, the position in the base and the cause of each change, where a text was replaced at one
/// place.
#[track_caller]
fn expect(old: &str, new: &str, expected: &[(&str, &str, &str)]) {
    assert_eq!(LIBRARY.matches(old).count(), 1, "{old}");
    let base = description(LIBRARY.to_owned());
    let found = check(&base, &description(LIBRARY.replace(old, new)));
    let changes = found.changes.iter().map(|one| {
        let base = one.base.as_ref().map_or("", |site| site.pointer.as_str());
        (one.rule.id(), base, one.cause.as_str())
    });
    assert_eq!(
        changes.collect::<Vec<_>>(),
        expected,
        "{old} -> {new}\n{found}"
    );
}

#[test]
fn an_edited_component_is_one_change_at_the_component() {
    let missing = "/components/responses/Missing";
    expect(
        "There is none.",
        "There is no book.",
        &[("R112", missing, "responses/Missing")],
    );
    expect(
        "description: There is none.",
        "description: There is none., headers: { X-Since: { schema: { type: string } } }",
        &[("R279", missing, "responses/Missing")],
    );
    let total = "/components/headers/Total";
    expect(
        "How many., schema: { type: integer }",
        "How many., required: true, schema: { type: integer }",
        &[("R283", total, "headers/Total")],
    );
    expect("How many.", "All.", &[("R112", total, "headers/Total")]);
    expect(
        "The most.",
        "At most.",
        &[("R112", "/components/parameters/limit", "parameters/limit")],
    );
    let body = "/components/requestBodies/Book";
    expect(
        "Book: { required: true",
        "Book: { required: false",
        &[("R147", body, "requestBodies/Book")],
    );
    expect(
        "default: unknown",
        "default: anonymous",
        &[("R134", "/components/schemas/Name", "Name")],
    );
    expect(
        "Book: { type: object",
        "Book: { deprecated: true, type: object",
        &[("R107", "/components/schemas/Book", "Book")],
    );
}

#[test]
fn an_edited_reference_is_a_change_of_what_it_is_in() {
    expect(
        "    post:\n      operationId: addBook\n      requestBody: { $ref: \"#/components/requestBodies/Book\" }",
        "    post:\n      operationId: addBook\n      requestBody: { $ref: \"#/components/requestBodies/Loan\" }",
        &[("R147", "/paths/~1books/post/requestBody", "POST /books")],
    );
    expect(
        "get:\n      operationId: listBooks\n      parameters: [{ $ref: \"#/components/parameters/limit\" }]",
        "get:\n      operationId: listBooks\n      parameters: [{ $ref: \"#/components/parameters/most\" }]",
        &[
            ("R130", "/paths/~1books/get/parameters", "GET /books"),
            ("R232", "/paths/~1books/get/parameters", "GET /books"),
            ("R112", "/paths/~1books/get", "GET /books"),
        ],
    );
    expect(
        "requestBodies/Tag\" }",
        "requestBodies/Label\" }",
        &[("R230", "/paths/~1tags/put/requestBody", "PUT /tags")],
    );
    expect(
        "Tag: { required: true, content: { application/json: { schema: { type: object, properties: { name: { type: string } }",
        "Tag: { required: true, content: { application/json: { schema: { type: object, properties: { name: { type: boolean } }",
        &[(
            "R230",
            "/components/requestBodies/Tag/content/application~1json/schema/properties/name",
            "requestBodies/Tag",
        )],
    );
    let first = "/components/schemas/Added/properties/first";
    expect(
        "first: { $ref: \"#/components/schemas/Book\" }",
        "first: { type: object, properties: { title: { type: string }, pages: { type: string } } }",
        &[("R230", first, "Added"), ("R234", first, "Added")],
    );
    expect(
        "first: { $ref: \"#/components/schemas/Book\" }",
        "first: { $ref: \"#/components/schemas/Volume\" }",
        &[("R230", first, "Added"), ("R234", first, "Added")],
    );
}

#[test]
fn texts_are_located_at_what_they_describe() {
    expect(
        "A key.",
        "The key.",
        &[(
            "R112",
            "/components/securitySchemes/key",
            "securitySchemes/key",
        )],
    );
    expect(
        "The branch.",
        "The library.",
        &[("R112", "/servers/0/variables/host", "the whole API")],
    );
}

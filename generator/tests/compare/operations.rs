//! Changes of one operation: its parameters, bodies and failures.

use generator::compare::{Comparison, Http};
use generator::{Input, Names, Source};

use super::check;

/// A description of one operation, and of a schema `Other`.
fn description(operation: &str, other: &str) -> Input {
    Input {
        description: Source {
            name: "operations.yaml".to_owned(),
            text: format!(
                "openapi: 3.1.0\ninfo: {{ title: Operations, version: '1' }}\n\
                 servers: [{{ url: https://operations.example }}]\npaths:\n  /things:\n    post:\n\
                 \x20     {{ operationId: add, {operation} }}\n\
                 components: {{ schemas: {{ Other: {other} }} }}\n"
            ),
            ..Source::default()
        },
        overlays: Vec::new(),
        names: Names::default(),
        config: super::own_description::config("Operations"),
    }
}

const OTHER: &str = "{ type: boolean }";

fn compared(old: &str, new: &str) -> Comparison {
    check(&description(old, OTHER), &description(new, OTHER))
}

/// Asserts the rules, with the HTTP verdict of each.
#[track_caller]
fn expect(found: &Comparison, expected: &[(&str, Http)]) {
    let changes = found.changes.iter();
    let rules: Vec<(&str, Http)> = changes.map(|one| (one.rule.id(), one.http)).collect();
    assert_eq!(rules, expected, "{found}");
}

fn sent(media_type: &str, schema: &str) -> String {
    format!(
        "requestBody: {{ required: true, content: {{ {media_type}: {{ schema: {schema} }} }} }}, \
         responses: {{ '204': {{ description: Done. }} }}"
    )
}

fn received(media_type: &str, schema: &str) -> String {
    format!(
        "responses: {{ '200': {{ description: Done., \
         content: {{ {media_type}: {{ schema: {schema} }} }} }} }}"
    )
}

#[test]
fn bytes_have_no_kind_and_no_limits() {
    let object = "{ type: object, properties: { a: { type: string } } }";
    for of in [sent, received] {
        for (old, new) in [
            ("{ type: string, format: binary }", "{ type: string }"),
            ("{ type: string, format: binary }", "{}"),
            ("{ type: string }", "{ type: string, maxLength: 9 }"),
        ] {
            expect(&compared(&of("image/png", old), &of("image/png", new)), &[]);
            expect(&compared(&of("image/png", new), &of("image/png", old)), &[]);
        }
        // The type of the object is an item of the crate.
        let found = compared(
            &of("image/png", "{ type: string }"),
            &of("image/png", object),
        );
        expect(&found, &[("R230", Http::Compatible)]);
        let found = compared(
            &of("image/png", object),
            &of("image/png", &object.replace("string", "integer")),
        );
        expect(&found, &[("R230", Http::Compatible)]);
    }
}

#[test]
fn text_has_a_kind_only_if_both_schemas_name_one() {
    use Http::{Breaking, Compatible, Warning};
    let text = "{ type: string }";
    let rows = "{ type: array, items: { type: string } }";
    for of in [sent, received] {
        let of = |schema: &str| of("text/csv", schema);
        expect(&compared(&of(text), &of("{}")), &[]);
        expect(&compared(&of("{}"), &of(text)), &[]);
        let found = compared(&of(text), &of(rows));
        expect(&found, &[("R230", Compatible)]);
        let found = compared(&of(rows), &of(text));
        expect(&found, &[("R230", Compatible)]);
    }
    let id = "{ type: string, format: uuid }";
    let of = |of: fn(&str, &str) -> String, old, new| {
        compared(&of("text/plain", old), &of("text/plain", new))
    };
    expect(&of(sent, text, id), &[("R232", Breaking)]);
    expect(&of(sent, id, text), &[("R231", Compatible)]);
    expect(&of(received, text, id), &[("R232", Compatible)]);
    // A string for released clients, too.
    expect(&of(received, id, text), &[("R231", Warning)]);
}

#[test]
fn text_that_becomes_bytes() {
    use Http::{Breaking, Compatible, Warning};
    let (text, bytes) = ("{ type: string }", "{ type: string, format: binary }");
    let of = |of: fn(&str, &str) -> String, media_type: &str, old: &str, new: &str| {
        compared(&of(media_type, old), &of(media_type, new))
    };
    for media_type in ["text/plain", "'*/*'"] {
        let found = of(sent, media_type, text, bytes);
        expect(&found, &[("R231", Compatible)]);
        let found = of(sent, media_type, bytes, text);
        expect(&found, &[("R232", Warning)]);
        let found = of(received, media_type, text, bytes);
        expect(&found, &[("R231", Warning)]);
        let found = of(received, media_type, bytes, text);
        expect(&found, &[("R232", Compatible)]);
    }
    // A string in JSON has quotes.
    let found = of(received, "application/json", text, bytes);
    expect(&found, &[("R230", Breaking)]);
}

/// The call has failed anyway, and its error keeps the body.
#[test]
fn schemas_of_failures() {
    use Http::{Breaking, Warning};
    let fails = |status: &str, success: &str| {
        format!(
            "responses: {{ '200': {{ description: Done., content: {{ application/json: {{ schema: \
             {success} }} }} }}, {status}: {{ description: Failed., content: {{ \
             application/json: {{ schema: {{ $ref: '#/components/schemas/Other' }} }} }} }} }}"
        )
    };
    let both = "{ type: object, required: [a], properties: { a: { type: string } } }";
    for (new, rule) in [
        (
            "{ type: object, required: [a], properties: { a: { type: integer } } }",
            "R230",
        ),
        (
            "{ type: object, properties: { a: { type: string } } }",
            "R221",
        ),
        (
            "{ type: object, required: [a], properties: { a: { type: [string, 'null'] } } }",
            "R222",
        ),
    ] {
        for status in ["'400'", "5XX", "default"] {
            let of = |success: &str| {
                let operation = fails(status, success);
                check(
                    &description(&operation, both),
                    &description(&operation, new),
                )
            };
            expect(&of("{ type: string }"), &[(rule, Warning)]);
            let found = of("{ $ref: '#/components/schemas/Other' }");
            expect(&found, &[(rule, Breaking)]);
        }
    }
    // What is sent as well is refused.
    let used = "requestBody: { content: { application/json: { schema: { $ref: \
                '#/components/schemas/Other' } } } }";
    let operation = format!("{used}, {}", fails("default", "{ type: string }"));
    let optional = "{ type: object, properties: { a: { type: string } } }";
    let of = |old, new| check(&description(&operation, old), &description(&operation, new));
    expect(&of(optional, both), &[("R220", Breaking)]);
    expect(&of(both, optional), &[("R221", Warning)]);
}

/// An operation with a parameter.
fn with_parameter(rest: &str, schema: &str) -> String {
    format!(
        "parameters: [{{ name: p, {rest}, schema: {schema} }}], \
         responses: {{ '204': {{ description: Done. }} }}"
    )
}

#[test]
fn serializations_that_are_the_same() {
    use Http::{Breaking, Compatible};
    let of = |schema: &str, old: &str, new: &str| {
        compared(&with_parameter(old, schema), &with_parameter(new, schema))
    };
    let (one, list) = ("in: header", "{ type: array, items: { type: string } }");
    let exploded = "in: header, explode: true";
    expect(&of(list, one, exploded), &[("R133", Compatible)]);
    expect(&of(list, exploded, one), &[("R133", Compatible)]);
    let object = "{ type: object, properties: { a: { type: string } } }";
    expect(&of(object, one, exploded), &[("R133", Breaking)]);
    let integer = "{ type: integer }";
    expect(&of(integer, one, exploded), &[]);
    let (escaped, reserved) = ("in: query", "in: query, allowReserved: true");
    for (schema, http) in [
        (integer, Compatible),
        ("{ type: boolean }", Compatible),
        ("{ type: string, format: uuid }", Compatible),
        ("{ type: string, format: date }", Compatible),
        ("{ type: string, enum: [a-b, c] }", Compatible),
        ("{ type: string, enum: [a/b, c] }", Breaking),
        ("{ type: string, format: date-time }", Breaking),
        ("{ type: string }", Breaking),
        (list, Breaking),
    ] {
        expect(&of(schema, escaped, reserved), &[("R133", http)]);
        expect(&of(schema, reserved, escaped), &[("R133", http)]);
    }
}

#[test]
fn a_part_that_becomes_a_file() {
    use Http::{Breaking, Compatible};
    let form = |part: &str, other: &str| {
        let schema = format!("{{ type: object, properties: {{ a: {part}, b: {other} }} }}");
        sent("multipart/form-data", &schema)
    };
    let (text, file) = ("{ type: string }", "{ type: string, format: binary }");
    let list = |item: &str| format!("{{ type: array, items: {item} }}");
    for (text, file) in [(text, file), (&list(text), &list(file))] {
        let changed = ("R230", Breaking);
        // With the first file the type is no longer JSON.
        let traits = ("R237", Compatible);
        let of = |part: &str| form(part, "{ type: boolean }");
        expect(&compared(&of(text), &of(file)), &[changed, traits]);
        expect(&compared(&of(file), &of(text)), &[changed, traits]);
        let of = |part: &str| form(part, "{ type: string, format: binary }");
        expect(&compared(&of(text), &of(file)), &[changed]);
        expect(&compared(&of(file), &of(text)), &[changed]);
    }
    // Without a constructor the traits follow from the change of the field's type.
    let of = |part: &str| {
        sent(
            "multipart/form-data",
            &format!("{{ type: object, required: [a], properties: {{ a: {part} }} }}"),
        )
    };
    expect(&compared(&of(text), &of(file)), &[("R230", Breaking)]);
    expect(&compared(&of(file), &of(text)), &[("R230", Breaking)]);
    // In JSON both are strings.
    let json = |part: &str| {
        let schema = format!("{{ type: object, properties: {{ a: {part} }} }}");
        sent("application/json", &schema)
    };
    expect(&compared(&json(file), &json(text)), &[("R231", Compatible)]);
}

#[test]
fn urls_of_tokens() {
    let secured = |scheme: &str| {
        let mut input = description(
            "security: [{ key: [] }], responses: { '204': { description: Done. } }",
            OTHER,
        );
        let schemes = format!("components: {{ securitySchemes: {{ key: {scheme} }}, ");
        input.description.text = input.description.text.replace("components: { ", &schemes);
        input
    };
    let oauth = "{ type: oauth2, flows: { authorizationCode: { authorizationUrl: https://a.example, \
                 tokenUrl: https://b.example, refreshUrl: https://c.example, scopes: {} } } }";
    let discovery = "{ type: openIdConnect, openIdConnectUrl: https://a.example }";
    for (scheme, url) in [
        (oauth, "a.example"),
        (oauth, "b.example"),
        (oauth, "c.example"),
        (discovery, "a.example"),
    ] {
        let moved = secured(&scheme.replace(url, "other.example"));
        expect(&check(&secured(scheme), &moved), &[("R118", Http::Warning)]);
    }
}

#[test]
fn enums_of_texts_in_a_query() {
    use Http::{Breaking, Compatible};
    let of = |schema: &str| with_parameter("in: query", schema);
    let numbers = of("{ type: integer, enum: [1, 2] }");
    for (texts, there, back) in [
        ("'1', '2'", ("R231", Compatible), ("R231", Compatible)),
        ("'1', '2', '3'", ("R231", Compatible), ("R232", Breaking)),
        ("'1', '3'", ("R230", Breaking), ("R230", Breaking)),
    ] {
        let texts = of(&format!("{{ type: string, enum: [{texts}] }}"));
        expect(&compared(&numbers, &texts), &[there]);
        expect(&compared(&texts, &numbers), &[back]);
    }
}

#[test]
fn an_added_status() {
    let of = |more: &str| format!("responses: {{ '204': {{ description: Done. }}{more} }}");
    for (status, http) in [("202", Http::Compatible), ("302", Http::Warning)] {
        let more = format!(", '{status}': {{ description: More. }}");
        expect(&compared(&of(""), &of(&more)), &[("R270", http)]);
    }
}

//! Verdicts over HTTP on changes of a kind that also change the values inside: an alternative of a
//! union, the properties of an object that became a map, the items of a tuple that became a list.

use generator::compare::{Comparison, Http};
use generator::{Input, Names, Source};

use super::check;

/// The direction in which the changed schema goes.
#[derive(Clone, Copy)]
enum Way {
    Sent,
    Received,
}
use Way::{Received, Sent};

/// A description whose only operation sends or receives a schema `S`, with more schemas beside it.
fn input(way: Way, schemas: &str) -> Input {
    let body = "content: { application/json: { schema: { $ref: \"#/components/schemas/S\" } } }";
    let (request, response) = match way {
        Sent => (format!("requestBody: {{ required: true, {body} }}"), ""),
        Received => (String::new(), body),
    };
    responding(
        &format!("\"200\": {{ description: Done., {response} }}"),
        &request,
        schemas,
    )
}

fn responding(responses: &str, request: &str, schemas: &str) -> Input {
    let text = format!(
        "openapi: 3.1.0
info: {{ title: Inner, version: \"1\" }}
servers: [{{ url: https://inner.example }}]
paths:
  /s:
    post:
      operationId: give
      responses: {{ {responses} }}
      {request}
components:
  schemas:
{schemas}
"
    );
    Input {
        description: Source {
            name: "inner.yaml".to_owned(),
            text,
            ..Source::default()
        },
        overlays: Vec::new(),
        names: Names::default(),
        config: super::own_description::config("Inner"),
    }
}

/// The schema `S`, a property in it, or several components, indented.
fn schemas(text: &str) -> String {
    let lines = text.split('\n').map(str::trim);
    let lines = lines.filter(|line| !line.is_empty());
    let all: Vec<String> = lines
        .map(
            |line| match line.starts_with(|c: char| c.is_ascii_uppercase()) {
                true => format!("    {line}"),
                false => format!("    S: {line}"),
            },
        )
        .collect();
    all.join("\n")
}

fn changed(way: Way, old: &str, new: &str) -> Comparison {
    let [old, new] = [old, new].map(|text| input(way, &schemas(text)));
    check(&old, &new)
}

/// All that are not as expected, with their reports.
fn wrong(expected: Http, changes: &[(Way, &str, &str)]) -> String {
    let mut wrong = String::new();
    for (way, old, new) in changes {
        let found = changed(*way, old, new);
        if found.http() != expected {
            wrong += &format!("{old}\n-> {new}\n{found}\n");
        }
    }
    wrong
}

const P: &str = "P: { type: object, properties: { a: { type: string } } }";
const Q: &str = "Q: { type: object, required: [z], properties: { z: { type: integer } } }";

/// A union beside the schemas that it names.
fn with(s: &str, p: &str) -> String {
    format!("{s}\n{p}\n{Q}")
}

const ALONE: &str = "{ type: object, properties: { v: { $ref: \"#/components/schemas/P\" } } }";
const UNION: &str = "{ type: object, properties: { v: { oneOf: [{ $ref: \"#/components/schemas/P\" }, { $ref: \"#/components/schemas/Q\" }] } } }";

#[test]
fn a_component_and_its_union() {
    let wider = "P: { type: object, required: [b], properties: { a: { type: string }, b: { type: string } } }";
    let (alone, union) = (with(ALONE, P), with(UNION, P));
    let (alone_b, union_b) = (with(ALONE, wider), with(UNION, wider));
    let optional = with(ALONE, &wider.replace("required: [b], ", ""));
    let breaking = [
        (Sent, &*alone, &*union_b),
        (Received, &*union_b, &*optional),
        (Received, &*union_b, &*alone),
    ];
    assert_eq!(wrong(Http::Breaking, &breaking), "");
    let compatible = [
        (Sent, &*alone, &*union),
        (Received, &*union, &*alone),
        (Received, &*union, &*alone_b),
        (Sent, &*alone_b, &*union_b),
    ];
    assert_eq!(wrong(Http::Compatible, &compatible), "");
    let found = changed(Sent, &alone, &union_b);
    let added = found.changes.iter().find(|one| one.rule.id() == "R201");
    assert!(
        added.is_some_and(|one| one.http == Http::Breaking),
        "{found}"
    );
}

#[test]
fn alternatives() {
    let b = "{ type: object, required: [b], properties: { b: { type: integer } } }";
    let required = "{ type: object, required: [a], properties: { a: { type: string } } }";
    let optional = "{ type: object, properties: { a: { type: string } } }";
    let null = "{ type: object, required: [a], properties: { a: { type: [string, \"null\"] } } }";
    let or = |one: &str, other: &str| format!("{{ oneOf: [{one}, {other}] }}");
    let any = |one: &str, other: &str| format!("{{ anyOf: [{one}, {other}] }}");
    let property = |schema: &str| format!("{{ type: object, properties: {{ v: {schema} }} }}");
    let text = "{ type: string }";
    let short = "{ type: string, maxLength: 3 }";
    let integer = "{ type: integer }";
    let breaking = [
        (Sent, property(optional), property(&or(required, text))),
        (Sent, property(text), property(&or(short, integer))),
        (Sent, optional.to_owned(), or(required, b)),
        (Received, or(required, b), optional.to_owned()),
        (Received, or(required, b), null.to_owned()),
        (
            Sent,
            property(text),
            property("{ maxLength: 3, oneOf: [{ type: string }, { type: integer }] }"),
        ),
    ];
    let as_str = |all: &[(Way, String, String)], expected| {
        let all: Vec<(Way, &str, &str)> = all.iter().map(|(a, b, c)| (*a, &**b, &**c)).collect();
        wrong(expected, &all)
    };
    assert_eq!(as_str(&breaking, Http::Breaking), "");
    let text_or_null = "{ type: [string, \"null\"] }";
    let compatible = [
        (Sent, property(optional), property(&or(optional, text))),
        (Sent, required.to_owned(), or(optional, b)),
        (Sent, required.to_owned(), or(required, b)),
        (Sent, property(short), property(&or(text, integer))),
        (Sent, property(short), property(&or(short, integer))),
        (Sent, property(text), property(&any(short, text))),
        (Sent, optional.to_owned(), any(required, optional)),
        (
            Sent,
            property(text_or_null),
            property("{ oneOf: [{ type: string }, { type: integer }, { type: \"null\" }] }"),
        ),
        (
            Sent,
            property(text_or_null),
            property("{ oneOf: [{ type: [string, \"null\"] }, { type: integer }] }"),
        ),
        (Received, or(optional, b), required.to_owned()),
        (Received, or(required, b), required.to_owned()),
        (Received, property(&or(text, integer)), property(short)),
        (
            Sent,
            property("{ type: string, description: One. }"),
            property("{ description: One., oneOf: [{ type: string }, { type: integer }] }"),
        ),
    ];
    assert_eq!(as_str(&compatible, Http::Compatible), "");
    // What only the schema as a whole says is not missing from the alternative.
    let (_, old, new) = &compatible[compatible.len() - 1];
    assert_eq!(changed(Sent, old, new).changes.len(), 1);
}

#[test]
fn objects_and_maps() {
    let loose = "{ type: object, properties: { x: { type: string } } }";
    let strict = "{ type: object, required: [x], properties: { x: { type: string } } }";
    let map = |value: &str| format!("{{ type: object, additionalProperties: {value} }}");
    let object = |value: &str| {
        format!("{{ type: object, additionalProperties: false, properties: {{ a: {value} }} }}")
    };
    let open = |value: &str| format!("{{ type: object, properties: {{ a: {value} }} }}");
    let typed = |value: &str, further: &str| {
        format!("{{ type: object, additionalProperties: {further}, properties: {{ a: {value} }} }}")
    };
    let (text, integer) = ("{ type: string }", "{ type: integer }");
    let null = "{ type: [string, \"null\"] }";
    let keys =
        "{ type: object, additionalProperties: { type: string }, propertyNames: { pattern: ^b } }";
    let listed =
        "{ type: object, additionalProperties: { type: string }, propertyNames: { enum: [a, b] } }";
    let breaking = [
        (Sent, object(loose), map(strict)),
        (Received, map(strict), object(loose)),
        (Received, map(text), object(null)),
        (Sent, object(null), map(text)),
        (Sent, object(text), keys.to_owned()),
        (Sent, object(text), map("{ type: string, maxLength: 2 }")),
        (Received, map(text), open(text)),
        (Received, map(text), typed(text, integer)),
        (Sent, open(text), map(text)),
        (Received, typed(text, text), "{ type: object, additionalProperties: { type: string }, properties: { a: { type: string }, b: { type: integer } } }".to_owned()),
        (Sent, typed(text, text), "{ type: object, additionalProperties: { type: string }, properties: { a: { type: string }, b: { type: integer } } }".to_owned()),
        (Received, "{ type: object, additionalProperties: { type: string }, properties: { a: { type: string }, b: { type: integer } } }".to_owned(), typed(text, text)),
    ];
    let as_str = |all: &[(Way, String, String)], expected| {
        let all: Vec<(Way, &str, &str)> = all.iter().map(|(a, b, c)| (*a, &**b, &**c)).collect();
        wrong(expected, &all)
    };
    assert_eq!(as_str(&breaking, Http::Breaking), "");
    let compatible = [
        (Sent, object(loose), map(loose)),
        (Sent, object(strict), map(loose)),
        (Received, map(strict), object(strict)),
        (Received, map(loose), object(strict)),
        (Received, map(null), object(text)),
        (Sent, object(text), map(text)),
        (Sent, object(text), listed.to_owned()),
        (Sent, object(text), map("{}")),
        (Sent, open(text), map("{}")),
        (Received, map(text), typed(text, text)),
        (Received, map("{}"), open(text)),
        (Received, keys.to_owned(), object(text)),
        (Received, typed(text, text), "{ type: object, additionalProperties: { type: string }, properties: { a: { type: string }, b: { type: string } } }".to_owned()),
        (Received, typed(text, "{}"), "{ type: object, additionalProperties: {}, properties: { a: { type: string }, b: { type: integer } } }".to_owned()),
    ];
    assert_eq!(as_str(&compatible, Http::Compatible), "");
}

#[test]
fn tuples_and_lists() {
    let tuple = |a: &str, b: &str| {
        format!(
            "{{ type: array, minItems: 2, maxItems: 2, items: false, prefixItems: [{a}, {b}] }}"
        )
    };
    let open = |a: &str, rest: &str| {
        format!("{{ type: array, minItems: 1, prefixItems: [{a}], items: {rest} }}")
    };
    let list = |item: &str| format!("{{ type: array, items: {item} }}");
    let property = |schema: String| format!("{{ type: object, properties: {{ v: {schema} }} }}");
    let (text, short) = ("{ type: string }", "{ type: string, maxLength: 2 }");
    let (integer, null) = ("{ type: integer }", "{ type: [string, \"null\"] }");
    let breaking = [
        (Sent, tuple(text, text), list(short)),
        (Received, list(text), tuple(text, null)),
        (Sent, tuple(text, integer), open(text, text)),
        (Received, open(text, text), tuple(text, integer)),
    ];
    let as_str = |all: &[(Way, String, String)], expected| {
        let all: Vec<(Way, String, String)> = all
            .iter()
            .map(|(way, old, new)| (*way, property(old.clone()), property(new.clone())))
            .collect();
        let all: Vec<(Way, &str, &str)> = all.iter().map(|(a, b, c)| (*a, &**b, &**c)).collect();
        wrong(expected, &all)
    };
    assert_eq!(as_str(&breaking, Http::Breaking), "");
    let compatible = [
        (Sent, tuple(text, text), list(text)),
        (Sent, tuple(short, text), list(text)),
        (Received, list(text), tuple(text, short)),
        (Sent, tuple(text, integer), open(text, integer)),
        (Received, open(text, integer), tuple(text, integer)),
    ];
    assert_eq!(as_str(&compatible, Http::Compatible), "");
}

/// Released clients decode a success by the body that they know: `A` and `B` are components, `a` and
/// `b` are written in place.
#[test]
fn a_success_in_a_range() {
    let schemas = "    A: { type: object, required: [a], properties: { a: { type: string } } }
    B: { type: object, properties: { b: { type: integer } } }";
    let response = |text: &str| {
        let (status, schema) = text.split_once(' ').unwrap_or((text, ""));
        let schema = match schema {
            "" => return format!("\"{status}\": {{ description: Done. }}"),
            "A" | "B" => format!("$ref: \"#/components/schemas/{schema}\""),
            name => {
                format!(
                    "type: object, required: [{name}], properties: {{ {name}: {{ type: string }} }}"
                )
            }
        };
        let content = format!("content: {{ application/json: {{ schema: {{ {schema} }} }} }}");
        format!("\"{status}\": {{ description: Done., {content} }}")
    };
    let of = |statuses: &str| {
        let all: Vec<String> = statuses.split(", ").map(response).collect();
        responding(&all.join(", "), "", schemas)
    };
    let mut wrong = String::new();
    for (old, new, expected) in [
        ("200 A", "2XX B", Http::Breaking),
        ("200 a", "2XX b", Http::Breaking),
        ("200 A, 201 A", "2XX B", Http::Breaking),
        ("200 a, 201 a", "2XX b", Http::Breaking),
        ("200 A", "2XX B, 204", Http::Breaking),
        ("200 a", "2XX b, 204", Http::Breaking),
        ("200 A, 201 A", "2XX B, 204", Http::Breaking),
        ("200 A, 201 A", "2XX", Http::Breaking),
        ("200 A, 201 A", "default B", Http::Breaking),
        ("200 A, 201 A", "2XX A", Http::Warning),
        ("200 A", "2XX A", Http::Compatible),
    ] {
        let found = check(&of(old), &of(new));
        let is_pinned = found.changes.iter().any(|one| one.rule.id() == "R901");
        if found.http() != expected || is_pinned {
            wrong += &format!("{old} -> {new}, expected {expected:?}\n{found}\n");
        }
    }
    assert_eq!(wrong, "");
}

//! Fingerprints: whoever accepts a change is asked again if it becomes worse or reaches more.

use generator::compare::Comparison;
use generator::{Input, Names, Source};

use crate::check;

const PARAMETER: &str = "parameters: [{ name: limit, in: query, schema: { type: integer } }], ";

/// Operations with a parameter; it is absent from those at or after `kept`.
fn description(kept: usize, thing: &str) -> Input {
    let operation = |at: usize| {
        let parameter = if at < kept { PARAMETER } else { "" };
        format!(
            "  /things{at}:\n    post: {{ operationId: post{at}, {parameter}requestBody: {{ content: {{ \
             application/json: {{ schema: {{ $ref: '#/components/schemas/Thing' }} }} }} }}, \
             responses: {{ '204': {{ description: Done. }} }} }}\n"
        )
    };
    let operations: String = (0..5).map(operation).collect();
    Input {
        description: Source {
            name: "things.yaml".to_owned(),
            text: format!(
                "openapi: 3.0.3\ninfo: {{ title: Things, version: '1' }}\n\
                 servers: [{{ url: https://things.example }}]\npaths:\n{operations}\
                 components:\n  schemas:\n    Thing: {{ type: object, {thing} }}\n"
            ),
            ..Source::default()
        },
        overlays: Vec::new(),
        names: Names::default(),
        config: super::own_description::config("Things"),
    }
}

const THING: &str = "properties: { a: { type: string }, b: { type: string } }";

/// The fingerprint of the only change that this rule reports.
#[track_caller]
fn fingerprint(found: &Comparison, rule: &str) -> String {
    let mut changes = found.changes.iter().filter(|one| one.rule.id() == rule);
    let (Some(change), None) = (changes.next(), changes.next()) else {
        panic!("{found}");
    };
    change.fingerprint.clone()
}

#[test]
fn reaches_more_operations() {
    let base = description(5, THING);
    let removed = |kept| fingerprint(&check(&base, &description(kept, THING)), "R122");
    assert_eq!(removed(3), removed(3));
    assert_ne!(removed(3), removed(2));
    assert_ne!(removed(3), removed(0));
}

#[test]
fn becomes_breaking() {
    let base = description(5, THING);
    let thing = "properties: { a: { type: string } }";
    let warned = check(&base, &description(5, thing));
    let closed = format!("additionalProperties: false, {thing}");
    let breaking = check(&base, &description(5, &closed));
    assert_ne!(fingerprint(&warned, "R211"), fingerprint(&breaking, "R211"));
}

/// A list or another type that replaces a type is one that was accepted only as it was.
#[test]
fn becomes_narrower() {
    let base = description(5, THING);
    let changed = |b: &str, rule| {
        let thing = format!("properties: {{ a: {{ type: string }}, b: {b} }}");
        fingerprint(&check(&base, &description(5, &thing)), rule)
    };
    let list = |values: &str| changed(&format!("{{ type: string, enum: [{values}] }}"), "R242");
    assert_eq!(list("x, y, z"), list("z, y, x"));
    assert_ne!(list("x, y, z"), list("x"));
    let object = |rest: &str| changed(&format!("{{ type: object, {rest} }}"), "R230");
    let one = "properties: { n: { type: string } }";
    assert_eq!(object(one), object(&format!("description: One., {one}")));
    assert_ne!(object(one), object(&format!("required: [n], {one}")));
}

/// Two limits with one value at one position are two changes.
#[test]
fn each_limit_has_its_own() {
    let base = description(5, THING);
    let added = |limit: &str, rule| {
        let thing =
            format!("properties: {{ a: {{ type: string, {limit} }}, b: {{ type: string }} }}");
        fingerprint(&check(&base, &description(5, &thing)), rule)
    };
    assert_eq!(added("minLength: 5", "R260"), added("minLength: 5", "R260"));
    assert_ne!(added("minLength: 5", "R260"), added("maxLength: 5", "R260"));
    let condition = |key: &str| {
        let thing = format!("{THING}, {key}: {{ required: [b] }}");
        fingerprint(&check(&base, &description(5, &thing)), "R260")
    };
    assert_ne!(condition("not"), condition("if"));
}

/// What was added is accepted as it was.
#[test]
fn added_parts_have_a_structure() {
    let base = description(5, THING);
    let text = "{ type: string }";
    let object = "{ type: object, properties: { n: { type: string } } }";
    let property = |schema: &str| {
        let thing = THING.replace(" }, b:", &format!(" }}, x: {schema}, b:"));
        fingerprint(&check(&base, &description(5, &thing)), "R200")
    };
    let edited = |schema: &str, from: &str, to: &str, rule| {
        let mut revision = description(5, THING);
        let to = to.replace("{schema}", schema);
        revision.description.text = revision.description.text.replacen(from, &to, 1);
        fingerprint(&check(&base, &revision), rule)
    };
    let parameter = |schema: &str| {
        let to = "parameters: [{ name: x, in: query, schema: {schema} }, ";
        edited(schema, "parameters: [", to, "R120")
    };
    let status = |schema: &str| {
        let to = "responses: { '400': { description: No., content: { application/json: { schema: \
                  {schema} } } }, ";
        edited(schema, "responses: { ", to, "R272")
    };
    let further = |schema: &str| {
        let thing = format!("{THING}, additionalProperties: {schema}");
        fingerprint(&check(&base, &description(5, &thing)), "R232")
    };
    let added: [&dyn Fn(&str) -> String; 4] = [&property, &parameter, &status, &further];
    for added in added {
        assert_eq!(added(text), added(text));
        assert_ne!(added(text), added(object));
    }
    // Operations that share an addition.
    let all = |last: &str| {
        let mut revision = description(5, THING);
        let shared = |schema| format!("parameters: [{{ name: x, in: query, schema: {schema} }}, ");
        let all = revision
            .description
            .text
            .replace("parameters: [", &shared(text));
        let (first, others) = all.split_once("operationId: post4").unwrap();
        revision.description.text = format!(
            "{first}operationId: post4{}",
            others.replacen(&shared(text), &shared(last), 1)
        );
        fingerprint(&check(&base, &revision), "R120")
    };
    assert_eq!(all(text), all(text));
    assert_ne!(all(text), all(object));
}

/// A change without a rule is known by the items of the crate.
#[test]
fn items_without_a_rule() {
    let of = |thing: &str| {
        let mut input = description(
            5,
            "properties: { a: { type: string }, b: { type: string } }",
        );
        let text = &mut input.description.text;
        text.push_str(
            "    Other: { type: object, required: [b], properties: { b: { type: string } } }\n",
        );
        *text = text.replacen("$ref: '#/components/schemas/Thing'", thing, 1);
        input
    };
    let one = of("$ref: '#/components/schemas/Thing'");
    let both = of(
        "discriminator: { propertyName: b }, oneOf: [{ $ref: '#/components/schemas/Thing' }, \
                   { $ref: '#/components/schemas/Other' }]",
    );
    let there = fingerprint(&check(&one, &both), "R900");
    let back = fingerprint(&check(&both, &one), "R900");
    assert_ne!(there, back);
}

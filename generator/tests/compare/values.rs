//! Changes of one property's value, in a request and in a response.

use generator::compare::{Comparison, Http};
use generator::{Input, Names, Source};

use super::check;

/// A description whose request and response have a property `z` of these schemas.
fn description(version: &str, sent: &str, received: &str) -> Input {
    Input {
        description: Source {
            name: "values.yaml".to_owned(),
            text: format!(
                "openapi: {version}\ninfo: {{ title: Values, version: '1' }}\n\
                 servers: [{{ url: https://values.example }}]\npaths:\n  /values:\n    post:\n\
                 \x20     operationId: add\n      requestBody: {{ required: true, content: {{ \
                 application/json: {{ schema: {{ $ref: '#/components/schemas/Sent' }} }} }} }}\n\
                 \x20     responses: {{ '200': {{ description: Done., content: {{ \
                 application/json: {{ schema: {{ $ref: '#/components/schemas/Received' }} }} }} }} }}\n\
                 components:\n  schemas:\n    Other: {{ type: object, required: [a], properties: {{ \
                 a: {{ type: string }} }} }}\n\
                 \x20   Sent:\n      type: object\n      required: [z]\n      properties:\n        z: {sent}\n\
                 \x20   Received:\n      type: object\n      required: [z]\n      properties:\n        z: {received}\n"
            ),
            ..Source::default()
        },
        overlays: Vec::new(),
        names: Names::default(),
        config: super::own_description::config("Values"),
    }
}

const KEPT: &str = "{ type: boolean }";

fn rules(found: &Comparison) -> Vec<(&str, Http)> {
    let changes = found.changes.iter();
    changes.map(|one| (one.rule.id(), one.http)).collect()
}

/// Asserts the rules, with the HTTP verdict of each, for a change in a request and in a response.
#[track_caller]
fn expect(old: &str, new: &str, sent: &[(&str, Http)], received: &[(&str, Http)]) {
    let of_version = |version| {
        let base = description(version, old, KEPT);
        let found = check(&base, &description(version, new, KEPT));
        assert_eq!(rules(&found), sent, "in a request: {old} -> {new}\n{found}");
        let base = description(version, KEPT, old);
        let found = check(&base, &description(version, KEPT, new));
        assert_eq!(
            rules(&found),
            received,
            "in a response: {old} -> {new}\n{found}"
        );
    };
    of_version("3.1.0");
}

#[test]
fn only_null() {
    const NULL: &str = "{ type: 'null' }";
    const OTHER: &str = "{ $ref: '#/components/schemas/Other' }";
    const EITHER: &str = "{ oneOf: [{ $ref: '#/components/schemas/Other' }, { type: 'null' }] }";
    use Http::{Breaking, Compatible};
    for other in ["{ type: string }", "{ type: string, minLength: 3 }", OTHER] {
        let replaced = [("R230", Breaking)];
        expect(other, NULL, &replaced, &replaced);
        expect(NULL, other, &replaced, &replaced);
    }
    for nullable in [
        "{ type: [string, 'null'] }",
        "{ type: [string, integer, 'null'] }",
        EITHER,
        "{}",
    ] {
        let (narrowed, widened) = (("R232", Breaking), ("R231", Compatible));
        expect(nullable, NULL, &[narrowed], &[("R232", Compatible)]);
        expect(NULL, nullable, &[widened], &[("R231", Breaking)]);
    }
}

#[test]
fn null_among_listed_values() {
    use Http::{Breaking, Compatible};
    let with = "{ type: [string, 'null'], enum: [cat, dog, null] }";
    let without = "{ type: [string, 'null'], enum: [cat, dog] }";
    expect(
        with,
        without,
        &[("R223", Breaking)],
        &[("R223", Compatible)],
    );
    expect(
        without,
        with,
        &[("R222", Compatible)],
        &[("R222", Breaking)],
    );
    // 3.0 leaves open whether null must be listed.
    let base = "{ type: string, nullable: true, enum: [cat, dog, null] }";
    let revision = "{ type: string, nullable: true, enum: [cat, dog] }";
    let found = check(
        &description("3.0.3", base, KEPT),
        &description("3.0.3", revision, KEPT),
    );
    assert_eq!(rules(&found), [], "{found}");
}

#[test]
fn patterns_of_keys() {
    use Http::Warning;
    let of = |pattern: &str| {
        format!("{{ type: object, patternProperties: {{ '{pattern}': {{ type: string }} }} }}")
    };
    let changed = [("R262", Warning)];
    expect(&of("^x"), &of("^y"), &changed, &changed);
}

#[test]
fn limits_that_restrict_nothing() {
    use Http::Compatible;
    let same = [("R112", Compatible)];
    for (old, new) in [
        ("{ type: string }", "{ type: string, minLength: 0 }"),
        (
            "{ type: array, items: { type: string } }",
            "{ type: array, items: { type: string }, minItems: 0 }",
        ),
        (
            "{ type: object, additionalProperties: { type: string } }",
            "{ type: object, additionalProperties: { type: string }, minProperties: 0 }",
        ),
        (
            "{ type: integer, format: int64 }",
            "{ type: integer, format: int64, maximum: 9223372036854775807 }",
        ),
        (
            "{ type: integer, format: int32 }",
            "{ type: integer, format: int32, minimum: -2147483648 }",
        ),
        ("{ type: string }", "{ type: string, format: password }"),
        (
            "{ type: integer, exclusiveMinimum: 0 }",
            "{ type: integer, minimum: 1 }",
        ),
        (
            "{ type: integer, exclusiveMaximum: 10 }",
            "{ type: integer, maximum: 9 }",
        ),
        (
            "{ type: integer, enum: [1, 2] }",
            "{ type: integer, enum: [1, 2], exclusiveMinimum: 0 }",
        ),
    ] {
        expect(old, new, &same, &same);
        expect(new, old, &same, &same);
    }
    let whole = "{ type: integer, format: int32, maximum: 2147483647, exclusiveMaximum: true }";
    let found = check(
        &description("3.0.3", "{ type: integer, format: int32 }", KEPT),
        &description("3.0.3", whole, KEPT),
    );
    assert_eq!(found.http(), Http::Breaking, "{found}");
}

#[test]
fn limits_that_keep_all_listed_values() {
    use Http::{Breaking, Compatible, Warning};
    let (text, number) = (
        "{ type: string, enum: [ab, cd] }",
        "{ type: integer, enum: [1, 2] }",
    );
    for (list, bound) in [
        (text, "{ type: string, minLength: 2 }"),
        (text, "{ type: string, maxLength: 2 }"),
        (text, "{ type: string, pattern: '[bc]' }"),
        (number, "{ type: integer, minimum: 1 }"),
        (number, "{ type: integer, maximum: 2 }"),
        (number, "{ type: integer, exclusiveMinimum: 0 }"),
        (number, "{ type: integer, multipleOf: 1 }"),
    ] {
        let kept = ("R112", Compatible);
        let both = |of| {
            let mut both = [of, kept];
            both.sort_by_key(|(_, http)| std::cmp::Reverse(*http));
            both
        };
        expect(
            list,
            bound,
            &[("R243", Compatible), kept],
            &both(("R243", Warning)),
        );
        expect(
            bound,
            list,
            &both(("R242", Breaking)),
            &[("R242", Compatible), kept],
        );
    }
    let fractions = "{ type: number, enum: [1.5, 3] }";
    for bound in ["minimum: 1", "exclusiveMaximum: 4", "multipleOf: 0.5"] {
        let bound = format!("{{ type: number, {bound} }}");
        let (freed, kept) = (("R243", Compatible), ("R112", Compatible));
        let received = [("R243", Warning), kept];
        expect(fractions, &bound, &[kept, freed], &received);
        expect(
            &bound,
            fractions,
            &[("R242", Breaking), kept],
            &[kept, ("R242", Compatible)],
        );
    }
    let found = [("R243", Warning), ("R260", Compatible)];
    for (list, bound) in [
        (text, "{ type: string, maxLength: 1 }"),
        (text, "{ type: string, pattern: '^a' }"),
        (number, "{ type: integer, multipleOf: 2 }"),
    ] {
        let refused = [("R260", Breaking), ("R243", Compatible)];
        expect(list, bound, &refused, &found);
    }
    // An open list excludes nothing, so a bound does.
    let open = "{ anyOf: [{ type: string, enum: [ab, cd] }, { type: string }] }";
    let bound = "{ anyOf: [{ type: string, enum: [ab, cd] }, { type: string }], maxLength: 2 }";
    expect(open, bound, &[("R260", Breaking)], &[("R260", Compatible)]);
}

#[test]
fn a_list_of_both_booleans() {
    let (listed, plain) = (
        "{ type: boolean, enum: [true, false] }",
        "{ type: boolean }",
    );
    expect(listed, plain, &[], &[]);
    expect(plain, listed, &[], &[]);
}

#[test]
fn media_types_of_encoded_bytes() {
    let of = |rest: &str| format!("{{ type: string, contentEncoding: base64{rest} }}");
    let (png, gif) = (
        ", contentMediaType: image/png",
        ", contentMediaType: image/gif",
    );
    let changed = [("R263", Http::Warning)];
    expect(&of(png), &of(gif), &changed, &changed);
    expect(&of(""), &of(gif), &changed, &changed);
    let replaced = [("R232", Http::Breaking)];
    expect(
        "{ type: string }",
        &of(png),
        &replaced,
        &[("R232", Http::Compatible)],
    );
}

#[test]
fn multiples() {
    use Http::{Breaking, Compatible, Warning};
    let of = |step: &str| format!("{{ type: number, multipleOf: {step} }}");
    expect(
        &of("0.3"),
        &of("0.1"),
        &[("R261", Compatible)],
        &[("R261", Warning)],
    );
    expect(
        &of("0.1"),
        &of("0.3"),
        &[("R260", Breaking)],
        &[("R260", Compatible)],
    );
    expect(
        &of("0.25"),
        &of("0.1"),
        &[("R260", Breaking)],
        &[("R260", Compatible)],
    );
}

#[test]
fn additional_properties_of_any_value() {
    let of =
        |rest: &str| format!("{{ type: object, properties: {{ a: {{ type: string }} }}{rest} }}");
    for (old, new) in [
        ("", ", additionalProperties: {}"),
        (", additionalProperties: true", ", additionalProperties: {}"),
        (
            ", additionalProperties: false",
            ", unevaluatedProperties: false",
        ),
    ] {
        expect(&of(old), &of(new), &[], &[]);
        expect(&of(new), &of(old), &[], &[]);
    }
}

#[test]
fn objects_and_maps_of_the_same_values() {
    use Http::{Breaking, Compatible};
    let texts = "additionalProperties: { type: string }";
    let (map, object) = (
        "{ type: object }",
        "{ type: object, properties: { a: {} } }",
    );
    for (map, object) in [
        (map, "{ type: object, properties: {} }"),
        (map, object),
        (
            &format!("{{ type: object, {texts} }}"),
            &format!("{{ type: object, properties: {{ a: {{ type: string }} }}, {texts} }}"),
        ),
    ] {
        let (narrowed, widened) = ([("R232", Compatible)], [("R231", Compatible)]);
        expect(map, object, &narrowed, &narrowed);
        expect(object, map, &widened, &widened);
    }
    let required = "{ type: object, required: [a], properties: { a: {} } }";
    expect(
        map,
        required,
        &[("R232", Breaking)],
        &[("R232", Compatible)],
    );
}

#[test]
fn items_of_tuples() {
    use Http::{Breaking, Compatible};
    let of = |least: &str| {
        format!(
            "{{ type: array, prefixItems: [{{ type: string }}, {{ type: integer }}], {least}maxItems: 2 }}"
        )
    };
    expect(
        &of("minItems: 2, "),
        &of(""),
        &[("R231", Compatible)],
        &[("R231", Breaking)],
    );
}

/// A required property without a declaration is where its object is.
#[test]
fn locations_of_undeclared_properties() {
    let of = |required: &str| {
        format!(
            "{{ type: object, required: [{required}], properties: {{ a: {{ type: string }} }} }}"
        )
    };
    let map = "{ type: object, additionalProperties: { type: string } }";
    for (old, new) in [
        (of("a"), of("a, b")),
        (of("a, b"), of("a")),
        (map.to_owned(), "{ type: object }".to_owned()),
    ] {
        let base = description("3.1.0", KEPT, &old);
        let found = check(&base, &description("3.1.0", KEPT, &new));
        assert!(!found.changes.is_empty());
        for change in &found.changes {
            for site in [&change.base, &change.revision].into_iter().flatten() {
                assert!(site.place.is_some_and(|it| it.line > 1), "{found}");
            }
        }
    }
}

#[test]
fn numbers_of_matching_items() {
    use Http::{Breaking, Compatible, Warning};
    let of = |limit: &str| {
        format!("{{ type: array, items: {{ type: string }}, contains: {{ const: a }}{limit} }}")
    };
    let two = of(", maxContains: 2");
    let three = of(", maxContains: 3");
    expect(&two, &three, &[("R261", Compatible)], &[("R261", Warning)]);
    expect(&three, &two, &[("R260", Breaking)], &[("R260", Compatible)]);
    let none = of(", minContains: 0");
    expect(
        &of(""),
        &none,
        &[("R261", Compatible)],
        &[("R261", Warning)],
    );
    expect(
        &none,
        &of(""),
        &[("R260", Breaking)],
        &[("R260", Compatible)],
    );
}

#[test]
fn limits_beyond_64_bits_with_a_sign() {
    use Http::{Breaking, Compatible};
    let least = "{ type: integer, minimum: 0, maximum: 18446744073709551615 }";
    let less = "{ type: integer, minimum: 0, maximum: 18446744073709551614 }";
    expect(least, less, &[("R260", Breaking)], &[("R260", Compatible)]);
}

#[test]
fn a_constant_that_gets_a_second_value() {
    let one = "{ type: string, enum: [a] }";
    let two = "{ type: string, enum: [a, b] }";
    for (old, new, rule) in [(one, two, "R240"), (two, one, "R241")] {
        let base = description("3.0.3", old, KEPT);
        let found = check(&base, &description("3.0.3", new, KEPT));
        let rules: Vec<&str> = found.changes.iter().map(|it| it.rule.id()).collect();
        assert_eq!(rules, [rule], "{found}");
    }
}

/// A call has no argument for it, and sends it.
#[test]
fn a_parameter_of_one_value_that_gets_a_second() {
    let with = |schema: &str| {
        let mut input = description("3.0.3", KEPT, KEPT);
        input.description.text = input.description.text.replace(
            "operationId: add\n",
            &format!(
                "operationId: add\n      parameters: [{{ name: mode, in: query, required: true, \
                 schema: {schema} }}]\n"
            ),
        );
        input
    };
    let (one, two) = (
        "{ type: string, enum: [a] }",
        "{ type: string, enum: [a, b] }",
    );
    for (old, new, rule) in [(one, two, "R240"), (two, one, "R241")] {
        let found = check(&with(old), &with(new));
        let rules: Vec<&str> = found.changes.iter().map(|it| it.rule.id()).collect();
        assert_eq!(rules, [rule], "{found}");
    }
}

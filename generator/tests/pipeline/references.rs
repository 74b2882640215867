//! References that dangle, leave the document or form a cycle: each is reported with its position,
//! on a small stack, and everything that doesn't need them is generated.

use generator::diagnostic::{Code, Diagnostic, render};

use super::bad_input::run;
use super::{input, source};

/// The diagnostics for these components: code, pointer and line. An operation needs `A`.
#[track_caller]
fn told(components: &str) -> Vec<(Code, String, usize)> {
    let text = format!(
        "openapi: 3.0.3\ninfo: {{title: a, version: '1'}}\npaths:\n  /a:\n    get:\n      operationId: a\n      \
         responses: {{200: {{description: d, content: {{application/json: {{schema: {{$ref: '#/components/schemas/A'}}}}}}}}}}\n\
         components:\n  schemas:\n{components}"
    );
    let generated = run(input(text)).unwrap_or_else(|found| panic!("{}", render(&found)));
    source::parse(&generated.files);
    assert_eq!(generated.summary.operations, 1);
    let show = |it: Diagnostic| {
        let line = it.place.unwrap().line;
        (it.code, it.pointer.as_str().to_owned(), line)
    };
    generated.diagnostics.into_iter().map(show).collect()
}

/// Nothing is read from other hosts.
#[test]
fn no_remote_refs() {
    for reference in [
        "other.yaml#/A",
        "https://example.com/a.json",
        "http://169.254.169.254/latest/meta-data/",
        "file:///etc/passwd",
        "//example.com/a",
        "../../etc/passwd#/a",
        "/etc/passwd",
    ] {
        let found = told(&format!(
            "    A: {{type: object, properties: {{a: {{$ref: '{reference}'}}}}}}\n"
        ));
        let at = "/components/schemas/A/properties/a/$ref".to_owned();
        assert_eq!(found, [(Code::ForeignRef, at, 10)], "{reference}");
    }
}

#[test]
fn ref_to_nothing() {
    for reference in [
        "#/components/schemas/Missing",
        "#/components/schemas/A/properties/b",
        "#/",
        "#/%zz",
        "#nowhere",
        "#/components/schemas/A/properties/a/0",
    ] {
        let found = told(&format!(
            "    A: {{type: object, properties: {{a: {{$ref: '{reference}'}}}}}}\n"
        ));
        let at = "/components/schemas/A/properties/a/$ref".to_owned();
        assert_eq!(found, [(Code::BrokenRef, at, 10)], "{reference}");
    }
}

/// An object may contain itself; a component that is only an alias of itself is invalid.
#[test]
fn ref_cycle_object() {
    let to = |name: &str| format!("{{$ref: '#/components/schemas/{name}'}}");
    let (a, b) = (to("A"), to("B"));
    let objects = format!(
        "    A: {{type: object, required: [b], properties: {{b: {b}}}}}\n    \
         B: {{type: object, required: [a], properties: {{a: {a}, list: {{type: array, items: {b}}}}}}}\n"
    );
    assert_eq!(told(&objects), []);
    let at = "/components/schemas/A".to_owned();
    assert_eq!(
        told(&format!("    A: {a}\n")),
        [(Code::RefCycle, at.clone(), 10)]
    );
    assert_eq!(
        told(&format!("    A: {b}\n    B: {}\n    C: {a}\n", to("C"))),
        [(Code::RefCycle, at, 10)]
    );
}

#[test]
fn ref_cycle_allof() {
    let to = |name: &str| format!("{{$ref: '#/components/schemas/{name}'}}");
    let (a, b) = (to("A"), to("B"));
    let at = "/components/schemas/A".to_owned();
    for schemas in [
        format!("    A: {{allOf: [{a}]}}\n"),
        format!("    A: {{allOf: [{b}, {{type: object}}]}}\n    B: {{allOf: [{a}]}}\n"),
        format!("    A: {{allOf: [{{allOf: [{{allOf: [{b}]}}]}}]}}\n    B: {a}\n"),
    ] {
        let found = told(&schemas);
        assert_eq!(found, [(Code::RefCycle, at.clone(), 10)], "{schemas}");
    }
}

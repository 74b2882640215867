//! Invalid descriptions: all faults are reported at once with their positions, nothing panics, and
//! everything else is generated.

use std::thread;

use generator::diagnostic::{Code, Diagnostic, Severity, render};
use generator::{Generated, Input, Source};

use super::{generate, input, source};

/// The stack size of the thread that generates: worker threads of other programs have no more.
pub(crate) const STACK: usize = 512 << 10;

/// Runs the pipeline on a small stack.
pub(crate) fn run(input: Input) -> Result<Generated, Vec<Diagnostic>> {
    thread::Builder::new()
        .stack_size(STACK)
        .spawn(move || generator::generate(&input))
        .unwrap()
        .join()
        .expect("no panic")
}

#[track_caller]
fn errors(input: Input) -> Vec<Diagnostic> {
    let found = run(input).map(|generated| generated.summary).unwrap_err();
    assert!(found.iter().any(|it| it.severity() == Severity::Error));
    shown(found)
}

/// The diagnostics for a description from which a client is still generated.
#[track_caller]
fn notes(input: Input) -> Vec<Diagnostic> {
    let generated = run(input).unwrap_or_else(|found| panic!("{}", render(&found)));
    source::parse(&generated.files);
    shown(generated.diagnostics)
}

#[track_caller]
fn shown(found: Vec<Diagnostic>) -> Vec<Diagnostic> {
    let _ = render(&found);
    for diagnostic in &found {
        assert!(!diagnostic.file.is_empty(), "{diagnostic:?}");
        assert!(!diagnostic.message.is_empty() && !diagnostic.code.help().is_empty());
    }
    found
}

/// Code, line and column.
fn told(found: &[Diagnostic]) -> Vec<(Code, usize, usize)> {
    let mut told: Vec<_> = found
        .iter()
        .map(|it| {
            let place = it.place.unwrap_or_else(|| panic!("{it:?} has no place"));
            (it.code, place.line, place.column)
        })
        .collect();
    told.sort_unstable();
    told
}

#[test]
fn what_is_no_description_is_told() {
    for (text, code) in [
        ("", Code::NotReadable),
        ("a: [", Code::NotReadable),
        ("{\"a\": ", Code::NotReadable),
        ("<html></html>", Code::NotReadable),
        ("swagger: '2.0'\npaths: {}\n", Code::NoPaths),
        ("swagger: '1.2'\npaths: {}\n", Code::NotOpenApi),
        ("openapi: [3]\npaths: {}\n", Code::NotOpenApi),
        ("title: a\n", Code::NotOpenApi),
        ("openapi: 4.0.0\npaths: {}\n", Code::NotOpenApi),
        (
            "openapi: 3.0.3\ninfo: {title: a, version: '1'}\n",
            Code::NoPaths,
        ),
        ("openapi: 3.0.3\npaths: {}\n", Code::NoPaths),
    ] {
        let found = errors(input(text));
        assert_eq!(found[0].code, code, "{text:?}: {}", render(&found));
    }
}

#[test]
fn many_faults_are_told_at_once_and_spoil_themselves_only() {
    let text = "\
openapi: 3.0.3
info: {title: a, version: '1'}
paths:
  /a:
    get:
      operationId: twice
      responses: {200: {$ref: '#/components/responses/Missing'}}
  /b:
    get:
      operationId: twice
      responses: {200: {description: d, content: {application/json: {schema: {$ref: 'other.yaml#/A'}}}}}
components:
  schemas:
    A: {$ref: '#/components/schemas/B'}
    B: {$ref: '#/components/schemas/A'}
    C: {type: object, properties: 5}
    D:
      allOf:
        - {$ref: '#/components/schemas/D'}
";
    let found = notes(input(text));
    assert_eq!(
        told(&found),
        [
            (Code::Malformed, 16, 23),
            (Code::ForeignRef, 11, 79),
            (Code::RefCycle, 14, 5),
            (Code::RefCycle, 17, 5),
            (Code::MalformedOperation, 7, 25),
        ],
        "{}",
        render(&found)
    );
}

#[test]
fn faults_of_operations_are_told_at_once() {
    let text = "\
openapi: 3.0.3
info: {title: a, version: '1'}
paths:
  /a:
    get:
      operationId: twice
      responses: {}
    put:
      operationId: once
      parameters: [{in: query, schema: {type: string}}]
      responses: {}
  /b:
    get:
      operationId: twice
      responses: {}
  /c/{id}:
    get:
      responses: {}
  /d:
    get:
      responses: {}
components:
  schemas:
    A: {type: object, required: 5}
";
    let found = notes(input(text));
    assert_eq!(
        told(&found),
        [
            (Code::Malformed, 24, 23),
            (Code::DuplicateOperationId, 14, 7),
            (Code::MissingOperationId, 17, 5),
            (Code::MissingOperationId, 20, 5),
            (Code::ParameterLeftOut, 10, 20),
            (Code::PathMismatch, 17, 5),
        ],
        "{}",
        render(&found)
    );
}

#[test]
fn what_cannot_be_said_is_left_out_and_told() {
    let text = "\
openapi: 3.0.3
info: {title: a, version: '1'}
paths:
  /none/{id}:
    get:
      operationId: none
      responses: {}
  /objects:
    get:
      operationId: objects
      parameters: [{name: filter, in: query, schema: {type: object, properties: {a: {type: string}}}}]
      responses: {}
  /good:
    get:
      responses: {}
";
    let generated = run(input(text)).unwrap();
    assert_eq!(
        told(&generated.diagnostics),
        [
            (Code::MissingOperationId, 14, 5),
            (Code::PathMismatch, 5, 5),
        ],
        "{}",
        render(&generated.diagnostics)
    );
    let severe = |it: &&Diagnostic| it.severity() == Severity::Error;
    assert_eq!(generated.diagnostics.iter().find(severe), None);
    assert_eq!(generated.summary.operations, 3);
    assert!(
        generated
            .files
            .keys()
            .any(|path| path.ends_with("/untagged/get_good.rs"))
    );
}

#[test]
fn links_are_told_once_an_operation() {
    let text = "\
openapi: 3.0.3
info: {title: a, version: '1'}
paths:
  /a:
    get:
      operationId: a
      responses:
        200: {description: d, links: {b: {operationId: a}}}
        201: {description: d, links: {b: {operationId: a}}}
        202: {description: d, links: {}}
";
    let generated = run(input(text)).unwrap();
    assert_eq!(
        told(&generated.diagnostics),
        [(Code::LinksNotFollowed, 8, 31)]
    );
}

#[test]
fn an_overlay_with_errors_is_told_with_its_place() {
    let overlay = "\
overlay: 1.1.0
info: {title: a, version: '1'}
actions:
  - target: $.paths['/missing']
    update: {}
  - target: $.paths['/a']
    x-expect: {get: {operationId: b}}
    update: {}
";
    let mut input = input(
        "openapi: 3.0.3\ninfo: {title: a, version: '1'}\npaths: {/a: {get: {operationId: a, responses: {}}}}\n",
    );
    input.overlays.push(Source {
        name: "overlay.yaml".to_owned(),
        text: overlay.to_owned(),
        ..Source::default()
    });
    let found = errors(input);
    assert_eq!(
        told(&found),
        [
            (Code::OverlayNoMatch, 4, 5),
            (Code::OverlayExpectation, 7, 5),
        ],
        "{}",
        render(&found)
    );
    assert!(found.iter().all(|it| it.file == "overlay.yaml"));
}

#[test]
fn pinned_names_that_cannot_be_are_told() {
    let text = "\
openapi: 3.0.3
info: {title: a, version: '1'}
paths:
  /a:
    get: {operationId: a, responses: {}}
  /b:
    get: {operationId: b, responses: {}}
components:
  schemas:
    A: {type: object, properties: {x: {type: string}}}
    B: {type: object, properties: {y: {type: string}}}
    C: {type: object, properties: {x: {type: string}}}
";
    let mut input = input(text);
    let pin = |pairs: &[(&str, &str)]| {
        let pairs = pairs
            .iter()
            .map(|(key, name)| ((*key).to_owned(), (*name).to_owned()));
        pairs.collect()
    };
    input.names.operations = pin(&[
        ("GET /a", "same"),
        ("GET /b", "same"),
        ("GET /gone", "gone"),
    ]);
    input.names.schemas = pin(&[("A", "Same"), ("B", "Same"), ("C", "not a name")]);
    let found = errors(input);
    assert_eq!(
        told(&found),
        [
            (Code::NameCollision, 7, 5),
            (Code::NameCollision, 11, 5),
            (Code::NameCollision, 12, 5),
            (Code::UnusedName, 1, 1),
        ],
        "{}",
        render(&found)
    );
}

/// Every prefix of a description is either generated or reported.
#[test]
fn truncated_descriptions_do_not_panic() {
    let text = "openapi: 3.0.3\ninfo: {title: a, version: '1'}\npaths:\n  /a/{id}:\n    post:\n      tags: [a]\n      \
                parameters: [{name: id, in: path, required: true, schema: {type: string}}]\n      \
                requestBody:\n        required: true\n        content:\n          application/json:\n            \
                schema:\n              $ref: '#/components/schemas/A'\n      responses:\n        200:\n          \
                description: d\ncomponents:\n  schemas:\n    A:\n      oneOf:\n      - type: string\n      - type: \
                object\n        required: [a]\n        properties:\n          a:\n            enum: [x]\n";
    assert_eq!(generate(text).diagnostics.len(), 1);
    for end in 0..text.len() {
        match run(input(&text[..end])) {
            Ok(generated) => assert!(generated.summary.paths > 0),
            Err(found) => assert!(!found.is_empty()),
        }
    }
}

//! Input that tries to exhaust a resource. Everything runs on a small stack.

use std::time::{Duration, Instant};

use generator::diagnostic::{Code, Diagnostic, escape, render};

use super::{run, source};

/// Runs the stage on a thread with a stack of 512 KiB, with a timeout.
fn said(text: String) -> Vec<Diagnostic> {
    let start = Instant::now();
    let found = std::thread::Builder::new()
        .stack_size(512 << 10)
        .spawn(move || run(&source("hostile", text), &[]).1)
        .unwrap()
        .join()
        .expect("no panic, no overflow");
    assert!(
        start.elapsed() < Duration::from_secs(20),
        "{:?}",
        start.elapsed()
    );
    let _ = render(&found);
    found
}

#[track_caller]
fn assert_code(text: String, code: Code) {
    let shown: String = text.chars().take(40).collect();
    let found = said(text);
    assert!(found.iter().any(|it| it.code == code), "{shown}: {found:?}");
}

fn nested(open: &str, close: &str, depth: usize) -> String {
    format!("{}{}", open.repeat(depth), close.repeat(depth))
}

#[test]
fn too_deep() {
    for depth in [129, 200, 900, 100_000] {
        let arrays = nested("[", "]", depth);
        assert_code(format!("{{\"openapi\": {arrays}}}"), Code::TooNested);
        assert_code(format!("openapi: {arrays}"), Code::TooNested);
        assert_code(
            format!("openapi: {}", nested("{a: ", "}", depth)),
            Code::TooNested,
        );
    }
    assert_code(
        format!("openapi:\n{}", "- ".repeat(10_000)),
        Code::TooNested,
    );
    let blocks: String = (0..2_000)
        .map(|depth| format!("{}a:\n", " ".repeat(depth)))
        .collect();
    assert_code(blocks, Code::TooNested);
}

#[test]
fn nesting_up_to_the_limit_is_read_and_walked() {
    let mut schema = r#"{"type": "string"}"#.to_owned();
    for _ in 0..120 {
        schema = format!(r#"{{"items": {schema}}}"#);
    }
    let text = format!(
        r#"{{"openapi": "3.0.3", "paths": {{"/": {{"get": {{}}}}}}, "components": {{"schemas": {{"A": {schema}}}}}}}"#
    );
    assert_eq!(said(text.clone()), []);
    let yaml = text.replacen('{', "{x-first: 1, ", 1);
    assert_eq!(said(yaml), []);
}

/// Aliases are resolved, but can't multiply a small text endlessly.
#[test]
fn no_yaml_anchors() {
    let mut values = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n".to_owned();
    for level in 1..12 {
        let alias = format!("*a{}, ", level - 1).repeat(10);
        values.push_str(&format!("a{level}: &a{level} [{alias}]\n"));
    }
    assert_code(values, Code::TooNested);
    let long = "x".repeat(1 << 20);
    let aliases = "- *long\n".repeat(2_000);
    assert_code(
        format!("long: &long {long}\nuses:\n{aliases}"),
        Code::TooLarge,
    );
    assert_code("a: &a [*a]".to_owned(), Code::TooNested);
}

#[test]
fn too_big() {
    assert_code(format!("a: [{}]", "[],".repeat(6_000_000)), Code::TooLarge);
    assert_code(format!("[{}0]", "0,".repeat(5_000_000)), Code::TooLarge);
    assert_code("# ".to_owned() + &"x".repeat(64 << 20), Code::TooLarge);
}

#[test]
fn every_truncation_of_a_text_is_handled() {
    let yaml = "openapi: 3.0.3\ninfo: {title: 'a', version: \"1\"}\npaths:\n  /a:\n    get:\n      \
                responses:\n        200: &ok\n          description: |\n            text\n        \
                '404': *ok\n";
    let json = r#"{"openapi": "3.0.3", "paths": {"/ä": {"get": {"x": [1.5e3, null, "\u00e4"]}}}}"#;
    for text in [yaml, json] {
        assert!(run(&source("whole", text), &[]).0.is_some());
        for end in (0..text.len()).filter(|end| text.is_char_boundary(*end)) {
            let (document, found) = run(&source("part", &text[..end]), &[]);
            let complete = document.is_some_and(|it| it.value()["paths"].is_object());
            assert!(complete || !found.is_empty(), "{:?}", &text[..end]);
        }
    }
}

#[test]
fn what_json_cannot_say_is_refused() {
    for value in ["? [a]\n: b", "{[a]: b}"] {
        let text = format!("a: 1\nb:\n  {value}\n");
        let found = said(text);
        assert_eq!(found[0].code, Code::NotReadable, "{value}: {found:?}");
        assert!(found[0].place.is_some(), "{value}: {found:?}");
    }
}

/// One unusual value doesn't affect the rest.
#[test]
fn what_json_cannot_say_is_read_as_it_is_meant() {
    for (value, meant) in [
        (".nan", "null"),
        (".inf", "null"),
        ("-.inf", "null"),
        ("1e999", "\"1e999\""),
        ("!tag x", "\"x\""),
        ("!tag {a: 1}", "{\"a\":1}"),
        ("!tag [!tag x, .nan]", "[\"x\",null]"),
    ] {
        let text =
            format!("openapi: 3.0.3\npaths: {{/: {{get: {{}}}}}}\nx-a:\n- b:\n    {value}\n");
        let (document, found) = run(&source("odd", text), &[]);
        assert_eq!(document.unwrap().value()["x-a"][0]["b"].to_string(), meant);
        assert_eq!(found.is_empty(), value == "1e999", "{value}: {found:?}");
        for it in found {
            let place = it.place.unwrap();
            assert_eq!(it.code, Code::Malformed, "{value}");
            assert!((4..=5).contains(&place.line), "{value}");
            assert!(it.pointer.as_str().starts_with("/x-a/0/b"), "{value}");
        }
    }
    let many = format!(
        "openapi: 3.0.3\nx-a: [{}]\npaths: {{/: {{get: {{}}}}}}\n",
        "!a .nan, ".repeat(10_000)
    );
    assert_eq!(said(many).len(), 100);
    let nested = format!(
        "openapi: 3.0.3\nx-a: {}\npaths: {{/: {{get: {{}}}}}}\n",
        nested("!a [", "]", 120)
    );
    assert_eq!(said(nested).len(), 100);
}

/// A description among other documents in one text, as from templates and bundles.
#[test]
fn several_documents_in_a_text() {
    let description = "openapi: 3.0.3\npaths: {/: {get: {x-a: .nan}}}\n";
    for (text, number, line) in [
        (format!("---\n{description}---\n"), 1, 3),
        (
            format!("# none\n---\na: .nan\na: 1\n---\n{description}---\nb: .inf\n"),
            2,
            7,
        ),
        (format!("---\n{description}---\n{description}"), 1, 3),
    ] {
        let (document, found) = run(&source("several", text.as_str()), &[]);
        assert!(document.unwrap().value()["paths"]["/"]["get"].is_object());
        let said = format!("number {number} is used");
        assert!(found[0].message.ends_with(&said), "{text}: {found:?}");
        assert_eq!(found[1].place.unwrap().line, line, "{text}");
        assert_eq!(found.len(), 2, "{text}: {found:?}");
    }
    let (_, found) = run(&source("none", "a: 1\n---\nb: [\n"), &[]);
    assert_eq!(found[0].code, Code::NotReadable);
}

#[test]
fn text_of_the_document_cannot_write_to_the_terminal() {
    let reference = r##"$ref: "#/components/schemas/x\e[31m\u202e\N\a""##;
    let text = format!(
        "openapi: 3.0.3\npaths: {{/: {{get: {{}}}}}}\ncomponents:\n  schemas:\n    A:\n      {reference} # \u{202e}\u{2066}\n"
    );
    let rendered = render(&said(text));
    assert!(rendered.contains("\\u{1b}[31m\\u{202e}"), "{rendered}");
    assert!(
        !rendered
            .chars()
            .any(|c| (c.is_control() && c != '\n') || c == '\u{202e}')
    );
    assert_eq!(escape("a\nb\u{9b}\u{2028}ä"), "a\\nb\\u{9b}\\u{2028}ä");
}

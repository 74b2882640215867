//! Text of a document stays text: nowhere is it code, a path or markup.

use pulldown_cmark::{CodeBlockKind, Event, LinkType, Options, Parser, Tag};
use serde_json::{Value, json};

use super::{generate, source};

/// The beginning of every attack. No identifier contains it, since every naming convention changes
/// its letters.
const MARK: &str = "pWnEd";

/// The attacks, for every position that takes a text, each prefixed with [`MARK`].
const ATTACKS: [&str; 24] = [
    "\"",
    "\\",
    "\\\"",
    "*/ fn main() {}",
    "/*",
    "\nfn main() {}\n",
    "\rfn main() {}",
    "\u{2028}fn main() {}",
    "\u{202e}\u{2066}",
    "\0\u{7}\u{1b}[31m",
    "{}",
    "{0} {x} }{",
    "#![feature(x)]",
    "]] fn main() {}",
    "\")] fn main() {} #[doc(\"",
    "```\nfn main() {}\n```",
    "\n\n```rust\nfn main() {}\n```\n~~~\nfn main() {}\n~~~",
    "\n\n    fn main() {}\n\n-     fn main() {}\n\n1. ~~~rust\n* ````rust",
    "<script>alert()</script> ` `` <b> `` \\` <i> ` \\\\<u>",
    "\n# Heading\n[a](javascript:b) [c]: d ![e](f) &lt;",
    "../../../etc/passwd",
    "..\\..\\con",
    "|| `a` | b |\n",
    "r#\"x\"# 'a 'b' // c",
];

/// Every attack, and a name of 10 kB.
pub(crate) fn attacks() -> Vec<String> {
    let mut all: Vec<String> = ATTACKS.iter().map(|it| format!("{MARK}{it}")).collect();
    all.push(format!("{MARK}{}", "long name ".repeat(1000)));
    all
}

/// A description with the attack at every position that takes a text.
pub(crate) fn document(attack: &str) -> Value {
    let named = |suffix: &str| format!("{attack}{suffix}");
    let to = |name: &str| {
        let name = named(name).replace('~', "~0").replace('/', "~1");
        let name: String = name
            .bytes()
            .map(|byte| match byte {
                b'%' | b'"' | b'#' | 0..=32 | 127.. => format!("%{byte:02X}"),
                byte => char::from(byte).to_string(),
            })
            .collect();
        json!({ "$ref": format!("#/components/schemas/{name}"), "description": attack })
    };
    let content = |schema: Value| {
        json!({ "description": attack, "content": { "application/json": {
            "schema": schema,
            "examples": { attack: { "summary": attack, "value": { attack: attack, "_kind": attack } } } } } })
    };
    let parameter = |location: &str, name: &str, schema: Value| {
        json!({ "name": named(name), "in": location, "required": location == "path",
                "description": attack, "schema": schema, "example": attack })
    };
    // The text between braces is a name; braces and slashes would end it.
    let path: String = attack.chars().filter(|c| !"{}/".contains(*c)).collect();
    let literal: String = attack.chars().filter(|c| !"{}".contains(*c)).collect();
    json!({
        "openapi": "3.0.3",
        "info": { "title": attack, "version": attack, "description": attack },
        "servers": [
            { "url": format!("https://{attack}"), "description": attack },
            { "url": format!("https://a.example/{attack}") }],
        "tags": [{ "name": attack, "description": attack }],
        "security": [{ attack: [] }],
        "paths": {
            format!("/{literal}/x"): {
                "post": {
                    "operationId": attack, "summary": attack, "description": attack,
                    "tags": [attack, named("2")], "deprecated": true,
                    "parameters": [
                        parameter("query", "", json!({ "type": "string", "description": attack })),
                        parameter("query", "l", json!({ "type": "array", "items": { "type": "string", "enum": [attack, ""] } })),
                        parameter("header", "h", json!({ "type": "string", "enum": [attack] })),
                        parameter("cookie", "c", json!({ "type": "string" }))],
                    "requestBody": content(to("")),
                    "responses": {
                        "200": content(to("u")),
                        "400": content(to("")),
                        "4XX": { "description": attack, "content": { format!("text/{path}"): {} } },
                        "default": content(to("e")) } } },
            format!("/{{{path}}}/y"): {
                "get": {
                    "operationId": named("g"), "description": attack,
                    "parameters": [
                        { "name": path, "in": "path", "required": true, "schema": { "type": "string" }, "example": attack }],
                    "responses": { "200": content(json!({ "type": "array", "items": to("w"), "title": attack })) } },
                "put": {
                    "operationId": named("p"), "summary": attack, "tags": [attack],
                    "parameters": [{ "name": path, "in": "path", "required": true, "schema": { "type": "string" } }],
                    "requestBody": { "description": attack, "content": { "multipart/form-data": { "schema": {
                        "type": "object", "title": attack, "properties": {
                            attack: { "type": "string", "format": "binary", "description": attack } } } } } },
                    "responses": { "204": { "description": attack } } } } },
        "components": {
            "securitySchemes": { attack: { "type": "apiKey", "in": "header", "name": attack, "description": attack } },
            "schemas": {
                named(""): {
                    "type": "object", "title": attack, "description": attack, "required": [attack, named("r")],
                    "properties": {
                        attack: { "type": "string", "description": attack, "default": attack, "format": attack, "pattern": attack },
                        named("r"): to("e"),
                        named("o"): { "type": "object", "title": attack, "properties": { attack: { "type": "integer" } } },
                        named("m"): { "type": "object", "additionalProperties": to("u"), "propertyNames": to("e") },
                        named("n"): { "deprecated": true, "nullable": true, "type": "array", "items": to("") } } },
                named("e"): { "type": "string", "description": attack, "enum": [attack, named("1"), ""] },
                named("u"): {
                    "oneOf": [to(""), to("v")], "description": attack,
                    "discriminator": { "propertyName": "_kind", "mapping": { attack: to("")["$ref"] } } },
                named("v"): { "type": "object", "description": attack, "properties": {} },
                named("w"): {
                    "oneOf": [to("v"), { "type": "string", "title": attack }],
                    "discriminator": { "propertyName": attack } } } } })
}

#[test]
fn hostile_document() {
    for attack in attacks() {
        let generated = generate(document(&attack).to_string());
        assert_eq!(generated.summary.operations, 3, "{attack:?}");
        let mut in_literals = 0;
        for (path, tokens) in source::parse(&generated.files) {
            let text = &generated.files[path];
            in_literals += text.matches(MARK).count();
            for line in text
                .lines()
                .filter(|line| line.trim_start().starts_with("//"))
            {
                let line = line.trim_start();
                let own = line.starts_with("// @generated by") && !line.contains(MARK);
                assert!(
                    own || line.starts_with("///") || line.starts_with("//!"),
                    "{path}: {line}"
                );
            }
            let block = text
                .lines()
                .find(|line| line.trim_start().starts_with("/*"));
            assert_eq!(block, None, "{path}");
            // The `cfg` gates are our own, by names of cargo features; there are no other attributes of
            // this kind.
            let gates = text.split("feature = \"").skip(1).filter(|rest| {
                let (name, _) = rest.split_once('"').unwrap_or_default();
                let is_plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
                let is_own = ["all-models", "all-tags", "test-util", "webhooks"].contains(&name);
                is_own || name.starts_with("tag-") && name.chars().all(is_plain)
            });
            let gates = gates.count();
            let names = source::identifiers(tokens.clone());
            let features = names.iter().filter(|name| *name == "feature").count();
            assert_eq!(features, gates, "{path}");
            for name in names {
                assert!(name.is_ascii() && !name.contains(MARK), "{path}: {name}");
                assert!(!["main", "alert"].contains(&name.as_str()), "{path}");
            }
            for docs in source::docs(tokens) {
                assert_harmless(&docs, path);
            }
        }
        assert!(
            in_literals > 20,
            "{attack:?} is in few places: {in_literals}"
        );
        let outside: Vec<&String> = generated
            .files
            .keys()
            .filter(|path| path.contains(MARK))
            .collect();
        assert_eq!(outside, Vec::<&String>::new());
        // JSON contains them as data.
        let read = generated
            .files
            .iter()
            .filter(|(path, _)| !path.ends_with(".json"));
        for (path, text) in read {
            let odd = text.chars().find(|c| is_odd(*c));
            assert_eq!(odd, None, "{path} after {attack:?}");
        }
    }
}

/// Characters that no source file should contain: rustc rejects a bare CR in documentation and
/// marks that reorder text; the others are invisible.
fn is_odd(c: char) -> bool {
    (c.is_control() && c != '\n')
        || matches!(c, '\u{2028}' | '\u{2029}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// Whether rustdoc would neither run nor interpret any of it: no code blocks except the generator's
/// own examples, no HTML, no links except those to the client itself and to plain URLs.
#[track_caller]
fn assert_harmless(docs: &str, path: &str) {
    let mut example = None;
    for event in Parser::new_ext(docs, Options::ENABLE_TABLES | Options::ENABLE_FOOTNOTES) {
        match event {
            Event::Start(Tag::CodeBlock(CodeBlockKind::Fenced(info))) if &*info == "text" => {}
            Event::Start(Tag::CodeBlock(CodeBlockKind::Fenced(info))) if &*info == "no_run" => {
                example = Some(String::new());
            }
            Event::Start(Tag::CodeBlock(kind)) => panic!("{path} would run {kind:?}:\n{docs}"),
            Event::Text(text) => {
                if let Some(example) = &mut example {
                    example.push_str(&text);
                }
            }
            Event::End(pulldown_cmark::TagEnd::CodeBlock) => {
                if let Some(example) = example.take() {
                    assert!(
                        example.starts_with("# use pipeline_client::"),
                        "{path}:\n{docs}"
                    );
                    let example = example.replace("\n# ", "\n");
                    let file = syn::parse_file(example.trim_start_matches("# ")).expect(path);
                    assert_eq!(file.items.len(), 2, "{path}:\n{docs}");
                }
            }
            Event::Html(html) | Event::InlineHtml(html) => panic!("{path}: {html}\n{docs}"),
            Event::Start(Tag::Link {
                link_type: LinkType::Autolink,
                dest_url,
                ..
            }) => {
                assert!(dest_url.starts_with("https://"), "{path}: {dest_url}");
            }
            Event::Start(Tag::Link { dest_url, .. }) => {
                let own = dest_url
                    .chars()
                    .all(|c| c.is_ascii_alphanumeric() || "_:#".contains(c));
                assert!(
                    own && !dest_url.replace("::", "").contains(':'),
                    "{path}: {dest_url}\n{docs}"
                );
            }
            Event::Start(Tag::Image { dest_url, .. }) => panic!("{path}: {dest_url}\n{docs}"),
            _ => {}
        }
    }
}

/// Code blocks of all kinds become text, and prose stays readable.
#[test]
fn hostile_docs_are_text() {
    let blocks = [
        "```\nrun()\n```",
        "```rust\nrun()\n```",
        "```ignore\nrun()\n```",
        "```no_run\nrun()\n```",
        "```rust,should_panic\nrun()\n```",
        "~~~\nrun()\n~~~",
        "````rust\n```\nrun()\n````",
        "   ```rust\n   run()\n   ```",
        "    run()",
        "\trun()",
        "text\n\n\n     \t run()",
        "-     run()",
        "* text\n\n      run()",
        "1.     run()",
        "> ```rust\n> run()\n> ```",
        ">     run()",
        "- ```rust\n  run()\n  ```",
        "- ````rust\n  run()\n  ````",
        "- ~~~rust\n  run()\n  ~~~",
        "1. a\n   ~~~rust\n   run()\n   ~~~",
        "- -     run()",
        "[^1]: a\n\n      run()",
        "```text\nx\n```\n\n    run()",
        "```text\r    run()",
        "```rust",
    ];
    for block in blocks {
        for text in [
            block.to_owned(),
            format!("Words before.\n\n{block}\n\nWords after."),
        ] {
            let document = json!({
                "openapi": "3.0.3", "info": { "title": "a", "version": "1" },
                "paths": { "/a": { "get": {
                    "summary": text, "description": text,
                    "parameters": [{ "name": "q", "in": "query", "description": text, "schema": { "type": "string" } }],
                    "responses": { "200": { "description": text, "content": { "application/json": {
                        "schema": { "$ref": "#/components/schemas/A" } } } } } } } },
                "components": { "schemas": {
                    "A": { "type": "object", "description": text, "properties": { "a": { "type": "string", "description": text } } } } } });
            let generated = generate(document.to_string());
            for (path, tokens) in source::parse(&generated.files) {
                source::docs(tokens)
                    .iter()
                    .for_each(|docs| assert_harmless(docs, path));
            }
            let model = &generated.files["src/generated/models/a.rs"];
            let kept = !block.contains("run()") || model.contains("run()");
            assert!(
                kept && (text == block || model.contains("Words after.")),
                "{block}:\n{model}"
            );
        }
    }
}

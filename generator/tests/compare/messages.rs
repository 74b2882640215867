//! Changes around the values: paths, parameters, forms, headers, webhooks, servers, and settings.

use generator::compare::{Bump, Comparison, Http};
use generator::{Input, Names, Source};

use super::check;

const PIER: &str = r##"
openapi: 3.1.0
info: { title: Pier, version: "1" }
servers: [{ url: https://pier.example/v1 }]
paths:
  /piers/{pier}/berths/{berth}:
    get:
      operationId: berth
      parameters:
        - { name: pier, in: path, required: true, schema: { type: string } }
        - { name: berth, in: path, required: true, schema: { type: string } }
        - { name: q, in: query, schema: { type: string } }
        - { name: n, in: query, schema: { oneOf: [{ type: integer }, { type: boolean }] } }
        - { name: e, in: query, allowEmptyValue: true, schema: { type: string } }
      responses:
        "204": { description: Free., headers: { X-Owner: { schema: { type: string } }, X-Size: { schema: { type: object, properties: { a: { type: string } } } } } }
  /files:
    post:
      operationId: upload
      requestBody:
        content:
          multipart/form-data:
            schema: { type: object, properties: { f: { type: string, format: binary }, o: { type: object, properties: { a: { type: string } } } } }
            encoding:
              f: { contentType: image/png, headers: { X-A: { description: One., required: true, schema: { type: string } } } }
      responses: { "204": { description: Done. } }
webhooks:
  moored:
    post:
      parameters:
        - { name: X-Signature, in: header, required: true, schema: { type: string } }
      requestBody: { content: { application/json: { schema: { type: object, properties: { a: { type: string } } } } } }
      responses: { "200": { description: Thanks. } }
components:
  headers:
    A: { description: One., required: true, schema: { type: string } }
"##;

fn input(text: String) -> Input {
    Input {
        description: Source {
            name: "pier.yaml".to_owned(),
            text,
            ..Source::default()
        },
        overlays: Vec::new(),
        names: Names::default(),
        config: super::own_description::config("Pier"),
    }
}

#[track_caller]
fn changed(from: &str, to: &str) -> Comparison {
    assert_eq!(PIER.matches(from).count(), 1, "{from}");
    check(&input(PIER.to_owned()), &input(PIER.replace(from, to)))
}

/// Asserts the rules, with the HTTP verdict of each.
#[track_caller]
fn expect(from: &str, to: &str, expected: &[(&str, Http)]) {
    let found = changed(from, to);
    let rules: Vec<(&str, Http)> = found
        .changes
        .iter()
        .map(|one| (one.rule.id(), one.http))
        .collect();
    assert_eq!(rules, expected, "{from} -> {to}\n{found}");
}

#[test]
fn swapped_parameters_of_a_path() {
    expect(
        "/piers/{pier}/berths/{berth}:",
        "/piers/{berth}/berths/{pier}:",
        &[("R103", Http::Breaking)],
    );
}

#[test]
fn values_in_the_query() {
    let from = "name: q, in: query, schema: { type: string }";
    let list = "name: q, in: query, schema: { type: array, items: { type: string } }";
    expect(from, list, &[("R231", Http::Compatible)]);
    let joined = list.replace("query, ", "query, explode: false, ");
    expect(from, &joined, &[("R230", Http::Breaking)]);
    expect(
        "name: n, in: query, ",
        "name: n, in: query, explode: false, ",
        &[("R133", Http::Compatible)],
    );
    expect("allowEmptyValue: true, ", "", &[("R133", Http::Warning)]);
}

#[test]
fn headers_of_a_response() {
    let from = "X-Owner: { schema: { type: string } }";
    let json = "X-Owner: { content: { application/json: { schema: { type: string } } } }";
    expect(from, json, &[("R280", Http::Warning)]);
    expect(
        "X-Size: { schema",
        "X-Size: { explode: true, schema",
        &[("R280", Http::Warning)],
    );
    expect("X-Owner: { schema", "X-Owner: { explode: true, schema", &[]);
}

#[test]
fn requests_of_webhooks() {
    let header =
        "        - { name: X-Signature, in: header, required: true, schema: { type: string } }\n";
    let parameters = format!("      parameters:\n{header}");
    expect(&parameters, "", &[("R292", Http::Warning)]);
    let renamed = changed("X-Signature", "X-Sign");
    let messages: Vec<&str> = renamed
        .changes
        .iter()
        .map(|it| it.message.as_str())
        .collect();
    assert_eq!(messages.len(), 2, "{renamed}");
    assert!(
        messages[0].ends_with("no longer sends the header `x-signature`"),
        "{renamed}"
    );
    let query = "        - { name: at, in: query, required: true, schema: { type: string } }\n";
    let both = format!("{header}{query}");
    expect(header, &both, &[("R292", Http::Compatible)]);
    let queried = |from: &str, to: &str| {
        let base = PIER.replace(header, &both);
        assert_eq!(base.matches(from).count(), 1, "{from}");
        let found = check(&input(base.clone()), &input(base.replace(from, to)));
        let changes = found.changes.iter();
        let changes = changes.map(|one| (one.message.clone(), one.http));
        changes.collect::<Vec<_>>()
    };
    for (from, to, verb) in [
        (query, "", "no longer sends"),
        ("in: query, required: true", "in: query", "may omit"),
        (
            "query, required: true, schema: { type: string }",
            "query, required: true, schema: { type: integer }",
            "sends other values in",
        ),
    ] {
        let message = format!("the webhook moored (POST) {verb} the query parameter `at`");
        assert_eq!(queried(from, to), [(message, Http::Warning)]);
    }
    let payload = "      requestBody: { content: { application/json: { schema: { type: object, properties: { a";
    let always = payload.replace("{ content", "{ required: true, content");
    expect(payload, &always, &[("R292", Http::Compatible)]);
    let reply = "\"200\": { description: Thanks. }";
    let expected = [("R292", Http::Warning), ("R292", Http::Compatible)];
    expect(reply, "\"204\": { description: Thanks. }", &expected);
    let body = "\"200\": { description: Thanks., content: { application/json: { schema: { type: string } } } }";
    expect(reply, body, &[("R292", Http::Warning)]);
    let payload = "      requestBody: { content: { application/json: { schema: { type: object, properties: { a: { type: string } } } } } }\n      responses: { \"200\"";
    let found = changed(payload, "      responses: { \"200\"");
    assert!(
        found.changes[0]
            .message
            .ends_with("no longer has a payload"),
        "{found}"
    );
}

#[test]
fn parts_of_forms() {
    let header = "X-A: { description: One., required: true, schema: { type: string } } } }";
    let same = [("R133", Http::Compatible)];
    for to in [
        header.replace("One.", "Two."),
        header.replace("required: true, ", ""),
        header.replace(
            "string } } } }",
            "string } }, X-B: { schema: { type: string } } } }",
        ),
    ] {
        let found = changed(header, &to);
        assert_eq!(found.http(), Http::Compatible, "{to}\n{found}");
        assert!(
            found.changes.iter().all(|one| one.rule.id() == "R133"),
            "{found}"
        );
    }
    let moved = "X-A: { $ref: '#/components/headers/A' } } }";
    expect(header, moved, &[]);
    let required = header.replace(
        "schema: { type: string } } } }",
        "schema: { type: string } }, X-B: { required: true, schema: { type: string } } } }",
    );
    expect(header, &required, &[("R133", Http::Breaking)]);
    expect(
        "contentType: image/png",
        "contentType: 'image/png, image/jpeg'",
        &same,
    );
    expect(
        "contentType: image/png",
        "contentType: image/jpeg",
        &[("R133", Http::Breaking)],
    );
    let written = "encoding:\n              o: { contentType: application/json }\n";
    expect("encoding:\n", written, &same);
}

#[test]
fn equal_urls() {
    let from = "https://pier.example/v1";
    for to in ["https://Pier.Example/v1", "https://pier.example:443/v1"] {
        expect(from, to, &[("R108", Http::Compatible)]);
    }
    expect(
        from,
        "https://pier.example:8443/v1",
        &[("R108", Http::Breaking)],
    );
    expect(from, "https://pier.example/V1", &[("R108", Http::Breaking)]);
}

#[test]
fn names_of_headers_with_keys() {
    let schemes = |name: &str| {
        let schemes = format!(
            "  securitySchemes: {{ key: {{ type: apiKey, in: header, name: {name} }} }}\n  headers:\n"
        );
        let text = PIER.replace("  headers:\n    A:", &format!("{schemes}    A:"));
        input(format!("{text}security: [{{ key: [] }}]\n"))
    };
    let found = check(&schemes("X-Key"), &schemes("x-key"));
    assert_eq!(found.http(), Http::Compatible, "{found}");
    assert_eq!(found.changes[0].rule.id(), "R117", "{found}");
    assert_eq!(
        check(&schemes("X-Key"), &schemes("X-Token")).http(),
        Http::Breaking
    );
}

#[test]
fn credentials_without_a_requirement() {
    let schemes = "  securitySchemes: { key: { type: http, scheme: bearer } }\n  headers:\n";
    let found = changed("  headers:\n", schemes);
    let inferred = "inferred from the security schemes, as the revision has no requirement";
    assert!(found.changes[0].message.ends_with(inferred), "{found}");
}

#[test]
fn settings() {
    let base = input(PIER.to_owned());
    let change = |edit: fn(&mut Input)| {
        let mut revision = base.clone();
        edit(&mut revision);
        let found = check(&base, &revision);
        assert!(!found.changes.is_empty());
        assert!(
            found.changes.iter().all(|one| one.rule.id() == "R904"),
            "{found}"
        );
        assert_eq!(found.http(), Http::Compatible);
        found.bump()
    };
    assert_eq!(
        change(|it| it.config.package = "quay-client".to_owned()),
        Bump::Major
    );
    assert_eq!(change(|it| it.config.api = "Quay".to_owned()), Bump::Patch);
    assert_eq!(
        change(|it| it.config.base_url_env = Some("QUAY".to_owned())),
        Bump::Patch
    );
}

//! Skipped parts of parameters, paths, security and servers are reported, and everything else is
//! generated.

use generator::diagnostic::Diagnostic;

use super::{generate, golden};

/// The notes of a fixture, sorted by message: code and message.
fn notes(feature: &str) -> Vec<String> {
    let generated = golden::generate(feature);
    let told = |one: &Diagnostic| format!("{} {}", one.code.as_str(), one.message);
    let mut notes: Vec<String> = generated.diagnostics.iter().map(told).collect();
    notes.sort();
    notes
}

#[test]
fn parameters() {
    assert_eq!(
        notes("odd-parameters"),
        [
            "D301 `no header` is not a valid header name",
            "D321 `Authorization` is set by the client, not by a parameter",
            "D321 `Content-Length` is set by the HTTP library, not by a parameter",
            "D321 `no header` is not a valid header name",
            "D321 a parameter needs a `name`, and `path`, `query`, `querystring`, `header` or `cookie` in `in`",
            "D381 the parameter `x-trace` is described here and at `#/paths/~1items~1{id}~1{self}/get/parameters/19`; this one counts",
        ]
    );
}

#[test]
fn query_strings() {
    let message = "D321 a query string needs `content` of one media type: JSON, text or a form";
    assert_eq!(notes("query-strings"), [message; 2]);
}

#[test]
fn paths() {
    assert_eq!(
        notes("paths"),
        [
            "D202 GET /same/{a} has no operationId",
            "D202 GET /same/{b} has no operationId",
            "D322 `#first` is not part of a path; it is ignored",
            "D322 the path has no parameter `gone`; it is skipped",
            "D322 the path parameter `at` is not described; it is treated as a string",
        ]
    );
}

#[test]
fn security() {
    assert_eq!(
        notes("security"),
        [
            "D324 `certificate` is mutual TLS: pass an HTTP client that has the client certificate",
            "D324 `digest` uses the HTTP authentication scheme `Digest`, which needs more than a token; the client doesn't support it: pass an HTTP client that does",
            "D324 no operation requires `odd`",
            "D324 operations require the security scheme `gone`, which is not defined",
            "D394 the flow `implicit` is not supported: the client accepts a token, but doesn't obtain one",
        ]
    );
}

/// OpenAPI 3.2.0, Security Requirement Object.
#[test]
fn a_scheme_may_be_named_by_its_uri() {
    let generated = generate(
        "openapi: 3.2.0\ninfo: { title: a, version: '1' }\npaths:\n  /b:\n    get:\n      \
         security: [{ '#/components/securitySchemes/key': [] }]\n      \
         responses: { '204': { description: c } }\ncomponents:\n  securitySchemes:\n    \
         key: { type: apiKey, in: header, name: X-Key }\n",
    );
    let codes: Vec<&str> = generated
        .diagnostics
        .iter()
        .map(|it| it.code.as_str())
        .collect();
    assert!(!codes.contains(&"D324"), "{codes:?}");
    let client = &generated.files["src/generated/client.rs"];
    assert!(
        client.contains("name: \"X-Key\"") && client.contains("token_required: true"),
        "{client}"
    );
}

#[test]
fn groups() {
    let note = "D381 the group `user accounts` of the operation replaces its tags `Accounts v1`";
    assert_eq!(notes("vendor-names"), [note]);
}

/// The configuration provides credentials that the description lacks.
#[test]
fn configured_auth() {
    assert_eq!(notes("configured-auth"), [""; 0]);
}

#[test]
fn servers() {
    assert_eq!(
        notes("servers"),
        [
            "D012 the URL of the server has no variable `unused`",
            "D323 `https://api example.com` is not an HTTP URL that paths can be appended to",
            "D323 `https://user:password@api.example.com` is not an HTTP URL that paths can be appended to",
            "D323 `https://{host}/v1` has a variable without a default value",
            "D323 `wss://api.example.com` is not an HTTP URL that paths can be appended to",
            "D323 another server is used instead of `/v1`",
        ]
    );
}

#[test]
fn methods() {
    assert_eq!(
        notes("methods"),
        [
            "D202 lock /files/{id} has no operationId",
            "D301 `CONNECT /files/{id}` is skipped: `CONNECT` opens a tunnel through a proxy and has no path",
            "D301 `NOT A METHOD /files/{id}` is skipped: `NOT A METHOD` is not an HTTP method",
            "D301 `QUERY /files/{id}` is skipped: `QUERY` has another operation under this path",
        ]
    );
}

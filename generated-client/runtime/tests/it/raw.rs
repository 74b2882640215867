//! Calls that the description lacks, and responses as they came.

use http::Method;
use openapi_client_runtime::{ErrorKind, Operation, RawCall};
use serde_json::{Value, json};

use crate::fixture::{Client, TOKEN, ThingError};
use crate::scripted::{Scripted, Step};

fn raw(client: &Client, method: Method, path: &'static str) -> RawCall<ThingError> {
    RawCall::new(&client.0, method, path)
}

#[tokio::test(start_paused = true)]
async fn a_raw_call_has_the_credential_the_retries_and_the_options_of_the_client() {
    let transport = Scripted::steps([Step::status(503), Step::good()]);
    let client = transport.client();
    let call = raw(&client, Method::PUT, "/new/{thingId}/parts?fixed=a%20b")
        .path("thingId", "a/b")
        .query("page", 2)
        .json(&json!({"a": 1}))
        .with_header("X-Tenant", "north");
    let prepared = call.prepare().unwrap();
    assert_eq!(prepared.body(), br#"{"a":1}"#);
    let response = call.await.unwrap();
    assert_eq!((response.status().as_u16(), response.attempts()), (200, 2));
    assert_eq!(&response.body()[..], br#"{"id":1}"#);
    let sent = &transport.sent()[1];
    assert_eq!(sent.method, "PUT");
    assert_eq!(
        sent.uri,
        "https://api.example.invalid/v1/new/a%2Fb/parts?fixed=a%20b&page=2"
    );
    assert_eq!(sent.headers["authorization"], TOKEN);
    assert_eq!(sent.headers["x-tenant"], "north");
    assert_eq!(sent.headers["accept"], "application/json, */*;q=0.5");
    assert_eq!(sent.headers["content-type"], "application/json");
}

#[tokio::test]
async fn a_raw_call_decodes_json() {
    let client = Scripted::steps([Step::good()]).client();
    let value: Value = raw(&client, Method::GET, "/x").decoded().await.unwrap();
    assert_eq!(value, json!({"id": 1}));
    let error = raw(&client, Method::GET, "/x").decoded::<String>();
    let error = error.with_query("a", "b").await.unwrap_err();
    assert!(error.is_decode(), "{error}");
    assert!(error.to_string().starts_with("GET /x: "), "{error}");
}

#[tokio::test]
async fn a_raw_call_takes_methods_of_all_kinds() {
    let transport = Scripted::steps([Step::good()]);
    let purge = Method::from_bytes(b"PURGE").unwrap();
    raw(&transport.client(), purge, "/cache").await.unwrap();
    assert_eq!(transport.sent()[0].method, "PURGE");
}

#[tokio::test]
async fn a_link_to_the_same_host_is_followed_and_no_other() {
    let transport = Scripted::steps([Step::good()]);
    let client = transport.client();
    let follow = |link: &str| RawCall::<ThingError>::new(&client.0, Method::GET, link.to_owned());
    let link = "https://api.example.invalid/v2/things?pageKey=a%3D%3D:";
    follow(link).await.unwrap();
    follow("https://api.example.invalid:443?a=b").await.unwrap();
    let sent = transport.sent();
    assert_eq!(sent[0].uri.to_string(), link);
    assert_eq!(sent[1].uri, "https://api.example.invalid/?a=b");
    assert_eq!(sent[0].headers["authorization"], TOKEN);
    for link in [
        "https://evil.example/v1/things",
        "https://api.example.invalid.evil.example/",
        "https://api.example.invalid@evil.example/",
        "https://user:pass@api.example.invalid/",
        "http://api.example.invalid/v1/things",
        "https://api.example.invalid:8443/v1/things",
        "https://api.example.invalid\\@evil.example/",
        "//evil.example/things",
        "\\\\evil.example\\things",
        "/\\evil.example",
        "/things/../../admin",
        "/things#fragment",
        "/a b",
        "/\u{e5}",
        "/x\r\ny",
    ] {
        let error = follow(link).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Request, "{link}: {error}");
        assert_eq!(error.attempts(), 0);
    }
    // What is no URL is a path on the host.
    for (path, expected) in [
        (
            "evil.example/x",
            "https://api.example.invalid/v1/evil.example/x",
        ),
        (
            "@evil.example",
            "https://api.example.invalid/v1/@evil.example",
        ),
        (
            "/r?to=https://a.example",
            "https://api.example.invalid/v1/r?to=https://a.example",
        ),
    ] {
        assert_eq!(follow(path).prepare().unwrap().url(), expected);
    }
    assert_eq!(transport.times(), 2);
}

#[tokio::test]
async fn a_path_shows_no_values_and_a_faulty_one_is_an_error() {
    let client = Scripted::steps([Step::status(404)]).client();
    let personal =
        RawCall::<ThingError>::new(&client.0, Method::GET, format!("/users/{}", "alice"));
    let shown = format!("{personal:?} {}", personal.clone().await.unwrap_err());
    assert!(!shown.contains("alice"), "{shown}");
    let error = raw(&client, Method::GET, "/users/{id}").path("id", "alice");
    let error = error.await.unwrap_err();
    assert!(
        error.to_string().starts_with("GET /users/{id}: "),
        "{error}"
    );
    assert_eq!(error.operation().unwrap().path, "/users/{id}");
    for (call, reason) in [
        (raw(&client, Method::GET, "/x/{id}"), "`id` has no value"),
        (
            raw(&client, Method::GET, "/x").path("id", 1),
            "no parameter `{id}`",
        ),
        (
            raw(&client, Method::GET, "/x/{id}").path("id", ".."),
            "is `..`",
        ),
        (
            raw(&client, Method::GET, "/x/{id}").path("id", ""),
            "is empty",
        ),
        (
            raw(&client, Method::POST, "/x").body("a\nb", "text"),
            "not a media type",
        ),
    ] {
        let error = call.await.unwrap_err();
        assert!(error.to_string().contains(reason), "{error}");
    }
}

#[tokio::test(start_paused = true)]
async fn any_operation_gives_its_response_as_it_came() {
    let transport = Scripted::steps([
        Step::status(503),
        Step::Status(409, vec![("x-request-id", "r-1"), ("x-echo", TOKEN)]),
    ]);
    let response = transport.client().get_thing("1").send_raw().await.unwrap();
    assert_eq!((response.status().as_u16(), response.attempts()), (409, 2));
    assert_eq!(response.request_id(), Some("r-1"));
    assert_eq!(&response.body()[..], b"{}");
    assert!(
        !response.headers()["x-echo"]
            .to_str()
            .unwrap()
            .contains(TOKEN)
    );

    let not_json = Scripted::steps([Step::Body("plain")]);
    let response = not_json.client().get_thing("1").send_raw().await.unwrap();
    assert_eq!(&response.body()[..], b"plain");

    let broken = Scripted::steps([Step::Broken]).client();
    let error = broken.get_thing("1").send_raw().await.unwrap_err();
    assert_eq!((error.kind(), error.attempts()), (ErrorKind::Incomplete, 3));
}

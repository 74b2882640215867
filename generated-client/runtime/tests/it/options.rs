//! What one call does otherwise than its client.

use openapi_client_runtime::{ErrorKind, Operation, RequestBody, Transport, TransportFuture};
use serde_json::{Value, json};

use crate::fixture::TOKEN;
use crate::scripted::{Scripted, Step};

#[tokio::test]
async fn options_are_sent_with_their_call_alone() {
    let transport = Scripted::new(|_| Step::good());
    let builder = transport
        .builder()
        .default_header("x-tenant", "of-the-client");
    let client = builder.build().unwrap();
    let call = client
        .get_thing("1")
        .with_header("X-Tenant", "of-the-call")
        .with_query("debug", "a b&c")
        .with_token("another-token-0815");
    call.call().await.unwrap();
    client.get_thing("1").call().await.unwrap();
    let sent = transport.sent();
    assert!(
        sent[0]
            .target()
            .ends_with("/things/1/parts?debug=a%20b%26c"),
        "{}",
        sent[0].uri
    );
    assert_eq!(sent[0].headers["x-tenant"], "of-the-call");
    assert_eq!(sent[0].headers["authorization"], "another-token-0815");
    assert!(sent[1].target().ends_with("/things/1/parts"));
    assert_eq!(sent[1].headers["x-tenant"], "of-the-client");
    assert_eq!(sent[1].headers["authorization"], TOKEN);
    assert_eq!(sent[0].method, "GET");
}

#[test]
fn properties_are_added_to_the_body() {
    let client = Scripted::new(|_| Step::good()).client();
    let mut call = client.post_thing();
    call.request.set_json(&json!({"a": 1, "b": 2}));
    let call = call
        .with_body_property("b", 3)
        .with_body_property("c", ["d"]);
    let prepared = call.prepare().unwrap();
    let body: Value = serde_json::from_slice(prepared.body()).unwrap();
    assert_eq!(body, json!({"a": 1, "b": 3, "c": ["d"]}));
    for body in [None, Some("[1]")] {
        let mut call = client.post_thing();
        if let Some(body) = body {
            call.request.set_body("application/json", body);
        }
        let error = call.with_body_property("b", 3).prepare().unwrap_err();
        assert!(error.to_string().contains("not a JSON object"), "{error}");
    }
}

#[tokio::test]
async fn options_that_cannot_be_sent_are_errors_of_the_call() {
    let transport = Scripted::new(|_| Step::good());
    let call = || transport.client().get_thing("1");
    for (call, said) in [
        (call().with_header("bad name", "1"), "bad name"),
        (call().with_header("x-a", "s3cret\nvalue"), "x-a"),
        (call().with_header("Content-Length", "1"), "Content-Length"),
        (call().with_token("another\ntoken"), "line break"),
        (call().with_credential("nobody", "x"), "nobody"),
    ] {
        let error = call.call().await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Request);
        let text = error.to_string();
        assert!(text.contains(said) && !text.contains("s3cret"), "{text}");
    }
    assert_eq!(transport.times(), 0);
}

/// A credential of one call is as secret as that of the client.
#[tokio::test]
async fn secrets_of_one_call_are_not_shown() {
    let secret = "another-token-0815";
    let headers = vec![("x-request-id", secret)];
    let transport = Scripted::steps([Step::Status(404, headers)]);
    for call in [
        transport.client().get_thing("1").with_token(secret),
        transport
            .client()
            .get_thing("1")
            .with_header("x-key", secret),
    ] {
        assert!(!format!("{call:?}").contains(secret));
        let error = call.call().await.unwrap_err();
        let all = format!("{error} {error:?} {:?}", error.headers());
        assert!(!all.contains(secret), "{all}");
    }
}

struct Signed<T>(T);

impl<T: Transport> Transport for Signed<T> {
    fn send(&self, mut request: http::Request<RequestBody>) -> TransportFuture<'_> {
        let length = request.body().as_bytes().map_or(0, <[u8]>::len);
        let headers = request.headers_mut();
        headers.insert("x-signature", length.into());
        self.0.send(request)
    }
}

#[tokio::test]
async fn middleware_sees_each_attempt() {
    let transport = Scripted::steps([Step::status(429), Step::good()]);
    let client = transport.builder().middleware(Signed).build().unwrap();
    let mut call = client.post_thing();
    call.request.set_json(&json!([1, 2]));
    call.call().await.unwrap();
    let sent = transport.sent();
    assert_eq!(sent.len(), 2);
    assert!(sent.iter().all(|it| it.headers["x-signature"] == "5"));
}

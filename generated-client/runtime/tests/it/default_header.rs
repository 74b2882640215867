//! A header that the caller sets for the whole client is sent to the API, and shown nowhere.

use std::fmt::Debug;

use openapi_client_runtime::Operation;

use crate::fixture::{TOKEN, builder};
use crate::server::{Response, Server};

const SECRET: &str = "Bearer tenant-secret-4711";

fn hides(shown: &str) {
    assert!(!shown.contains("tenant-secret"), "it is shown: {shown}");
}

fn hidden(value: &impl Debug) {
    hides(&format!("{value:?}"));
    hides(&format!("{value:#?}"));
}

#[tokio::test]
async fn it_goes_to_the_api_and_to_nobody_else() {
    let other = Server::start([Response::json("{\"id\":1}")]).await;
    let echo = format!("{{\"id\":\"{SECRET}\",\"message\":\"no tenant-secret-4711\"}}");
    let server = Server::start([
        Response::json("{\"id\":1}"),
        Response::json(&echo),
        Response::new("401 Unauthorized", &[], &echo),
        Response::new("307 Temporary Redirect", &[("Location", &other.url)], ""),
    ])
    .await;
    let builder = builder(&server.url)
        .default_header("X-Tenant", "an earlier one")
        .default_header("x-tenant", SECRET)
        .default_header("X-Version", "1");
    hidden(&builder);
    let client = builder.build().unwrap();
    hidden(&client);
    let prepared = client.get_thing("1").prepare().unwrap();
    hidden(&prepared);
    assert!(prepared.headers()["x-tenant"].is_sensitive());

    hidden(&client.get_thing("1").send().await.unwrap());
    for _ in 0..3 {
        let error = client.get_thing("1").call().await.unwrap_err();
        hidden(&error);
        hides(&error.to_string());
    }
    let received = server.received();
    assert_eq!(received.len(), 4);
    for request in received {
        assert_eq!(request.header("x-tenant"), Some(SECRET));
        assert_eq!(request.header("x-version"), Some("1"));
    }
    assert!(other.received().is_empty());
}

#[test]
fn a_credential_goes_before_it() {
    let client = builder("http://127.0.0.1:1")
        .default_header("Authorization", SECRET)
        .build()
        .unwrap();
    let prepared = client.get_thing("1").prepare().unwrap();
    assert_eq!(prepared.headers()["authorization"], TOKEN);
}

#[test]
fn one_that_cannot_be_sent_is_refused() {
    for (name, value, said) in [
        ("no name", "v", "not a header name"),
        ("", "v", "not a header name"),
        ("Host", "v", "the HTTP library sets it"),
        ("X-A", "tenant-secret\n", "a line break"),
        ("X-A", "tenant-secret ", "begins or ends with a space"),
    ] {
        let built = builder("http://127.0.0.1:1")
            .default_header(name, value)
            .build();
        let error = built.err().unwrap();
        assert!(error.to_string().contains(said), "{error}");
        hides(&error.to_string());
        hidden(&error);
    }
}

//! The token is sent where the API wants it, and shown nowhere.

use std::fmt::{Debug, Display};
use std::sync::Mutex;

use openapi_client_runtime::{
    AuthScheme, ClientBuilder, ClientInfo, Error, Operation, SecurityScheme,
};

use crate::fixture::{Client, INFO, TOKEN, builder, client};
use crate::server::{Response, Server};

static QUERY: ClientInfo = ClientInfo {
    schemes: &[SecurityScheme {
        name: "token",
        auth: AuthScheme::Query { name: "api key" },
    }],
    ..INFO
};

static LOGGED: Mutex<String> = Mutex::new(String::new());

struct Log;

impl log::Log for Log {
    fn enabled(&self, _: &log::Metadata<'_>) -> bool {
        true
    }

    fn log(&self, record: &log::Record<'_>) {
        let line = format!("{} {}\n", record.target(), record.args());
        LOGGED.lock().unwrap().push_str(&line);
    }

    fn flush(&self) {}
}

fn hides(shown: &str) {
    assert!(!shown.contains(TOKEN), "the token is shown: {shown}");
}

fn hidden(value: &impl Debug) {
    hides(&format!("{value:?}"));
    hides(&format!("{value:#?}"));
}

fn hidden_error<E>(error: &Error<E>) {
    hidden(error);
    hides(&(error as &dyn Display).to_string());
    hides(&format!("{:?}", error.headers()));
    hides(&format!("{:?} {:?}", error.kind(), error.message()));
    hides(&String::from_utf8_lossy(
        error.raw_body().map_or(&[], |body| body),
    ));
    let mut cause: Option<&dyn std::error::Error> = Some(error);
    while let Some(error) = cause {
        hides(&format!("{error} {error:?}"));
        cause = error.source();
    }
}

#[tokio::test]
async fn token_never_printed() {
    log::set_logger(&Log).unwrap();
    log::set_max_level(log::LevelFilter::Trace);

    let echo = format!("{{\"id\":\"{TOKEN}\",\"message\":\"bad token {TOKEN}\"}}");
    let server = Server::start([
        Response::json(&echo),
        Response::new("401 Unauthorized", &[], &echo),
        Response::new("404 Not Found", &[], "x".repeat(290) + TOKEN),
        Response::new(
            "302 Found",
            &[("Location", &format!("https://other.example/?t={TOKEN}"))],
            "",
        ),
        Response::raw("no HTTP at all"),
        Response::json("{\"id\":1}"),
    ])
    .await;
    let builder = builder(&server.url);
    hidden(&builder);
    let client = builder.build().unwrap();
    hidden(&client);

    let operation = client.get_thing("1");
    hidden(&operation);
    let prepared = operation.prepare().unwrap();
    hidden(&prepared);
    assert_eq!(prepared.headers()["authorization"], TOKEN);
    assert!(prepared.headers()["authorization"].is_sensitive());

    for _ in 0..5 {
        let error = client.get_thing("1").call().await.unwrap_err();
        hidden_error(&error);
    }
    let response = client.get_thing("1").send().await.unwrap();
    hidden(&response);
    hidden_error(&client.get_thing("..").call().await.unwrap_err());
    for received in server.received() {
        assert_eq!(received.header("authorization"), Some(TOKEN));
    }

    let broken = Server::start([
        Response::raw(""),
        Response::new("404 Not Found", &[], &echo),
    ])
    .await;
    let in_query = ClientBuilder::<Client>::new(&QUERY)
        .base_url(&broken.url)
        .allow_http()
        .no_proxy()
        .token(TOKEN)
        .build()
        .unwrap();
    for _ in 0..2 {
        hidden_error(&in_query.get_thing("1").call().await.unwrap_err());
    }
    assert!(broken.received()[1].target().contains(TOKEN));

    let logged = LOGGED.lock().unwrap();
    assert!(logged.contains("127.0.0.1"), "nothing was captured");
    hides(&logged);
}

#[tokio::test]
async fn an_unreachable_host_is_named_without_the_token() {
    let url = Server::start([Response::json("")]).await.url.clone();
    let client = builder(&url).build().unwrap();
    let error = client.post_thing().call().await.unwrap_err();
    hidden_error(&error);
    assert!(error.is_connect() && error.is_retryable() && !error.is_timeout());
    let text = error.to_string();
    assert!(
        text.starts_with("POST /things: cannot connect to 127.0.0.1: "),
        "{text}"
    );
}

#[tokio::test]
async fn schemes() {
    static BEARER: ClientInfo = ClientInfo {
        schemes: &[SecurityScheme {
            name: "token",
            auth: AuthScheme::Header {
                name: "x-api-key",
                prefix: "Bearer ",
            },
        }],
        ..INFO
    };
    static COOKIE: ClientInfo = ClientInfo {
        schemes: &[SecurityScheme {
            name: "token",
            auth: AuthScheme::Cookie { name: "session" },
        }],
        ..INFO
    };
    let server = Server::start([Response::json("{\"id\":1}")]).await;
    for info in [&BEARER, &QUERY, &COOKIE] {
        let client = ClientBuilder::<Client>::new(info)
            .base_url(&server.url)
            .allow_http()
            .no_proxy()
            .token(TOKEN)
            .build()
            .unwrap();
        let mut operation = client.get_thing("1");
        operation.request.set_query("a", "b&c");
        operation.request.set_cookie("theme", "dark;");
        hidden(&operation);
        hidden(&operation.prepare().unwrap());
        operation.call().await.unwrap();
    }
    let [bearer, query, cookie] = server.received().try_into().unwrap();
    assert_eq!(
        bearer.header("x-api-key"),
        Some(format!("Bearer {TOKEN}").as_str())
    );
    assert_eq!(bearer.header("cookie"), Some("theme=dark%3B"));
    assert_eq!(bearer.target(), "/things/1/parts?a=b%26c");
    assert_eq!(
        query.target(),
        format!("/things/1/parts?a=b%26c&api%20key={TOKEN}")
    );
    assert_eq!(
        cookie.header("cookie"),
        Some(format!("theme=dark%3B; session={TOKEN}").as_str())
    );
}

#[tokio::test]
async fn redirect_is_not_followed() {
    let other = Server::start([Response::json("{\"id\":1}")]).await;
    let location = format!("{}/secret-path?q=1", other.url);
    for status in [
        "301 Moved Permanently",
        "302 Found",
        "307 Temporary Redirect",
        "308 Permanent Redirect",
    ] {
        let server = Server::start([Response::new(status, &[("Location", &location)], "")]).await;
        let error = client(&server).get_thing("1").call().await.unwrap_err();
        assert!(other.received().is_empty(), "{status} was followed");
        server.only();
        let text = error.to_string();
        assert!(text.contains(&format!("{status} to 127.0.0.1;")), "{text}");
        assert!(!text.contains("secret-path"), "{text}");
        assert!(error.status().unwrap().is_redirection());
        assert!(!error.is_retryable());
    }
    let server = Server::start([Response::new("302 Found", &[("Location", "/login")], "")]).await;
    let text = client(&server)
        .get_thing("1")
        .call()
        .await
        .unwrap_err()
        .to_string();
    assert!(
        text.contains("302 Found to 127.0.0.1; redirects are not followed"),
        "{text}"
    );
}

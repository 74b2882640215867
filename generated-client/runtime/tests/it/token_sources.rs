//! Tokens that change: asked for when they are needed, renewed when they are refused, never shown.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use openapi_client_runtime::{
    AccessToken, AuthScheme, ClientBuilder, ClientInfo, Credential, ErrorKind, Operation,
    SecurityScheme, TokenError,
};

use crate::fixture::{Client, INFO, TOKEN};
use crate::server::{Response, Server};

static TWO: ClientInfo = ClientInfo {
    schemes: &[
        SecurityScheme {
            name: "token",
            auth: AuthScheme::Header {
                name: "Authorization",
                prefix: "Bearer ",
            },
        },
        SecurityScheme {
            name: "key",
            auth: AuthScheme::Query { name: "key" },
        },
    ],
    security: Some(&[&["token"]]),
    ..INFO
};

fn open(url: &str) -> ClientBuilder<Client> {
    ClientBuilder::new(&TWO)
        .base_url(url)
        .allow_http()
        .no_proxy()
}

fn refused() -> Response {
    Response::new("401 Unauthorized", &[], "")
}

fn thing() -> Response {
    Response::json(r#"{"id":1}"#)
}

/// A source that gives `token-1`, `token-2` and so on, and how often it was asked.
fn counted() -> (Credential, Arc<AtomicUsize>) {
    let asked = Arc::new(AtomicUsize::new(0));
    let count = asked.clone();
    let source = move || {
        let number = count.fetch_add(1, Ordering::SeqCst) + 1;
        async move { Ok::<_, TokenError>(format!("token-number-{number}")) }
    };
    (Credential::source(source), asked)
}

fn authorizations(server: &Server) -> Vec<String> {
    let received = server.received().into_iter();
    received
        .map(|one| one.header("authorization").unwrap_or_default().to_owned())
        .collect()
}

#[tokio::test]
async fn a_source_is_asked_for_each_request() {
    let server = Server::start([thing()]).await;
    let (source, asked) = counted();
    let client = open(&server.url).credential("token", source);
    let client = client.build().unwrap();
    let request = client.get_thing("1");
    // Looking at a request asks nobody.
    assert!(
        !request
            .prepare()
            .unwrap()
            .headers()
            .contains_key("authorization")
    );
    assert_eq!(asked.load(Ordering::SeqCst), 0);
    request.call().await.unwrap();
    client.get_thing("1").call().await.unwrap();
    let expected = ["Bearer token-number-1", "Bearer token-number-2"];
    assert_eq!(authorizations(&server), expected);
    // What does not ask for the scheme gets no token.
    let mut open = client.get_thing("1");
    open.request = open.request.security(&[]);
    open.call().await.unwrap();
    assert_eq!(asked.load(Ordering::SeqCst), 2);
}

#[tokio::test]
async fn a_refused_token_is_renewed_once() {
    let server = Server::start([refused(), thing()]).await;
    let (source, _) = counted();
    let client = open(&server.url).credential("token", source);
    client.build().unwrap().post_thing().call().await.unwrap();
    let expected = ["Bearer token-number-1", "Bearer token-number-2"];
    assert_eq!(authorizations(&server), expected);

    let server = Server::start([refused()]).await;
    let (source, _) = counted();
    let client = open(&server.url).credential("token", source);
    let error = client.build().unwrap().get_thing("1").call().await;
    assert!(error.unwrap_err().is_unauthorized());
    assert_eq!(server.received().len(), 2);

    // The same token again would be refused again.
    let server = Server::start([refused()]).await;
    let client = open(&server.url).token_source(|| async { Ok::<_, TokenError>(TOKEN) });
    let error = client.build().unwrap().get_thing("1").call().await;
    assert!(error.unwrap_err().is_unauthorized());
    assert_eq!(server.received().len(), 1);
}

/// Asking for a token is part of the call: its time counts, and so does each attempt.
#[tokio::test(start_paused = true)]
async fn a_token_is_waited_for_as_long_as_the_call_may_take() {
    use std::time::Duration;

    use crate::scripted::{Scripted, Step};
    use openapi_client_runtime::TimeoutStage;

    let transport = Scripted::steps([Step::good()]);
    let never = || std::future::pending::<Result<AccessToken, TokenError>>();
    let client = transport.builder().token_source(never).build().unwrap();
    for by_deadline in [false, true] {
        let begin = tokio::time::Instant::now();
        let limit = Duration::from_secs(3);
        let request = match by_deadline {
            true => client
                .post_thing()
                .with_deadline((begin + limit).into_std()),
            false => client.post_thing().with_timeout(limit),
        };
        let error = request.call().await.unwrap_err();
        let is_of_token = |error: ErrorKind<'_>| {
            matches!(
                error,
                ErrorKind::Timeout {
                    stage: TimeoutStage::Token,
                    ..
                }
            )
        };
        assert!(is_of_token(error.kind()), "{error}");
        // Nothing was sent, so even a POST can be repeated.
        assert!(error.is_retryable());
        let took = begin.elapsed();
        assert!((2..=4).contains(&took.as_secs()), "{took:?}");
    }
    assert_eq!(transport.times(), 0);
}

#[tokio::test(start_paused = true)]
async fn attempts_before_and_after_a_refused_token_are_counted() {
    use crate::scripted::{Scripted, Step};

    let steps = [Step::status(503), Step::status(401), Step::status(503)];
    let transport = Scripted::steps([&steps[..], &[Step::good()]].concat());
    let (source, asked) = counted();
    let builder = transport.builder().credential("token", source);
    let client = builder
        .retries(openapi_client_runtime::RetryPolicy::default().attempts(4))
        .build()
        .unwrap();
    let response = client.get_thing("1").send().await.unwrap();
    assert_eq!(response.attempts(), 4);
    let sent: Vec<String> = transport
        .sent()
        .iter()
        .map(|one| one.headers["authorization"].to_str().unwrap().to_owned())
        .collect();
    // Each attempt asks; the one after the refusal has the token that came in place of it.
    let numbers: Vec<&str> = sent.iter().filter_map(|it| it.rsplit('-').next()).collect();
    assert_eq!(numbers, ["1", "2", "3", "4"]);
    assert_eq!(asked.load(Ordering::SeqCst), 4);

    // A second refusal is the caller's.
    let transport = Scripted::steps([Step::status(401)]);
    let (source, _) = counted();
    let client = transport.builder().credential("token", source);
    let error = client.build().unwrap().post_thing().call().await;
    let error = error.unwrap_err();
    assert!(error.is_unauthorized());
    assert_eq!((error.attempts(), transport.times()), (2, 2));
}

#[tokio::test]
async fn a_source_without_a_token_is_an_error_of_its_own() {
    let server = Server::start([thing()]).await;
    let fails = || async {
        let cause = std::io::Error::other("the disk is gone");
        Err::<AccessToken, _>(TokenError::caused_by("cannot read the token", &cause).retryable())
    };
    let client = open(&server.url).token_source(fails).build().unwrap();
    let error = client.get_thing("1").call().await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Token);
    assert!(error.is_retryable());
    let text = error.to_string();
    assert!(
        text.contains("cannot read the token: the disk is gone"),
        "{text}"
    );
    let source = std::error::Error::source(&error).unwrap();
    assert!(source.downcast_ref::<TokenError>().unwrap().is_retryable());
    for token in ["", "line\nbreak", " padded-token"] {
        let source = move || async move { Ok::<_, TokenError>(token) };
        let client = open(&server.url).token_source(source).build().unwrap();
        let error = client.get_thing("1").call().await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Token, "{token:?}");
        assert!(token.is_empty() || !error.to_string().contains(token));
    }
    assert!(server.received().is_empty());
}

#[tokio::test]
async fn a_fetched_token_is_never_shown() {
    let body = format!("{{\"message\":\"{TOKEN} is wrong\"}}");
    let server = Server::start([Response::new(
        "400 Bad Request",
        &[("X-Token", TOKEN)],
        body,
    )])
    .await;
    let client = open(&server.url).token_source(|| async { Ok::<_, TokenError>(TOKEN) });
    assert!(!format!("{client:?}").contains(TOKEN));
    let client = client.build().unwrap();
    let error = client.get_thing("1").call().await.unwrap_err();
    let raw = String::from_utf8_lossy(error.raw_body().unwrap()).into_owned();
    let shown = format!("{client:?} {error:?} {error} {:?} {raw}", error.headers());
    assert!(!shown.contains(TOKEN), "{shown}");
    assert!(raw.contains("[redacted]"));
    assert!(!format!("{:?}", AccessToken::from(TOKEN)).contains(TOKEN));
}

#[cfg(feature = "oauth")]
mod oauth {
    use std::time::Duration;

    use openapi_client_runtime::{ClientCredentials, adapter};

    use super::*;

    const SECRET: &str = "s3cr3t:of the client";

    fn token(token: &str, rest: &str) -> Response {
        let body = format!("{{\"access_token\":\"{token}\",\"token_type\":\"Bearer\"{rest}}}");
        Response::json(&body)
    }

    fn credentials(server: &Server) -> ClientCredentials {
        ClientCredentials::new(format!("{}/token", server.url), "my id", SECRET)
            .allow_http()
            .transport(adapter::Reqwest::new(direct()))
    }

    fn direct() -> reqwest::Client {
        reqwest::Client::builder().no_proxy().build().unwrap()
    }

    #[tokio::test]
    async fn one_token_serves_until_it_expires() {
        let issuer = Server::start([
            token("first-token", r#","expires_in":3600"#),
            token("second-token", r#","expires_in":"3600""#),
        ])
        .await;
        let api = Server::start([thing()]).await;
        let source = credentials(&issuer).scope("read write");
        let client = open(&api.url).token_source(source).build().unwrap();
        let calls = (0..8).map(|_| tokio::spawn(client.get_thing("1").call()));
        for call in calls.collect::<Vec<_>>() {
            call.await.unwrap().unwrap();
        }
        let asked = issuer.only();
        assert_eq!(asked.line, "POST /token HTTP/1.1");
        // RFC 6749, section 2.3.1: `my+id:s3cr3t%3Aof+the+client`.
        let basic = "Basic bXkraWQ6czNjcjN0JTNBb2YrdGhlK2NsaWVudA==";
        assert_eq!(asked.header("authorization"), Some(basic));
        let body = String::from_utf8(asked.body).unwrap();
        assert_eq!(body, "grant_type=client_credentials&scope=read+write");
        assert!(
            authorizations(&api)
                .iter()
                .all(|it| it == "Bearer first-token")
        );
    }

    #[tokio::test]
    async fn a_token_is_renewed_before_it_expires_and_when_it_is_refused() {
        // A life without length: each request needs another one.
        let issuer = Server::start([
            token("first-token", r#","expires_in":0"#),
            token("second-token", ""),
            token("third-token", ""),
        ])
        .await;
        let api = Server::start([thing(), refused(), thing()]).await;
        let source = credentials(&issuer).secret_in_body();
        let client = open(&api.url).token_source(source).build().unwrap();
        client.get_thing("1").call().await.unwrap();
        client.get_thing("1").call().await.unwrap();
        client.get_thing("1").call().await.unwrap();
        let expected = [
            "Bearer first-token",
            "Bearer second-token",
            "Bearer third-token",
            "Bearer third-token",
        ];
        assert_eq!(authorizations(&api), expected);
        let asked = &issuer.received()[0];
        assert_eq!(asked.header("authorization"), None);
        let body = String::from_utf8(asked.body.clone()).unwrap();
        assert!(
            body.ends_with("&client_id=my+id&client_secret=s3cr3t%3Aof+the+client"),
            "{body}"
        );
    }

    /// It is renewed early, so that there is time for another attempt.
    #[tokio::test]
    async fn a_token_serves_until_it_expires_if_it_cannot_be_renewed() {
        let issuer = Server::start([
            token("first-token", r#","expires_in":3600"#),
            Response::new("503 Service Unavailable", &[], ""),
        ])
        .await;
        let api = Server::start([thing()]).await;
        // Half of its lifetime.
        let source = credentials(&issuer).renew_before(Duration::from_secs(3600));
        let client = open(&api.url).token_source(source).build().unwrap();
        client.get_thing("1").call().await.unwrap();
        tokio::time::pause();
        tokio::time::advance(Duration::from_secs(2000)).await;
        tokio::time::resume();
        client.get_thing("1").call().await.unwrap();
        assert_eq!(issuer.received().len(), 2);
        assert_eq!(authorizations(&api), ["Bearer first-token"; 2]);
    }

    #[tokio::test]
    async fn secrets_in_the_url_are_refused_and_not_shown() {
        let url = "https://id:s3cr3t@auth.example/token?key=s3cr3t";
        let source = ClientCredentials::new(url, "my id", "other");
        let debug = format!("{source:?}");
        assert!(
            debug.contains("https://auth.example/token") && !debug.contains("s3cr3t"),
            "{debug}"
        );
        let api = Server::start([thing()]).await;
        let client = open(&api.url).token_source(source).build().unwrap();
        let error = client.get_thing("1").call().await.unwrap_err().to_string();
        assert!(
            error.contains("user name or a password") && !error.contains("s3cr3t"),
            "{error}"
        );
    }

    #[tokio::test]
    async fn a_refusal_is_typed_and_shows_no_secret() {
        let body =
            format!("{{\"error\":\"invalid_client\",\"error_description\":\"no {SECRET}\"}}");
        let issuer = Server::start([
            Response::new("401 Unauthorized", &[], body),
            Response::new("503 Service Unavailable", &[], ""),
            Response::json("{\"access_token\":\"some-token\",\"token_type\":\"mac\"}"),
            Response::json("{}"),
        ])
        .await;
        let api = Server::start([thing()]).await;
        let source = credentials(&issuer);
        assert!(!format!("{source:?}").contains(SECRET));
        let client = open(&api.url).token_source(source).build().unwrap();
        let mut errors = Vec::new();
        for _ in 0..4 {
            errors.push(client.get_thing("1").call().await.unwrap_err());
        }
        let typed = |at: usize| {
            let error: &dyn std::error::Error = &errors[at];
            error
                .source()
                .unwrap()
                .downcast_ref::<TokenError>()
                .unwrap()
                .clone()
        };
        assert_eq!(typed(0).code(), Some("invalid_client"));
        assert!(!typed(0).is_retryable());
        assert!(typed(1).is_retryable());
        assert!(typed(2).to_string().contains("bearer"));
        assert!(typed(3).to_string().contains("access_token"));
        for error in &errors {
            let shown = format!("{error} {error:?}");
            assert!(
                !shown.contains(SECRET) && !shown.contains("some-token"),
                "{shown}"
            );
        }
        assert!(api.received().is_empty());
    }

    #[tokio::test]
    async fn waiting_requests_share_a_failure_and_plain_http_is_refused() {
        let unavailable = Response::new("503 Service Unavailable", &[], "");
        let issuer = Server::start([unavailable]).await;
        let api = Server::start([thing()]).await;
        let client = open(&api.url)
            .token_source(credentials(&issuer))
            .build()
            .unwrap();
        let calls = (0..8).map(|_| tokio::spawn(client.get_thing("1").call()));
        for call in calls.collect::<Vec<_>>() {
            assert_eq!(call.await.unwrap().unwrap_err().kind(), ErrorKind::Token);
        }
        assert_eq!(issuer.received().len(), 1);
        let plain = ClientCredentials::new(format!("{}/token", issuer.url), "id", SECRET);
        let client = open(&api.url).token_source(plain).build().unwrap();
        let error = client.get_thing("1").call().await.unwrap_err();
        assert!(error.to_string().contains("plain http"), "{error}");
        assert_eq!(issuer.received().len(), 1);
    }
}

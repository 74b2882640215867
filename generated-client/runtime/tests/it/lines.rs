//! JSON values one after the other.

use openapi_client_runtime::{BodyError, Lines, decode};
use serde_json::{Value, json};

use crate::events::chunked;
use crate::fixture::{builder, client};
use crate::server::{Response, Server};
use crate::streams::read;

async fn values<T>(mut lines: Lines<T>) -> Vec<Result<T, BodyError>> {
    let mut all = Vec::new();
    while let Some(value) = lines.try_next().await.transpose() {
        all.push(value);
    }
    all
}

const SEQUENCE: (&str, &str) = ("Content-Type", "Application/JSON-seq; x=1");

#[tokio::test]
async fn lines() {
    let server = Server::start([
        Response::new("200 OK", &[], "\u{feff}{\"a\":1}\n\r\n[2]\r\nno\n3"),
        Response::new(
            "200 OK",
            &[SEQUENCE],
            "\u{1e}{\"a\":\n1}\n\u{1e}[2]\n\u{1e}no\u{1e}3\n",
        ),
    ])
    .await;
    let client = client(&server);
    for _ in 0..2 {
        let values = values(read(&client, decode::lines::<Value>).await.unwrap()).await;
        assert_eq!(values.len(), 4);
        let error = values[2].as_ref().unwrap_err();
        assert!(error.is_decode());
        assert_eq!(error.raw_body().unwrap(), "no");
        let good: Vec<Value> = values.into_iter().flatten().collect();
        assert_eq!(good, [json!({"a": 1}), json!([2]), json!(3)]);
    }
}

#[tokio::test]
async fn lines_of_any_size_are_not_kept() {
    let body = "1\n".to_owned() + &"2".repeat(3000);
    let server = Server::start([Response::new("200 OK", &[], body)]).await;
    let client = builder(&server.url)
        .max_response_bytes(2000)
        .build()
        .unwrap();
    let values = values(read(&client, decode::lines::<Value>).await.unwrap()).await;
    let error = values.last().unwrap().as_ref().unwrap_err();
    assert!(error.to_string().contains("larger than 2000"), "{error}");
}

/// RFC 7464, section 2.4: a number, `true`, `false` or `null` may be cut where no white space
/// follows.
#[tokio::test]
async fn sequences_that_are_cut() {
    for (body, good, defects) in [
        ("", 0, 0),
        ("\u{1e}", 0, 0),
        ("\u{1e}\u{1e}1\n\u{1e}", 1, 0),
        ("\u{1e}1\n\u{1e}2", 1, 1),
        ("\u{1e}1\u{1e}2 ", 1, 1),
        ("\u{1e}\"a\"\u{1e}{}\u{1e}[]", 3, 0),
        ("\u{1e}tru\u{1e}\"a\u{1e}{\"a\":\u{1e}null\n", 1, 3),
        ("1\n\u{1e}2\n", 1, 1),
    ] {
        let server = Server::start([Response::new("200 OK", &[SEQUENCE], body)]).await;
        let lines = read(&client(&server), decode::lines::<Value>).await;
        let values = values(lines.unwrap()).await;
        let failed = values.iter().filter(|value| value.is_err()).count();
        assert_eq!((values.len() - failed, failed), (good, defects), "{body:?}");
    }
}

/// However the body is cut into chunks, the values are the same, and a body that breaks off is an
/// error.
#[tokio::test]
async fn chunks_of_lines() {
    let body = "\u{feff}\"ä\"\r\n\n[1]\n{\"a\":2}";
    let mut responses = Vec::new();
    for at in 0..=body.len() {
        responses.push(chunked(body, at, "0\r\n\r\n"));
        responses.push(chunked(body, at, ""));
    }
    let count = responses.len();
    let server = Server::start(responses).await;
    let client = client(&server);
    for number in 0..count {
        let lines = read(&client, decode::lines::<Value>).await.unwrap();
        let mut values = values(lines).await;
        if number % 2 == 1 {
            let error = values.pop().unwrap().unwrap_err();
            assert!(!error.is_decode(), "{error}");
            assert_eq!(error.raw_body().unwrap(), "{\"a\":2}");
        }
        let values: Vec<Value> = values.into_iter().map(Result::unwrap).collect();
        let expected = [json!("ä"), json!([1]), json!({"a": 2})];
        assert_eq!(values, expected[..3 - number % 2]);
    }
}

#[tokio::test]
async fn faulty_text_costs_only_itself_where_that_is_allowed() {
    let body = b"[\"good\"]\n[\"a\xFFb\"]\n[\"c\\ud800d\"]\n\xFF\xFF\xFF\n[\"good\"]\n";
    let responses = || {
        [
            Response::new("200 OK", &[], &body[..]),
            Response::new("200 OK", &[], "[1]\n"),
        ]
    };
    let server = Server::start(responses()).await;
    let lossy = builder(&server.url).lossy_text(true).build().unwrap();
    let mut lines = read(&lossy, decode::lines::<Value>).await.unwrap();
    let mut next = async || (lines.try_next().await, lines.text_was_replaced());
    let (value, replaced) = next().await;
    assert_eq!((value.unwrap(), replaced), (Some(json!(["good"])), false));
    let (value, replaced) = next().await;
    assert_eq!(
        (value.unwrap(), replaced),
        (Some(json!(["a\u{fffd}b"])), true)
    );
    assert_eq!(next().await.0.unwrap(), Some(json!(["c\u{fffd}d"])));
    let error = next().await.0.unwrap_err().to_string();
    assert!(error.contains("more than a quarter"), "{error}");
    assert_eq!(next().await.0.unwrap(), Some(json!(["good"])));
    let lines = read(&lossy, decode::lines::<Value>).await.unwrap();
    assert!(!lines.text_was_replaced());

    let server = Server::start(responses()).await;
    let strict = values(
        read(&client(&server), decode::lines::<Value>)
            .await
            .unwrap(),
    );
    let errors = strict.await.iter().filter(|it| it.is_err()).count();
    assert_eq!(errors, 3);
}

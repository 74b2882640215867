//! What an error tells.

use std::time::Duration;

use openapi_client_runtime::{Error, Operation};
use serde_json::json;

use crate::fixture::{Client, ThingError, client};
use crate::server::{Response, Server};

async fn fail(response: Response) -> Error<ThingError> {
    let server = Server::start([response]).await;
    client(&server).get_thing("1").call().await.unwrap_err()
}

#[tokio::test]
async fn body_by_status() {
    let body = r#"{"message":"no such thing"}"#;
    let error = fail(Response::new(
        "404 Not Found",
        &[("x-request-id", "r-1")],
        body,
    ))
    .await;
    assert_eq!(
        error.body(),
        Some(&ThingError::NotFound("no such thing".into()))
    );
    assert!(error.is_not_found());
    assert_eq!(error.request_id(), Some("r-1"));
    assert_eq!(error.operation().unwrap().id, "getThing");
    assert_eq!(error.headers().unwrap()["x-request-id"], "r-1");
    assert_eq!(error.raw_body().unwrap(), body);
    assert_eq!(
        error.to_string(),
        "GET /things/{thingId}/parts: 404 Not Found: {\"message\":\"no such thing\"} (request id r-1)"
    );
    assert_eq!(error.decode_path(), None);
    assert_eq!(
        error.into_body(),
        Some(ThingError::NotFound("no such thing".into()))
    );

    let error = fail(Response::new("409 Conflict", &[], body)).await;
    assert_eq!(
        error.body(),
        Some(&ThingError::Client(json!({"message": "no such thing"})))
    );
    assert!(error.is_conflict() && !error.is_not_found());

    let error = fail(Response::new("503 Service Unavailable", &[], "down")).await;
    assert_eq!(error.body(), Some(&ThingError::Other("down".into())));
}

#[tokio::test]
async fn an_undescribed_error_body_does_not_hide_the_status() {
    let error = fail(Response::new(
        "404 Not Found",
        &[],
        r#"{"message":{"a":1}}"#,
    ))
    .await;
    assert!(error.is_not_found() && !error.is_decode());
    assert_eq!(error.body(), None);
    assert_eq!(error.decode_path(), Some("message"));
    let error = fail(Response::new("404 Not Found", &[], "")).await;
    assert!(error.is_not_found() && !error.is_decode());
    assert_eq!(
        error.to_string(),
        "GET /things/{thingId}/parts: 404 Not Found"
    );
}

#[tokio::test]
async fn html_error_page() {
    let page = "<html>\r\n\t<h1>502 Bad\u{1b}[31m Gateway\u{202e}</h1>\n</html>";
    for status in ["502 Bad Gateway", "404 Not Found"] {
        let error = fail(Response::new(
            status,
            &[("Content-Type", "text/html")],
            page,
        ))
        .await;
        assert_eq!(error.raw_body().unwrap(), page);
        assert_eq!(error.status().unwrap().as_str(), &status[..3]);
        let text = error.to_string();
        assert!(
            text.contains("<html> <h1>502 Bad[31m Gateway</h1> </html>"),
            "{text}"
        );
    }
    let error = fail(Response::new(
        "200 OK",
        &[("Content-Type", "text/html")],
        page,
    ))
    .await;
    assert!(error.is_decode());
    assert_eq!(error.raw_body().unwrap(), page);
    assert_eq!(error.decode_path(), Some("."));
    assert!(error.to_string().contains("text/html"), "{error}");
}

#[tokio::test]
async fn request_ids() {
    for (headers, expected) in [
        (&[("x-amzn-RequestId", "a")][..], Some("a")),
        (&[("traceparent", "c"), ("x-amz-apigw-id", "b")], Some("b")),
        (&[("traceparent", "c")], Some("c")),
        (&[("x-request-id", "\u{f8}")], None),
        (&[], None),
    ] {
        let error = fail(Response::new("500 Oh", headers, "")).await;
        assert_eq!(error.request_id(), expected);
    }
}

#[tokio::test]
async fn retry_after() {
    const YEAR: Option<f64> = Some(365.0 * 86400.0);
    let date = ("Date", "Sun, 06 Nov 1994 08:49:00 GMT");
    for (headers, expected) in [
        (&[("Retry-After", "7")][..], Some(7.0)),
        (&[("Retry-After", "0")], Some(0.0)),
        (
            &[("Retry-After", "Sun, 06 Nov 1994 08:49:37 GMT"), date],
            Some(37.0),
        ),
        (
            &[("Retry-After", "Sun, 06 Nov 1994 08:48:37 GMT"), date],
            Some(0.0),
        ),
        (
            &[("Retry-After", "Sunday, 06-Nov-94 08:49:37 GMT"), date],
            Some(37.0),
        ),
        (
            &[("Retry-After", "Sun Nov  6 08:49:37 1994"), date],
            Some(37.0),
        ),
        (
            &[("Retry-After", "Sun, 06 Nov 1994 08:49:37 GMT")],
            Some(0.0),
        ),
        (&[("Retry-After", "-1")], None),
        (&[("Retry-After", "1.5")], Some(1.5)),
        (&[("retry-after-ms", "1500")], Some(1.5)),
        (
            &[("Retry-After", "2"), ("retry-after-ms", "soon")],
            Some(2.0),
        ),
        (
            &[("Retry-After", "2"), ("retry-after-ms", "1")],
            Some(0.001),
        ),
        (&[("Retry-After", "soon")], None),
        (&[("Retry-After", "inf")], None),
        (&[("Retry-After", "1e3")], None),
        (&[("Retry-After", "18446744073709551615")], YEAR),
        (&[("Retry-After", "99999999999999999999999")], YEAR),
        (
            &[("Retry-After", "Fri, 31 Dec 9999 23:59:59 GMT"), date],
            YEAR,
        ),
        (&[], None),
    ] {
        let error = fail(Response::new("429 Too Many Requests", headers, "")).await;
        assert!(error.is_rate_limited() && error.is_retryable());
        assert_eq!(
            error.retry_after(),
            expected.map(Duration::from_secs_f64),
            "{headers:?}"
        );
    }
}

#[tokio::test]
async fn retryable() {
    for (status, get, post) in [
        (400, false, false),
        (401, false, false),
        (404, false, false),
        (408, true, true),
        (409, false, false),
        (425, true, true),
        (429, true, true),
        (500, true, false),
        (501, false, false),
        (502, true, false),
        (503, true, false),
        (504, true, false),
    ] {
        let server = Server::start([Response::new(&format!("{status} X"), &[], "")]).await;
        let client = client(&server);
        let error = client.get_thing("1").call().await.unwrap_err();
        assert_eq!(error.is_retryable(), get, "GET {status}");
        assert_eq!(error.is_unauthorized(), status == 401);
        let error = client.post_thing().call().await.unwrap_err();
        assert_eq!(error.is_retryable(), post, "POST {status}");
    }
}

#[tokio::test]
async fn works_with_the_question_mark() {
    async fn program(client: Client) -> Result<(), Box<dyn std::error::Error + Send + Sync>> {
        client.get_thing("1").call().await?;
        client.list_things().call().await?;
        Ok(())
    }
    let server = Server::start([Response::new("401 Unauthorized", &[], "")]).await;
    let error = tokio::spawn(program(client(&server)))
        .await
        .unwrap()
        .unwrap_err();
    assert!(error.is::<Error<ThingError>>());
    assert!(
        format!("{error:?}").contains("401 Unauthorized"),
        "{error:?}"
    );
}

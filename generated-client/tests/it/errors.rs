//! What a failed call says.

use dixa_client::models::ClaimConversationInput;
use dixa_client::{ErrorBody, Uuid};
use serde_json::json;

use crate::support::serve;
use crate::support::server::Response;

async fn claim(response: Response) -> dixa_client::Error {
    let (server, client) = serve([response]).await;
    let input = ClaimConversationInput::new(Uuid::nil());
    let result = client.conversations().claim_conversation(4711, input).await;
    server.only();
    result.unwrap_err()
}

async fn agent(response: Response) -> dixa_client::Error {
    let (server, client) = serve([response]).await;
    let result = client.agents().get_agent(Uuid::nil()).await;
    server.only();
    result.unwrap_err()
}

fn message(status: u16) -> Response {
    Response::json(status, &json!({ "message": "so it is", "code": 7 }))
}

#[tokio::test]
async fn the_body_is_typed_by_the_status() {
    for status in [400, 404, 409] {
        let error = claim(message(status)).await;
        let (text, extra) = match (status, error.body().unwrap()) {
            (400, ErrorBody::BadRequest(body)) => (&body.message, &body.extra),
            (404, ErrorBody::NotFound(body)) => (&body.message, &body.extra),
            (409, ErrorBody::Conflict(body)) => (&body.message, &body.extra),
            (_, body) => panic!("{status}: {body:?}"),
        };
        assert_eq!(
            (text.as_str(), extra.get("code")),
            ("so it is", Some(&json!(7).into()))
        );
        assert_eq!(error.status().unwrap(), status);
        assert_eq!(error.is_not_found(), status == 404);
        assert_eq!(error.is_conflict(), status == 409);
        assert!(!error.is_retryable() && !error.is_decode() && !error.is_timeout());
        assert_eq!(
            error.operation().unwrap().id,
            "putConversationsConversationidClaim"
        );
        assert_eq!(error.request_id(), Some("request-1"));
        let shown = error.to_string();
        let wanted = [
            "PUT /beta/conversations/{conversationId}/claim",
            &status.to_string(),
            "so it is",
            "request-1",
        ];
        assert!(wanted.iter().all(|part| shown.contains(part)), "{shown}");
    }
    let error = agent(message(500)).await;
    assert!(
        matches!(error.body(), Some(ErrorBody::ServerError(body)) if body.message == "so it is")
    );
    assert!(error.is_retryable(), "a GET");
}

/// The description has no 401 and no 429 for most operations, and the API responds with them.
#[tokio::test]
async fn a_status_that_is_not_described_keeps_the_raw_body() {
    let error = agent(message(401)).await;
    assert!(error.is_unauthorized() && error.body().is_none());
    assert_eq!(
        &error.raw_body().unwrap()[..],
        br#"{"code":7,"message":"so it is"}"#
    );

    let error = agent(message(429)).await;
    assert!(error.is_rate_limited() && error.is_retryable() && error.body().is_none());
}

#[tokio::test]
async fn a_web_page_in_place_of_an_error_is_shown() {
    let page = "<html><body>502 Bad Gateway</body></html>";
    for status in [404, 502] {
        let error = agent(Response::new(status, "text/html", page)).await;
        assert_eq!(error.status().unwrap(), status);
        assert!(error.body().is_none());
        assert_eq!(&error.raw_body().unwrap()[..], page.as_bytes());
        let shown = error.to_string();
        assert!(
            shown.contains("GET /beta/agents/{agentId}") && shown.contains(page),
            "{shown}"
        );
    }
}

#[tokio::test]
async fn a_success_that_is_not_what_was_promised_is_an_error() {
    for (response, path, part) in [
        (Response::new(200, "text/html", "<html>hello"), ".", "JSON"),
        (
            Response::new(200, "application/json", "{\"data\":"),
            ".",
            "JSON",
        ),
        (Response::json(200, &json!({})), ".", "data"),
        (
            Response::json(200, &json!({ "data": { "id": 5 } })),
            "data.id",
            "UUID",
        ),
    ] {
        let error = agent(response).await;
        assert!(error.is_decode() && !error.is_retryable(), "{error}");
        assert!(error.status().unwrap().is_success());
        assert!(error.raw_body().is_some() && error.body().is_none());
        assert_eq!(error.decode_path(), Some(path), "{error}");
        assert!(error.to_string().contains(part), "{error}");
    }
}

/// A body where none is described is no failure.
#[tokio::test]
async fn a_body_that_was_not_promised_is_ignored() {
    let (_server, client) = serve([Response::json(200, &json!({ "done": true }))]).await;
    let input = ClaimConversationInput::new(Uuid::nil());
    client
        .conversations()
        .claim_conversation(1, input)
        .await
        .unwrap();
}

#[tokio::test]
async fn errors_work_with_the_question_mark() {
    async fn both() -> Result<(), Box<dyn std::error::Error + Send + Sync>> {
        dixa_client::Client::new("")?;
        Ok(())
    }
    async fn own() -> Result<(), dixa_client::Error> {
        let client = dixa_client::Client::builder().token("a\nb").build()?;
        client.agents().list_agents().await?;
        Ok(())
    }
    assert!(both().await.unwrap_err().to_string().contains("token"));
    assert!(own().await.unwrap_err().to_string().contains("token"));
}

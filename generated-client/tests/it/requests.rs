//! Request values: looked at without sending, kept, sent twice, moved to other threads.

use std::fmt::Debug;

use dixa_client::models::{ClaimConversationInput, CreateAgentInput};
use dixa_client::{Client, Error, Operation, Server, Uuid};
use serde_json::{Value, json};

use crate::support::server::Response;
use crate::support::{TOKEN, client, serve};

#[test]
fn a_request_is_inspected_without_sending() {
    // Nothing listens there.
    let client = client("https://api.example/base");
    let input = ClaimConversationInput::new(Uuid::nil()).force(true);
    let request = client.conversations().claim_conversation(4711, input);
    let prepared = request.prepare().unwrap();
    assert_eq!(prepared.method(), "PUT");
    assert_eq!(
        prepared.url(),
        "https://api.example/base/beta/conversations/4711/claim"
    );
    assert_eq!(prepared.headers()["authorization"], TOKEN);
    assert!(prepared.headers()["authorization"].is_sensitive());
    assert_eq!(prepared.headers()["content-type"], "application/json");
    let body: Value = serde_json::from_slice(prepared.body()).unwrap();
    assert_eq!(body, json!({ "agentId": Uuid::nil(), "force": true }));

    let request = client.tags().list_tags();
    let prepared = request.prepare().unwrap();
    assert_eq!(prepared.url(), "https://api.example/base/beta/tags");
    assert!(prepared.body().is_empty() && !prepared.headers().contains_key("content-type"));
}

#[test]
fn servers() {
    for (server, url) in [
        (None, "https://dev.dixa.io/beta/agents"),
        (Some(Server::Production), "https://dev.dixa.io/beta/agents"),
        // The paths begin with /beta, and so does the mock server's: the word stands twice.
        (
            Some(Server::Mock),
            "https://docs.dixa.io/_mock/openapi/dixa-api/beta/beta/agents",
        ),
    ] {
        let mut builder = Client::builder().token(TOKEN);
        if let Some(server) = server {
            builder = builder.base_url(server);
        }
        let client = builder.build().unwrap();
        assert_eq!(client.agents().list_agents().prepare().unwrap().url(), url);
    }
}

/// An operation with several tags is reachable from each.
#[test]
fn handles_share_operations() {
    let client = client("https://api.example");
    let url = |operation: &dyn Fn(&Client) -> String| operation(&client);
    let one = url(&|client| {
        client
            .conversations()
            .list_ratings_for_conversation(1)
            .prepare()
            .unwrap()
            .url()
            .to_owned()
    });
    let other = url(&|client| {
        client
            .ratings()
            .list_ratings_for_conversation(1)
            .prepare()
            .unwrap()
            .url()
            .to_owned()
    });
    assert_eq!(one, other);
}

#[tokio::test]
async fn an_optional_body_may_be_left_out() {
    let (server, client) = serve([Response::empty(204)]).await;
    client.conversations().close_conversation(1).await.unwrap();
    let received = server.only();
    assert!(received.body.is_empty());
    assert_eq!(received.header("content-type"), None);
    assert_eq!(received.header("content-length"), Some("0"));
}

#[tokio::test]
async fn a_request_moves_into_a_task_and_is_sent_twice() {
    let body = json!({ "data": {
        "id": Uuid::nil(), "email": "a@b.example", "displayName": "Ann",
        "createdAt": "2023-01-05T06:42:31Z",
    } });
    let (server, client) = serve([Response::json(201, &body)]).await;
    let request = client
        .agents()
        .create_agent(CreateAgentInput::new("Ann", "a@b.example"));
    drop(client);
    let copy = request.clone();
    let agent = tokio::spawn(async move { copy.await })
        .await
        .unwrap()
        .unwrap();
    assert_eq!(agent.data.display_name, "Ann");
    let response = request.send().await.unwrap();
    assert_eq!(
        (response.status().as_u16(), response.request_id()),
        (201, Some("request-1"))
    );
    assert_eq!(response.body().data.email, "a@b.example");
    let [first, second] = server.received().try_into().unwrap();
    assert_eq!(first.body, second.body);
}

#[test]
fn values_are_shared_and_moved_between_threads() {
    fn shared(_: &(impl Send + Sync + Clone + Debug + 'static)) {}
    fn sent(_: &(impl Send + 'static)) {}
    let client = client("https://api.example");
    shared(&client);
    let request = client.agents().list_agents();
    shared(&request);
    sent(&request.clone().into_future());
    sent(&request.send());
    let input = ClaimConversationInput::new(Uuid::nil());
    shared(&input);
    let claim = client.conversations().claim_conversation(1, input);
    shared(&claim);
    sent(&claim.call());
    fn error<E: std::error::Error + Send + Sync + 'static>() {}
    error::<Error>();
}

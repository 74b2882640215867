//! The token is in no text.

use std::fmt::{Debug, Display};

use dixa_client::models::ClaimConversationInput;
use dixa_client::{Client, Error, Operation, Uuid};
use serde_json::json;

use crate::support::server::Response;
use crate::support::{TOKEN, serve};

fn hides(text: &str) {
    assert!(!text.is_empty());
    assert!(!text.contains(TOKEN), "the token is shown: {text}");
}

fn hidden(value: &impl Debug) {
    hides(&format!("{value:?}"));
    hides(&format!("{value:#?}"));
}

fn hidden_error(error: &(impl Debug + Display)) {
    hidden(error);
    hides(&error.to_string());
}

#[tokio::test]
async fn token_never_printed() {
    // A server that repeats what it got.
    let echo = json!({ "message": format!("no such token: {TOKEN}") });
    let responses = [
        Response::json(401, &echo),
        Response::json(404, &echo),
        Response::new(500, "text/html", &format!("<p>{TOKEN}</p>")),
        Response::json(200, &json!({ "data": TOKEN })),
        Response::json(200, &json!({ "data": [] })),
    ];
    let (server, client) = serve(responses).await;
    hidden(&client);
    hidden(&client.agents());
    hidden(&Client::builder().token(TOKEN));

    for _ in 0..4 {
        let error: Error = client.agents().list_agents().await.unwrap_err();
        hidden_error(&error);
    }
    let request = client.agents().list_agents().email("ann@example.org");
    hidden(&request);
    hidden(&request.prepare().unwrap());
    hidden(&request.clone().pages());
    hidden(&request.clone().items());
    hidden(&request.send().await.unwrap());
    let input = ClaimConversationInput::new(Uuid::nil());
    hidden(&client.conversations().claim_conversation(1, input));

    hidden_error(
        &client
            .analytics()
            .get_metric_description("..")
            .await
            .unwrap_err(),
    );
    hidden_error(&Client::new(format!("{TOKEN}\n")).unwrap_err());
    let plain = Client::builder()
        .base_url("http://127.0.0.1:9")
        .token(TOKEN)
        .build();
    hidden_error(&plain.unwrap_err());
    for received in server.received() {
        assert_eq!(received.header("authorization"), Some(TOKEN));
        assert!(!received.target.contains(TOKEN));
    }
}

//! Unions: the tag decides, and what this version does not know is kept.

use dixa_client::models::{
    Content, Conversation, CreateMessageInput, CustomAttributeOperator, DeliveryStatus, Html,
    Inbound, ListAgentsOutput, Markdown, Text, WebhookAuthorization,
};
use serde_json::json;

use crate::support::compare::encode;
use crate::support::round_trip;
use crate::support::server::Response;

/// `Html`, `Markdown` and `Text` have one shape; only the tag tells them apart.
#[test]
fn the_tag_tells_variants_of_one_shape_apart() {
    let written = [
        ("Html", Content::from(Html::new("v"))),
        ("Markdown", Markdown::new("v").into()),
        ("Text", Text::new("v").into()),
    ];
    for (tag, content) in written {
        let json = json!({ "_type": tag, "value": "v" });
        assert_eq!(encode(&content), json);
        assert_eq!(round_trip::<Content>(&json).0, content);
    }
    let message = CreateMessageInput::from(Inbound::new(Html::new("<p>")));
    assert_eq!(
        encode(&message),
        json!({ "_type": "Inbound", "content": { "_type": "Html", "value": "<p>" } })
    );
}

/// The tag need not come first.
#[test]
fn the_tag_may_stand_anywhere() {
    let content: Content = serde_json::from_str(r#"{"value":"v","_type":"Markdown"}"#).unwrap();
    assert_eq!(content, Markdown::new("v").into());
}

#[test]
fn an_unknown_variant_keeps_tag_and_json() {
    let json = json!({ "_type": "Carrier pigeon", "id": 1.50, "deep": { "list": [null, []] } });
    let (conversation, encoded) = round_trip::<Conversation>(&json);
    let Conversation::Unknown(unknown) = conversation else {
        panic!("{conversation:?}");
    };
    assert_eq!(unknown.tag(), Some("Carrier pigeon"));
    assert_eq!(*unknown.value(), json);
    assert_eq!(encoded, json);
}

#[test]
fn a_variant_without_a_tag_is_kept() {
    for json in [
        json!({ "value": "v" }),
        json!("v"),
        json!(null),
        json!({ "_type": 5 }),
    ] {
        let (content, encoded) = round_trip::<Content>(&json);
        let Content::Unknown(unknown) = content else {
            panic!("{content:?}");
        };
        assert_eq!(unknown.tag(), None);
        assert_eq!(encoded, json);
    }
}

/// What the variant is known to need is not made up.
#[test]
fn a_known_variant_that_is_broken_is_an_error() {
    let error = serde_json::from_value::<Content>(json!({ "_type": "Html" })).unwrap_err();
    assert!(error.to_string().contains("value"), "{error}");
}

#[test]
fn a_variant_without_payload_is_only_its_tag() {
    let (operator, encoded) = round_trip::<CustomAttributeOperator>(&json!({ "_type": "IsEmpty" }));
    assert_eq!(operator, CustomAttributeOperator::IsEmpty);
    assert_eq!(encoded, json!({ "_type": "IsEmpty" }));
    assert_eq!(
        encode(&WebhookAuthorization::NoAuth),
        json!({ "_type": "NoAuth" })
    );
    assert_eq!(
        round_trip::<DeliveryStatus>(&json!({ "_type": "NoRecentDelivery" })).0,
        DeliveryStatus::NoRecentDelivery
    );
}

/// A newer server: nothing of its response is lost, and nothing fails.
#[tokio::test]
async fn a_response_from_a_newer_server_is_read() {
    let body = json!({ "data": {
        "_type": "ChatConversation",
        "channel": "Telepathy",
        "createdAt": "2023-01-05T06:42:31.532Z[GMT]",
        "id": 4711,
        "requesterId": "1c6fbb06-9a5e-4b7c-8f4e-7f6a1d2c3b4a",
        "state": "Dreaming",
        "mood": { "value": "good", "since": null },
    }, "requestCost": 3 });
    let (_server, client) = crate::support::serve([Response::json(200, &body)]).await;
    let response = client.conversations().get_conversation(4711).await.unwrap();
    assert_eq!(response.extra.get("requestCost"), Some(&json!(3).into()));
    let Conversation::Chat(chat) = &response.data else {
        panic!("{:?}", response.data);
    };
    assert_eq!(chat.channel.as_str(), "Telepathy");
    assert_eq!(chat.state.as_ref().unwrap().as_str(), "Dreaming");
    assert_eq!(
        chat.extra.get("mood"),
        Some(&(&body["data"]["mood"]).into())
    );
    assert_eq!(encode(&response), body);

    let agents = json!({ "data": [], "next": "later" });
    assert_eq!(round_trip::<ListAgentsOutput>(&agents).1, agents);
}

//! The test kit of the client: examples of models, and responses that the description shows.

use dixa_client::models::{Agent, ListAgentsOutput, ListEndUsersOutput, ListTagsOutput};
use dixa_client::testing::{self, Mock};
use dixa_client::{Client, Reveal, webhooks};

fn client(mock: &Mock) -> Client {
    let builder = Client::builder().token("test").rate_limit(None);
    builder.transport(mock.clone()).build().unwrap()
}

#[test]
fn a_model_that_only_comes_back_is_made_and_changed() {
    let mut agent: Agent = testing::example();
    assert!(!agent.display_name.is_empty());
    agent.display_name = "Alice Brown".to_owned();
    assert!(format!("{:?}", agent.reveal()).contains("Alice Brown"));
    let page: ListAgentsOutput = testing::example();
    assert_eq!(page.data.len(), 1);
}

#[test]
fn an_event_is_not_the_model_of_its_name() {
    let tag: webhooks::Tag = testing::webhook_example();
    assert_eq!(tag.name.as_deref(), Some("vip"));
    let event: webhooks::ConversationCreated = testing::webhook_example();
    let event = webhooks::Event::from(event);
    let text = serde_json::to_string(&event).unwrap();
    assert_eq!(
        serde_json::from_str::<webhooks::Event>(&text).unwrap(),
        event
    );
    assert!(text.contains("CONVERSATION_CREATED"));
}

#[tokio::test]
async fn each_call_gets_what_the_description_shows() {
    let mock = testing::mock();
    let client = client(&mock);
    let tags = client.tags().list_tags().await.unwrap();
    assert!(!tags.data.is_empty());
    let mut changed: ListTagsOutput = testing::example();
    changed.data = Vec::new().into();
    mock.on(client.tags().list_tags())
        .respond(&changed)
        .respond_with_example();
    assert!(client.tags().list_tags().await.unwrap().data.is_empty());
    assert_eq!(client.tags().list_tags().await.unwrap(), tags);
    // A list ends.
    let mut users = client.end_users().list_end_users().items();
    let mut count = 0;
    while users.try_next().await.unwrap().is_some() {
        count += 1;
    }
    assert!(count > 0);
    let page: ListEndUsersOutput = client.end_users().list_end_users().await.unwrap();
    assert_eq!(page.data.len(), count);
    client.teams().delete_team(tags.data[0].id).await.unwrap();
    assert_eq!(mock.times(), 6);
    mock.verify();
}

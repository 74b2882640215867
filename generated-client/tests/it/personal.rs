//! What `Debug` of models shows. That no example's personal values are shown is asserted where the
//! examples are read.

use dixa_client::Reveal;
use dixa_client::models::{Agent, AttributeValue, CreateEndUserInput, Html};
use serde_json::json;

#[test]
fn debug_shows_no_person() {
    let user = CreateEndUserInput::new()
        .display_name("Alice Brown")
        .email("alice@brown.com")
        .external_id("e-1");
    let shown = format!("{user:?}");
    assert_eq!(
        shown,
        r#"CreateEndUserInput {"displayName":"[personal]","email":"[personal]","externalId":"e-1"}"#
    );
    let all = format!("{:?}", user.reveal());
    assert!(all.contains("Alice Brown") && all.contains("alice@brown.com"));
    let several = format!("{:?}", vec![user].reveal());
    assert!(several.contains("alice@brown.com"));
}

#[test]
fn what_nobody_described_is_not_shown() {
    let agent: Agent = serde_json::from_value(json!({
        "id": "d8a8e8d0-0000-4000-8000-000000000001",
        "createdAt": "2024-01-01T00:00:00Z",
        "displayName": "A",
        "email": "a@example.com",
        "nickName": "Al",
    }))
    .unwrap();
    let shown = format!("{agent:?}");
    assert!(
        shown.contains("nickName") && !shown.contains("Al\""),
        "{shown}"
    );
    assert!(!format!("{:?}", agent.extra).contains("Al\""));
    assert!(format!("{:?}", agent.reveal()).contains("\"nickName\":\"Al\""));
    assert!(
        serde_json::to_string(&agent)
            .unwrap()
            .contains("\"nickName\":\"Al\"")
    );
    let text = AttributeValue::from("+4512345678");
    assert!(!format!("{text:?}").contains("45"));
    assert!(format!("{:?}", text.reveal()).contains("+4512345678"));
    assert!(!format!("{:?}", Html::new("<p>Hello</p>")).contains("Hello"));
}

//! Values in payloads: enums, properties, the states of what may be absent, date-times.
#![allow(deprecated)] // `userId` of a rating is deprecated, and the one property with three states.

use std::collections::BTreeMap;

use dixa_client::jiff::Timestamp;
use dixa_client::models::{
    Agent, AttributeValue, BusinessHourStatus, ClaimConversationInput, CreateAgentInput,
    CreateInternalNoteInput, CreateRatingResultInput, Csat, PresetPeriod, TagsUpdateInput,
};
use dixa_client::{Nullable, Uuid};
use serde_json::{Value, json};

use crate::support::compare::encode;
use crate::support::round_trip;
use crate::support::server::Response;

#[test]
fn an_unknown_enum_value_is_kept() {
    let (status, encoded) = round_trip::<BusinessHourStatus>(&json!("Half-open"));
    let BusinessHourStatus::Unknown(unknown) = &status else {
        panic!("{status:?}");
    };
    assert_eq!(unknown.as_str(), "Half-open");
    assert_eq!(
        (status.as_str(), status.to_string()),
        ("Half-open", "Half-open".to_owned())
    );
    assert_eq!(encoded, "Half-open");
    assert_eq!(BusinessHourStatus::from("Half-open"), status);

    let (status, encoded) = round_trip::<BusinessHourStatus>(&json!("Open"));
    assert_eq!(status, BusinessHourStatus::Open);
    assert_eq!(encoded, "Open");
    assert!(matches!(
        round_trip(&json!("open")).0,
        PresetPeriod::Unknown(_)
    ));
}

#[test]
fn an_unknown_property_is_kept() {
    let json = json!({
        "agentId": "1c6fbb06-9a5e-4b7c-8f4e-7f6a1d2c3b4a",
        "force": true,
        "_type": "not of this object",
        "note": { "text": null },
    });
    let (mut claim, encoded) = round_trip::<ClaimConversationInput>(&json);
    assert_eq!(encoded, json);
    assert_eq!(claim.extra.len(), 2);
    assert_eq!(claim.extra.get("note"), Some(&(&json["note"]).into()));
    claim.extra.remove("_type");
    claim.extra.insert("note", 5);
    assert_eq!(
        encode(&claim),
        json!({ "agentId": json["agentId"], "force": true, "note": 5 })
    );
}

#[test]
fn a_property_that_may_be_null_has_three_states() {
    let rating = || CreateRatingResultInput::new(Csat::new(5));
    let result = encode(&rating())["ratingResult"].clone();
    for (input, state, user_id) in [
        (rating(), Nullable::Absent, None),
        (rating().user_id(None), Nullable::Null, Some(Value::Null)),
        (
            rating().user_id("u-1".to_owned()),
            Nullable::Value("u-1".to_owned()),
            Some(json!("u-1")),
        ),
    ] {
        let mut json = json!({ "ratingResult": result });
        if let Some(user_id) = user_id {
            json["userId"] = user_id;
        }
        assert_eq!(encode(&input), json);
        let (decoded, encoded) = round_trip::<CreateRatingResultInput>(&json);
        assert_eq!(decoded.user_id, state);
        assert_eq!(encoded, json);
    }
}

/// Absent says "leave it", an empty list says "none".
#[test]
fn an_absent_list_stays_absent_and_an_empty_one_empty() {
    let agent = CreateAgentInput::new("Ann", "ann@example.org");
    assert!(agent.middle_names.is_empty());
    let bare = json!({ "displayName": "Ann", "email": "ann@example.org" });
    assert_eq!(encode(&agent), bare);
    assert_eq!(round_trip::<CreateAgentInput>(&bare).1, bare);

    let mut emptied = bare;
    emptied["middleNames"] = json!([]);
    assert_eq!(encode(&agent.middle_names(Vec::<String>::new())), emptied);
    let (decoded, encoded) = round_trip::<CreateAgentInput>(&emptied);
    assert!(!decoded.middle_names.is_absent() && decoded.additional_emails.is_absent());
    assert_eq!(encoded, emptied);

    assert_eq!(
        encode(&TagsUpdateInput::new().remove(Vec::<String>::new())),
        json!({ "remove": [] })
    );
    assert_eq!(encode(&TagsUpdateInput::new()), json!({}));
}

#[test]
fn a_date_time_with_a_zone_is_a_timestamp() {
    let json = json!({
        "createdAt": "2023-01-05T06:42:31.532Z[GMT]",
        "displayName": "Ann",
        "email": "ann@example.org",
        "id": "1c6fbb06-9a5e-4b7c-8f4e-7f6a1d2c3b4a",
    });
    let (agent, encoded) = round_trip::<Agent>(&json);
    let instant: Timestamp = "2023-01-05T06:42:31.532Z".parse().unwrap();
    assert_eq!(agent.created_at, instant);
    assert_eq!(agent.created_at.timestamp(), Some(instant));
    assert_eq!(instant.as_millisecond(), 1_672_900_951_532);
    assert_eq!(encoded, json);

    let note = CreateInternalNoteInput::new("m").created_at(instant);
    assert_eq!(encode(&note)["createdAt"], "2023-01-05T06:42:31.532Z");
}

/// Null clears an attribute.
#[tokio::test]
async fn a_custom_attribute_is_cleared_by_null() {
    let (server, client) = crate::support::serve([Response::json(200, &json!({}))]).await;
    let id = Uuid::from_u128;
    let body = BTreeMap::from([
        (id(1), None),
        (id(2), Some("text".into())),
        (id(3), Some(vec!["a".to_owned(), "b".to_owned()].into())),
    ]);
    let response = client
        .conversations()
        .patch_conversation_custom_attributes(4711, body.clone())
        .await
        .unwrap();
    assert!(response.data.is_absent());
    let sent = server.only().json();
    assert_eq!(
        sent,
        json!({
            id(1).to_string(): null,
            id(2).to_string(): "text",
            id(3).to_string(): ["a", "b"],
        })
    );
    assert_eq!(
        round_trip::<BTreeMap<Uuid, Option<AttributeValue>>>(&sent).0,
        body
    );
}

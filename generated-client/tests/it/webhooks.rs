//! Events as they come: what is known is typed, the rest is kept, and the example receives them.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::{Command, Stdio};
use std::time::{Duration, SystemTime};

use dixa_client::http::{HeaderMap, HeaderValue};
use dixa_client::webhooks::{self, ConversationStatus, Event, SCHEME, UserUserType};
use dixa_client::{Delivery, Nullable, WebhookErrorKind};
use hmac::{Hmac, Mac as _};
use serde_json::{Value, json};
use sha2::Sha256;

use crate::environment::built;

pub(crate) const KEY: &str = "000102030405060708090a0b0c0d0e0f";
const KEY_BYTES: [u8; 16] = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15];
const SECONDS: u64 = 1_767_225_600;
/// Ids in payloads that were seen are no UUIDs.
const ID: &str = "11112222-3333-4444-5555-6666777788";

pub(crate) fn signature(seconds: u64, body: &str) -> String {
    let mut mac = Hmac::<Sha256>::new_from_slice(&KEY_BYTES).unwrap();
    mac.update(format!("{seconds}.{body}").as_bytes());
    let signature = mac.finalize().into_bytes();
    let digits: String = signature.iter().map(|byte| format!("{byte:02x}")).collect();
    format!("t={seconds},v1={digits}")
}

fn receive(body: &Value) -> Delivery<Event> {
    let body = body.to_string();
    let mut headers = HeaderMap::new();
    let value = HeaderValue::from_str(&signature(SECONDS, &body)).unwrap();
    headers.insert("X-DIXA-SIGNATURE", value);
    let now = SystemTime::UNIX_EPOCH + Duration::from_secs(SECONDS + 1);
    let receiver = webhooks::receiver(KEY).unwrap();
    let delivery = receiver.receive_at(now, &headers, body.as_bytes()).unwrap();
    assert_eq!(delivery.id, ID);
    delivery
}

fn user(kind: &str) -> Value {
    json!({
        "email": "bo@example.com",
        "id": ID,
        "name": "Bo Larsen",
        "phone": if kind == "Contact" { Value::Null } else { json!("+4500000000") },
        "roles": [],
        "user_type": kind,
    })
}

fn conversation(changed: Value) -> Value {
    let mut conversation = json!({
        "assignee": user("Member"),
        "channel": "EMAIL",
        "contact_point": "help@shop.example",
        "created_at": "2026-01-01T10:20:30.456Z",
        "csid": 77,
        "direction": "OUTBOUND",
        "queue": { "id": ID, "name": "first line" },
        "requester": user("Contact"),
        "status": "PENDING",
        "subject": "A late parcel",
        "tags": [],
    });
    let members = conversation.as_object_mut().unwrap();
    members.extend(changed.as_object().unwrap().clone());
    conversation
}

fn event(name: &str, data: Value) -> Value {
    json!({
        "event_fqn": name,
        "event_id": ID,
        "event_timestamp": "2026-01-01T10:20:31.000Z",
        "event_version": "1",
        "organization": { "id": ID, "name": "Shop" },
        "data": data,
    })
}

/// Every payload that was seen, with values of our own.
pub(crate) fn payloads() -> Vec<Value> {
    let message = json!({
        "author": user("Member"),
        "channel": "EMAIL",
        "content": {
            "text": "It is on its way.",
            "content_type": "Text",
            "original_content_url": null,
            "processed_content_url": null,
        },
        "conversation": conversation(json!({})),
        "created_at": "2026-01-01T10:20:30.999Z",
        "direction": "outbound",
        "external_id": "null",
        "message_id": ID,
        "text": "It is on its way.",
    });
    let tag = json!({ "id": ID, "name": "late", "is_deactivated": false });
    vec![
        event(
            "CONVERSATION_CREATED",
            json!({ "conversation": conversation(json!({
                "assignee": null, "direction": "INBOUND", "status": "OPEN",
            })) }),
        ),
        event("CONVERSATION_MESSAGE_ADDED", message),
        event(
            "CONVERSATION_PENDING",
            json!({ "conversation": conversation(json!({})) }),
        ),
        event(
            "CONVERSATION_RATED",
            json!({
                "agent": user("Member"),
                "comment": "Kind people",
                "conversation": conversation(json!({ "status": "CLOSED", "score": 5, "type": "Csat" })),
            }),
        ),
        // A reduced one, without an organization.
        json!({
            "event_id": ID,
            "event_fqn": "CONVERSATION_RATED",
            "event_version": "1",
            "event_timestamp": "2026-01-02T07:04:08.723Z",
            "data": {
                "score": 4,
                "comment": "Fine",
                "conversation": { "requester": { "name": "Bo Larsen", "email": "bo@example.com" } },
            },
        }),
        event(
            "CONVERSATION_TAG_ADDED",
            json!({
                "author": user("Member"),
                "tag": "late",
                "conversation": conversation(json!({ "tags": [tag] })),
            }),
        ),
        event(
            "AGENT_BANNED_IP",
            json!({ "whatever": [1, { "is": "here" }] }),
        ),
        json!({ "event_id": ID, "event_fqn": "NOT_YET_KNOWN", "new": true }),
    ]
}

#[test]
fn every_payload_keeps_its_value_and_shows_no_person() {
    for payload in payloads() {
        let delivery = receive(&payload);
        assert!(!matches!(delivery.event, Event::Unknown(_)), "{payload}");
        assert_eq!(serde_json::to_value(&delivery.event).unwrap(), payload);
        let shown = format!("{delivery:?}");
        for personal in [
            "Larsen",
            "bo@example",
            "+45",
            "on its way",
            "late parcel",
            "Kind",
        ] {
            assert!(!shown.contains(personal), "{personal} in {shown}");
        }
    }
}

#[test]
fn what_is_known_is_typed() {
    let mut events = payloads()
        .into_iter()
        .map(|payload| receive(&payload).event);
    let Some(Event::ConversationCreated(created)) = events.next() else {
        panic!("another event");
    };
    let conversation = created.data.conversation;
    assert_eq!(conversation.csid, Some(77));
    assert_eq!(conversation.assignee, Nullable::Null);
    assert_eq!(conversation.status, Some(ConversationStatus::Open));
    let requester = conversation.requester.unwrap();
    assert_eq!(requester.user_type, Some(UserUserType::Contact));
    assert_eq!(created.organization.unwrap().name.as_deref(), Some("Shop"));
    let Some(Event::ConversationMessageAdded(added)) = events.next() else {
        panic!("another event");
    };
    assert_eq!(added.data.text.as_deref(), Some("It is on its way."));
    let rated: Vec<(Option<i64>, Option<i64>, bool)> = events
        .by_ref()
        .filter_map(|event| match event {
            Event::ConversationRated(it) => Some((
                it.data.score,
                it.data.conversation.score,
                it.organization.is_some(),
            )),
            _ => None,
        })
        .collect();
    assert_eq!(rated, [(None, Some(5), true), (Some(4), None, false)]);
    let Event::OtherEvent(other) = receive(&payloads()[6]).event else {
        panic!("another event");
    };
    assert_eq!(other.event_fqn, "AGENT_BANNED_IP");
    assert!(other.data.is_some() && other.organization.is_some());
}

#[test]
fn a_newer_value_is_kept() {
    let mut payload = payloads().remove(0);
    payload["data"]["conversation"]["status"] = json!("SNOOZED");
    payload["data"]["conversation"]["mood"] = json!("good");
    payload["event_version"] = json!("2");
    let delivery = receive(&payload);
    assert_eq!(serde_json::to_value(&delivery.event).unwrap(), payload);
    let Event::ConversationCreated(created) = delivery.event else {
        panic!("another event");
    };
    let status = created.data.conversation.status.unwrap();
    assert!(matches!(status, ConversationStatus::Unknown(_)));
}

#[test]
fn a_signed_body_of_another_form_says_where_it_fails() {
    let receiver = webhooks::receiver(KEY).unwrap();
    let mut payload = payloads().remove(2);
    payload["data"]["conversation"]["csid"] = json!("seventy-seven");
    let body = payload.to_string();
    let mut headers = HeaderMap::new();
    headers.insert(SCHEME.header, signature(SECONDS, &body).parse().unwrap());
    let now = SystemTime::UNIX_EPOCH + Duration::from_secs(SECONDS);
    let error = receiver
        .receive_at::<Event>(now, &headers, body.as_bytes())
        .unwrap_err();
    assert_eq!(error.kind(), WebhookErrorKind::Body);
    assert!(
        error.to_string().contains("data.conversation.csid"),
        "{error}"
    );
}

/// Sends a request to the example and gives the status.
fn post(address: &str, signature: &str, body: &str) -> u16 {
    let mut stream = TcpStream::connect(address).unwrap();
    stream
        .set_read_timeout(Some(Duration::from_secs(10)))
        .unwrap();
    let length = body.len();
    let head = format!(
        "POST / HTTP/1.1\r\nhost: example\r\nconnection: close\r\nx-dixa-signature: {signature}\r\n\
         content-length: {length}\r\n\r\n"
    );
    stream
        .write_all(format!("{head}{body}").as_bytes())
        .unwrap();
    let mut response = String::new();
    stream.read_to_string(&mut response).unwrap();
    response.split(' ').nth(1).unwrap().parse().unwrap()
}

#[test]
fn the_example_receives_each_event_once() {
    let mut program = Command::new(built().join("receive_webhooks"))
        .arg("127.0.0.1:0")
        .env("DIXA_WEBHOOK_KEY", KEY)
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(program.stdout.take().unwrap()).lines();
    let mut line = || lines.next().unwrap().unwrap();
    let first = line();
    let address = first.strip_prefix("listening on ").unwrap();

    let now = SystemTime::now()
        .duration_since(SystemTime::UNIX_EPOCH)
        .unwrap()
        .as_secs();
    let body = payloads()[0].to_string();
    let right = signature(now, &body);
    let statuses = [
        post(address, &right, &body),
        post(address, &right, &body),
        post(address, &right, &format!("{body}\n")),
        post(address, &signature(now - 301, &body), &body),
        post(address, "v1=00", &body),
    ];
    let said = [line(), line()];
    program.kill().unwrap();
    program.wait().unwrap();
    assert_eq!(statuses, [200, 200, 401, 401, 400]);
    assert_eq!(
        said,
        [
            "conversation Some(77) was created",
            &*format!("{ID} was already received")
        ]
    );
}

//! What decoding takes in memory, whatever a server sends: with the body itself, less than four
//! times the limit on a body.

#![allow(clippy::unwrap_used, clippy::expect_used)]

use std::fmt::Write;
use std::time::{Duration, Instant};

use dixa_client::models::{ListAgentsOutput, ListEndUserConversationsOutput, ListMessagesOutput};
use dixa_client::{DecodeError, Json, RawResponse, decode, http};
use peak_alloc::PeakAlloc;
use serde::de::DeserializeOwned;

/// Counts what is moved to a larger place as there twice.
#[global_allocator]
static ALLOCATOR: PeakAlloc = PeakAlloc;

/// The default of `max_response_bytes`.
const LIMIT: usize = 16 * 1024 * 1024;

/// Repeats a text, separated by commas, until just below the limit.
fn filled(before: &str, item: impl Fn(usize) -> String, after: &str) -> String {
    let mut text = String::with_capacity(LIMIT);
    text.push_str(before);
    let mut index = 0;
    loop {
        let item = item(index);
        if text.len() + item.len() + after.len() + 1 > LIMIT {
            break;
        }
        if index > 0 {
            text.push(',');
        }
        text.push_str(&item);
        index += 1;
    }
    text.push_str(after);
    text
}

/// Decodes a body and gives the outcome, once the peak of memory was judged.
fn measured<T: DeserializeOwned>(name: &str, text: String) -> Result<(), DecodeError> {
    let before = ALLOCATOR.current_usage() - text.capacity();
    let response = RawResponse::new(http::StatusCode::OK, http::HeaderMap::new(), text);
    ALLOCATOR.reset_peak_usage();
    let start = Instant::now();
    let value = decode::json::<T>(&response);
    let time = start.elapsed();
    let peak = ALLOCATOR.peak_usage() - before;
    let times = peak as f64 / LIMIT as f64;
    assert!(times < 4.0, "{name}: {times:.2} times the limit");
    // Loose, because tests are built without optimisation and run beside others.
    assert!(time < Duration::from_secs(60), "{name}: {time:?}");
    value.map(drop)
}

/// One test, because the peak is that of the whole process.
#[test]
fn no_shape_of_a_body_takes_more_than_its_share() {
    let small = filled(r#"{"data":["#, |_| r#"{"a":0}"#.into(), "]}");
    let error = measured::<ListAgentsOutput>("small objects", small).unwrap_err();
    assert_eq!(error.path(), "data[0]");
    assert!(
        error.to_string().contains("missing property `id`"),
        "{error}"
    );

    let small = || filled(r#"{"data":["#, |_| r#"{"a":0}"#.into(), "]}");
    let _ = measured::<ListEndUserConversationsOutput>("unknown variants", small());
    measured::<Json>("arbitrary JSON", small()).unwrap();
    let _ = measured::<Vec<Json>>("small values", filled("[", |_| "0".into(), "]"));
    let _ = measured::<Vec<String>>("tiny strings", filled("[", |_| "\"\"".into(), "]"));
    let _ = measured::<Vec<String>>("escapes", filled("[", |_| r#""\n""#.into(), "]"));
    let one = filled("[\"", |_| r"\n".into(), "\"]");
    measured::<Vec<String>>("one long string", one).unwrap();
    let _ = measured::<Vec<Option<bool>>>("nulls", filled("[", |_| "null".into(), "]"));
    let extra = |index: usize| format!(r#""property{index}":{index}"#);
    let _ = measured::<ListAgentsOutput>("unknown properties", filled("{", extra, "}"));
    let nested = format!("{}{}", "[".repeat(LIMIT / 2), "]".repeat(LIMIT / 2));
    measured::<Json>("nesting", nested).unwrap_err();
    let deep = format!("{}0{}", "[".repeat(100), "]".repeat(100));
    measured::<Json>("depth", filled("[", |_| deep.clone(), "]")).unwrap();

    let agent = |index: usize| {
        let mut agent = String::new();
        let _ = write!(
            agent,
            r#"{{"id":"0e4d0ead-dc69-470a-9b3a-{index:012x}","createdAt":"2021-12-01T12:46:36.581Z[GMT]","displayName":"Alice Brown","email":"alice.brown@example.com","avatarUrl":"https://example.com/avatars/{index}.png","additionalEmails":[],"additionalPhoneNumbers":[],"firstName":"Alice","lastName":"Brown","middleNames":[],"phoneNumber":"+4555555555","roles":["Agent"]}}"#
        );
        agent
    };
    let agents = filled(r#"{"data":["#, agent, "]}");
    measured::<ListAgentsOutput>("agents", agents).unwrap();
    let message = r#"{"id":"11b95893-0514-4606-a5d8-1880172b3a55","authorId":"41646d42-edc0-493e-ac7b-814d9ff40a2e","createdAt":"2021-12-01T12:46:36.581Z[GMT]","externalId":"13244","attributes":{"_type":"SmsAttributes","direction":"Inbound","content":{"_type":"Text","value":"Hello"}}}"#;
    let messages = filled(r#"{"data":["#, |_| message.into(), "]}");
    let _ = measured::<ListMessagesOutput>("messages", messages);
}

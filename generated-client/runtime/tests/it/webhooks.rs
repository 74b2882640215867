//! Signatures of webhooks: the one that is right, and everything that is not.

use std::time::{Duration, SystemTime};

use http::{HeaderMap, HeaderValue, StatusCode};
use openapi_client_runtime::{
    Delivery, WebhookError, WebhookErrorKind, WebhookId, WebhookKey, WebhookReceiver,
    WebhookScheme, http,
};
use serde_json::{Value, json};

const HEADER: &str = "x-example-signature";
const SCHEME: WebhookScheme = WebhookScheme {
    header: HEADER,
    timestamp: Some("t"),
    signature: "v1",
    key: WebhookKey::Hex,
    id: WebhookId::Property("event_id"),
};
/// The text `example key` in hexadecimal digits.
const KEY: &str = "6578616d706c65206b6579";
/// What other tools make of this: `printf '%s' "1700000000.$BODY" | openssl dgst -sha256 -mac HMAC
/// -macopt hexkey:6578616d706c65206b6579`.
const BODY: &str = r#"{"event_id":"no-uuid","event_fqn":"THING_MADE"}"#;
const SIGNATURE: &str = "26612534054355b5cf44abe7e8fef76cb2edc4f0a2dfc08b00409d5096e3498a";
const SECONDS: u64 = 1_700_000_000;

fn at(seconds: u64) -> SystemTime {
    SystemTime::UNIX_EPOCH + Duration::from_secs(seconds)
}

fn receiver() -> WebhookReceiver {
    WebhookReceiver::new(SCHEME, KEY).unwrap()
}

fn verify(header: &str, body: &str) -> Result<Option<SystemTime>, WebhookError> {
    receiver().verify_at(at(SECONDS + 10), header, body.as_bytes())
}

#[track_caller]
fn refused(header: &str, kind: WebhookErrorKind, said: &str) {
    let error = verify(header, BODY).unwrap_err();
    assert_eq!(error.kind(), kind, "{header}: {error}");
    let text = error.to_string();
    assert!(text.contains(said), "{header}: {text}");
    for shown in [format!("{error:?}"), text] {
        assert!(
            !shown.contains(KEY) && !shown.contains(&SIGNATURE[..16]),
            "{shown}"
        );
    }
}

fn good() -> String {
    format!("t={SECONDS},v1={SIGNATURE}")
}

#[test]
fn the_right_signature_is_taken() {
    assert_eq!(verify(&good(), BODY).unwrap(), Some(at(SECONDS)));
    // Upper case, white space, and parts that nobody knows.
    let header = format!(" v0=x, t={SECONDS} , v1={} ,flag", SIGNATURE.to_uppercase());
    assert!(verify(&header, BODY).is_ok());
}

#[test]
fn one_of_several_signatures_has_to_be_right() {
    let other = "ab".repeat(32);
    for header in [
        format!("t={SECONDS},v1={other},v1={SIGNATURE}"),
        format!("t={SECONDS},v1={SIGNATURE},v1={other}"),
        format!("v1=zz,v1={SIGNATURE},t={SECONDS}"),
    ] {
        assert!(verify(&header, BODY).is_ok(), "{header}");
    }
    refused(
        &format!("t={SECONDS},v1={other},v1={other}"),
        WebhookErrorKind::WrongSignature,
        "no signature",
    );
}

#[test]
fn a_wrong_signature_is_refused() {
    let wrong = WebhookErrorKind::WrongSignature;
    let flipped = SIGNATURE.replacen(
        &SIGNATURE[..1],
        if SIGNATURE.starts_with('0') { "1" } else { "0" },
        1,
    );
    refused(&format!("t={SECONDS},v1={flipped}"), wrong, "no signature");
    // Truncated, by a byte and by half of one; too long; empty.
    refused(
        &format!("t={SECONDS},v1={}", &SIGNATURE[..62]),
        wrong,
        "no signature",
    );
    refused(
        &format!("t={SECONDS},v1={}", &SIGNATURE[..63]),
        wrong,
        "1 of them can't be parsed",
    );
    refused(
        &format!("t={SECONDS},v1={SIGNATURE}00"),
        wrong,
        "no signature",
    );
    refused(&format!("t={SECONDS},v1="), wrong, "no signature");
    refused(
        &format!("t={SECONDS},v1=nothex"),
        wrong,
        "1 of them can't be parsed",
    );
    // Another time, another body, another key, another version.
    refused(
        &format!("t={},v1={SIGNATURE}", SECONDS + 1),
        wrong,
        "no signature",
    );
    assert_eq!(
        verify(&good(), &format!("{BODY} ")).unwrap_err().kind(),
        wrong
    );
    let other = WebhookReceiver::new(SCHEME, "00ff").unwrap();
    let error = other
        .verify_at(at(SECONDS), &good(), BODY.as_bytes())
        .unwrap_err();
    assert_eq!(
        (error.kind(), error.status()),
        (wrong, StatusCode::UNAUTHORIZED)
    );
}

#[test]
fn missing_and_malformed_parts_are_named() {
    let malformed = WebhookErrorKind::Malformed;
    refused("", malformed, "timestamp `t=…`");
    refused("hello", malformed, "timestamp `t=…`");
    refused(&format!("v1={SIGNATURE}"), malformed, "timestamp `t=…`");
    refused(
        &format!("t=1,t={SECONDS},v1={SIGNATURE}"),
        malformed,
        "exactly one",
    );
    refused(&format!("t={SECONDS}"), malformed, "no signature `v1=…`");
    refused(
        &format!("t={SECONDS},v0={SIGNATURE}"),
        malformed,
        "no signature `v1=…`",
    );
    for time in ["", "-1", "+1", "1.5", "now", "99999999999999999999"] {
        refused(
            &format!("t={time},v1={SIGNATURE}"),
            malformed,
            "not a whole number",
        );
    }
}

#[test]
fn a_request_of_another_time_is_refused() {
    let check = |now: u64| receiver().verify_at(at(now), &good(), BODY.as_bytes());
    assert!(check(SECONDS + 300).is_ok() && check(SECONDS - 300).is_ok());
    let old = check(SECONDS + 301).unwrap_err();
    assert_eq!(
        (old.kind(), old.status()),
        (WebhookErrorKind::TooOld, StatusCode::UNAUTHORIZED)
    );
    assert!(
        old.to_string()
            .contains("301 s ago, and the limit is 300 s"),
        "{old}"
    );
    let ahead = check(SECONDS - 301).unwrap_err();
    assert_eq!(ahead.kind(), WebhookErrorKind::FromFuture);
    assert!(ahead.to_string().contains("301 s ahead"), "{ahead}");
    let patient = receiver().max_age(Duration::from_secs(1000));
    assert!(
        patient
            .verify_at(at(SECONDS + 900), &good(), BODY.as_bytes())
            .is_ok()
    );
    // The clock of the machine: this was long ago.
    let error = receiver().verify(&good(), BODY.as_bytes()).unwrap_err();
    assert_eq!(error.kind(), WebhookErrorKind::TooOld);
    // A time that nobody signed is not in a message.
    refused(
        "t=5,v1=00",
        WebhookErrorKind::WrongSignature,
        "no signature",
    );
}

#[test]
fn milliseconds_are_told_from_seconds() {
    let body = "{}";
    let header =
        "t=1700000000123,v1=e3bcfdd493307fb8512a63a7f3b4b2cc551f4393bd38ec78777e14a1ece5a6c4";
    let found = verify(header, body).unwrap();
    assert_eq!(found, Some(at(SECONDS) + Duration::from_millis(123)));
}

#[test]
fn a_key_that_cannot_be_used_is_named() {
    for (scheme, key, said) in [
        (WebhookKey::Hex, "", "is empty"),
        (WebhookKey::Hex, " \n", "is empty"),
        (WebhookKey::Hex, "abc", "hexadecimal"),
        (WebhookKey::Hex, "my secret", "hexadecimal"),
        (WebhookKey::Base64, "my secret", "base64"),
    ] {
        let scheme = WebhookScheme {
            key: scheme,
            ..SCHEME
        };
        let error = WebhookReceiver::new(scheme, key).unwrap_err();
        assert_eq!(error.kind(), WebhookErrorKind::Key);
        assert_eq!(error.status(), StatusCode::INTERNAL_SERVER_ERROR);
        let text = format!("{error} {error:?}");
        assert!(text.contains(said) && !text.contains("my secret"), "{text}");
    }
    let text = format!("{:?}", receiver());
    assert!(!text.contains(KEY) && !text.contains("101, 120"), "{text}");
}

#[test]
fn the_same_key_in_other_forms_and_beside_another() {
    for (form, key) in [
        (WebhookKey::Text, "example key"),
        (WebhookKey::Base64, "ZXhhbXBsZSBrZXk="),
        (WebhookKey::Hex, "6578616D706C65206B6579\n"),
    ] {
        let scheme = WebhookScheme {
            key: form,
            ..SCHEME
        };
        let receiver = WebhookReceiver::new(scheme, key).unwrap();
        assert!(
            receiver
                .verify_at(at(SECONDS), &good(), BODY.as_bytes())
                .is_ok()
        );
    }
    let both = WebhookReceiver::new(SCHEME, "00")
        .unwrap()
        .also_key(KEY)
        .unwrap();
    assert!(
        both.verify_at(at(SECONDS), &good(), BODY.as_bytes())
            .is_ok()
    );
}

#[test]
fn a_scheme_without_a_timestamp_signs_the_body() {
    let scheme = WebhookScheme {
        timestamp: None,
        signature: "sha256",
        key: WebhookKey::Text,
        id: WebhookId::Header("x-delivery"),
        ..SCHEME
    };
    let receiver = WebhookReceiver::new(scheme, "example key").unwrap();
    let mut headers = HeaderMap::new();
    headers.insert(
        HEADER,
        HeaderValue::from_static(
            "sha256=bf73bb22abf857b5550cc9a57f4224c64c91d89d9cb6482445fbad35d6bcb024",
        ),
    );
    let error = receiver.receive::<Value>(&headers, b"{}").unwrap_err();
    assert!(
        error.to_string().contains("no id in a header `x-delivery`"),
        "{error}"
    );
    headers.insert("x-delivery", HeaderValue::from_static("17"));
    let delivery = receiver.receive::<Value>(&headers, b"{}").unwrap();
    assert_eq!((delivery.id.as_str(), delivery.signed_at), ("17", None));
}

fn receive(header: Option<&str>, body: &str) -> Result<Delivery<Value>, WebhookError> {
    let mut headers = HeaderMap::new();
    if let Some(header) = header {
        headers.insert(HEADER, header.parse().unwrap());
    }
    receiver().receive_at(at(SECONDS), &headers, body.as_bytes())
}

#[test]
fn an_event_has_its_id_and_what_it_says() {
    let delivery = receive(Some(&good()), BODY).unwrap();
    assert_eq!(delivery.id, "no-uuid");
    assert_eq!(delivery.signed_at, Some(at(SECONDS)));
    assert_eq!(
        delivery.event,
        json!({"event_id": "no-uuid", "event_fqn": "THING_MADE"})
    );
    let error = receive(None, BODY).unwrap_err();
    assert_eq!(error.kind(), WebhookErrorKind::Unsigned);
    assert!(
        error
            .to_string()
            .contains("no header `x-example-signature`"),
        "{error}"
    );
}

#[test]
fn a_signed_body_that_is_no_event_is_an_error() {
    for (body, signature, said) in [
        (
            "",
            "51200f1cb7811af03e4aca47fa25ba9d32bf5debbe461abfb11d5d49058defa2",
            "not JSON",
        ),
        (
            "{",
            "ae194b930a87fe2523aceabfd478fd588bb2dacc95c9004f5036f809e11eb97d",
            "not JSON",
        ),
        (
            "{}",
            "4e7c5a95fd47ca98d111d158cac01fc18c9997c419175c2403219a26dccddb86",
            "no id in a property `event_id`",
        ),
        (
            r#"{"event_id":null}"#,
            "7717193525ca7ccb856e6f9b75ab0f2424f102a5a3f38ec701443d4d2a9adae0",
            "no id in a property",
        ),
        (
            "[1]",
            "d5f5bf51528715441453e328c740af4f9627bc1fa6a1b1470300c850d0e00d6f",
            "no id in a property",
        ),
    ] {
        let header = format!("t={SECONDS},v1={signature}");
        let error = receive(Some(&header), body).unwrap_err();
        assert_eq!(
            (error.kind(), error.status()),
            (WebhookErrorKind::Body, StatusCode::BAD_REQUEST)
        );
        assert!(error.to_string().contains(said), "{error}");
    }
    // Ids may be numbers.
    let header =
        format!("t={SECONDS},v1=cdd87d27779a13355d8492448fd385c9a9eb0cecc634b10d9b0a62a6df6dab06");
    assert_eq!(receive(Some(&header), r#"{"event_id":7}"#).unwrap().id, "7");
}

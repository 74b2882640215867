//! From a response to a value and back.

use http::header::CONTENT_TYPE;
use http::{HeaderMap, HeaderValue, StatusCode};
use openapi_client_runtime::{Json, Operation, RawResponse, decode};
use serde_json::json;

use crate::fixture::{Client, Content, Thing, client};
use crate::server::{Response, Server};

async fn call(
    body: &str,
) -> Result<Thing, openapi_client_runtime::Error<crate::fixture::ThingError>> {
    let server = Server::start([Response::json(body)]).await;
    let client: Client = client(&server);
    client.get_thing("1").call().await
}

#[tokio::test]
async fn round_trip() {
    for body in [
        json!({"id": 1}),
        json!({"id": 1, "tags": []}),
        json!({"id": -1, "tags": ["a"], "note": null, "created": "2023-01-05T06:42:31.532Z[GMT]"}),
        json!({"id": i64::MAX, "name": "", "note": "n", "parts": [{"id": 2, "parts": [{"id": 3}]}]}),
        json!({"id": 1, "content": {"_type": "Text", "value": "v"}}),
        json!({"id": 1, "content": {"value": "v", "new": [1.5, null], "_type": "Text"}}),
        json!({"id": 1, "content": {"_type": "Nested", "id": 2, "content": {"_type": "Nothing"}}}),
    ] {
        let thing = call(&body.to_string()).await.unwrap();
        assert_eq!(serde_json::to_value(&thing).unwrap(), body);
        // Other readers of serde give the same.
        assert_eq!(
            serde_json::from_value::<Thing>(body.clone()).unwrap(),
            thing
        );
        assert_eq!(
            serde_json::from_str::<Thing>(&body.to_string()).unwrap(),
            thing
        );
    }
    let tagged = serde_json::to_string(
        &call(r#"{"id":1,"content":{"value":"v","_type":"Text"}}"#)
            .await
            .unwrap(),
    );
    assert_eq!(
        tagged.unwrap(),
        r#"{"id":1,"content":{"_type":"Text","value":"v"}}"#
    );
}

#[tokio::test]
async fn null_reads_as_absent() {
    let thing =
        call(r#"{"id":1,"name":null,"tags":null,"created":null,"content":null,"note":null}"#)
            .await
            .unwrap();
    assert!(thing.tags.is_absent() && thing.name.is_none() && thing.note.is_null());
    assert_eq!(
        serde_json::to_value(&thing).unwrap(),
        json!({"id": 1, "note": null})
    );
}

#[tokio::test]
async fn unknown_field() {
    let body = json!({"id": 1, "new": {"deep": [1, 2.5, "x", null]}, "newer": null});
    let thing = call(&body.to_string()).await.unwrap();
    assert_eq!(thing.extra.len(), 2);
    assert_eq!(thing.extra.get("newer"), Some(&Json::null()));
    assert_eq!(serde_json::to_value(&thing).unwrap(), body);
}

#[tokio::test]
async fn unknown_variant() {
    for (content, tag) in [
        (json!({"_type": "Video", "url": "u", "n": 1}), Some("Video")),
        (json!({"url": "u"}), None),
        (json!({"_type": 5}), None),
    ] {
        let body = json!({"id": 1, "content": content});
        let thing = call(&body.to_string()).await.unwrap();
        let Some(Content::Unknown(unknown)) = thing.content.as_deref() else {
            panic!("{thing:?}");
        };
        assert_eq!(unknown.tag(), tag);
        assert_eq!(unknown.value(), &content);
        assert_eq!(serde_json::to_value(&thing).unwrap(), body);
        assert_eq!(unknown.clone().into_value(), content);
    }
}

#[tokio::test]
async fn paths_of_defects() {
    for (body, path, reason) in [
        (r#"{"id":"x"}"#, "id", "invalid type: string, expected i64"),
        (r#"{"id":1.5}"#, "id", "invalid type: number, expected i64"),
        (r#"{"id":18446744073709551615}"#, "id", "expected i64"),
        (r#"{"id":null}"#, "id", "invalid type: null, expected i64"),
        (r#"{"name":"x"}"#, ".", "missing property `id`"),
        (
            r#"{"id":1,"tags":["a",5]}"#,
            "tags[1]",
            "invalid type: integer, expected a string",
        ),
        (
            r#"{"id":1,"tags":"a"}"#,
            "tags",
            "invalid type: string, expected a sequence",
        ),
        (
            r#"{"id":1,"parts":[{"id":2},{"id":3,"parts":[{}]}]}"#,
            "parts[1].parts[0]",
            "missing property `id`",
        ),
        (
            r#"{"id":1,"parts":[[]]}"#,
            "parts[0]",
            "invalid type: array, expected Thing",
        ),
        (r#"{"id":1,"created":5}"#, "created", "expected a date-time"),
        (
            r#"{"id":1,"content":{"_type":"Text","value":true}}"#,
            "content.value",
            "invalid type: boolean, expected a string",
        ),
        (
            r#"{"id":1,"content":{"_type":"Text"}}"#,
            "content",
            "missing property `value`",
        ),
        (
            r#"{"id":1,"content":{"_type":"Nested","id":2,"content":{"_type":"Nested","id":3,"tags":[null]}}}"#,
            "content.content.tags[0]",
            "invalid type: null, expected a string",
        ),
        (r#"{"id":1,"content":5}"#, "content", "expected Content"),
        ("[]", ".", "invalid type: array, expected Thing"),
        ("5", ".", "invalid type: integer, expected Thing"),
        (
            r#"{"id":1"#,
            ".",
            "not JSON: EOF while parsing an object at line 1 column 7",
        ),
    ] {
        let error = call(body).await.unwrap_err();
        assert!(error.is_decode());
        assert_eq!(error.decode_path(), Some(path), "{body}: {error}");
        assert_eq!(error.raw_body().unwrap(), body);
        assert_eq!(error.status().unwrap(), 200);
        assert!(error.to_string().contains(reason), "{error}");
        assert!(
            error.to_string().starts_with(
                "GET /things/{thingId}/parts: 200 OK, but the body cannot be decoded: "
            ),
            "{error}"
        );
    }
}

#[test]
fn a_variant_names_its_path_in_other_readers_too() {
    let body = r#"{"id":1,"content":{"_type":"Nested","id":2,"tags":[null]}}"#;
    let error = serde_json::from_str::<Thing>(body).unwrap_err().to_string();
    assert!(
        error.contains("at `tags[0]`: invalid type: null"),
        "{error}"
    );
    let error = serde_json::from_str::<Thing>("[]").unwrap_err().to_string();
    assert!(
        error.contains("invalid type: sequence, expected Thing"),
        "{error}"
    );
}

#[tokio::test]
async fn empty_body() {
    for body in ["", " \r\n"] {
        let error = call(body).await.unwrap_err();
        assert!(error.is_decode());
        assert!(error.to_string().contains("the body is empty"), "{error}");
    }
}

#[test]
fn decoders() {
    let raw =
        |body: &'static [u8]| RawResponse::new(http::StatusCode::OK, http::HeaderMap::new(), body);
    assert_eq!(decode::text(&raw("blåbær".as_bytes())).unwrap(), "blåbær");
    assert!(
        decode::text(&raw(b"a\xff"))
            .unwrap_err()
            .to_string()
            .contains("byte 1")
    );
    assert_eq!(decode::bytes(&raw(b"\xff")).unwrap(), &b"\xff"[..]);
    decode::empty(&raw(b"ignored")).unwrap();
    assert_eq!(
        decode::json::<Vec<u8>>(&raw(b"\xEF\xBB\xBF [1]")).unwrap(),
        [1]
    );
}

#[test]
fn deep_documents_are_refused() {
    let deep = "[".repeat(100_000);
    let raw = RawResponse::new(http::StatusCode::OK, http::HeaderMap::new(), deep);
    let error = decode::json::<Json>(&raw).unwrap_err();
    assert!(error.to_string().contains("recursion limit"), "{error}");
}

/// JSON is UTF-8 (RFC 8259, section 8.1); servers that write something else mostly say so.
/// Some writers of XML name the encoding of their strings, whatever they send.
#[test]
fn xml_that_calls_itself_utf_16_and_is_not() {
    let mut headers = HeaderMap::new();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/xml"));
    let text = "<?xml version=\"1.0\" encoding=\"utf-16\"?><a>Zoë</a>";
    let response = RawResponse::new(StatusCode::OK, headers, text.as_bytes().to_vec());
    assert_eq!(decode::text(&response).unwrap(), text);
}

#[test]
fn json_in_other_charsets() {
    let read = |media_type: &'static str, body: &[u8]| {
        let mut headers = HeaderMap::new();
        headers.insert(CONTENT_TYPE, HeaderValue::from_static(media_type));
        let response = RawResponse::new(StatusCode::OK, headers, body.to_vec());
        decode::json::<serde_json::Value>(&response)
    };
    let text = r#"{"name":"Zoë"}"#;
    let expected = json!({"name": "Zoë"});
    let utf16 = |bytes: fn(u16) -> [u8; 2]| text.encode_utf16().flat_map(bytes).collect::<Vec<_>>();
    let marked = |mark: &[u8], bytes: fn(u16) -> [u8; 2]| [mark.to_vec(), utf16(bytes)].concat();
    for (media_type, body) in [
        (
            "application/json; charset=iso-8859-1",
            b"{\"name\":\"Zo\xEB\"}".to_vec(),
        ),
        // What Java servers call UTF-8 where nobody set a charset.
        (
            "application/json; charset=ISO-8859-1",
            text.as_bytes().to_vec(),
        ),
        ("application/json; charset=utf-16", utf16(u16::to_le_bytes)),
        (
            "application/json; charset=\"utf-16\"",
            utf16(u16::to_be_bytes),
        ),
        ("application/json", marked(b"\xFF\xFE", u16::to_le_bytes)),
        ("application/json", marked(b"\xFE\xFF", u16::to_be_bytes)),
        ("application/json", text.as_bytes().to_vec()),
    ] {
        assert_eq!(read(media_type, &body).unwrap(), expected, "{media_type}");
    }
    let jis = b"{\"name\":\"\x1b$B;3\x1b(B\"}";
    assert_eq!(
        read("application/json; charset=iso-2022-jp", jis).unwrap()["name"],
        "山"
    );

    let latin = b"{\"name\":\"Zo\xEB\"}";
    let error = |media_type| read(media_type, latin).unwrap_err().to_string();
    assert_eq!(
        error("application/json; charset=klingon"),
        "the charset `klingon` is unknown; the error contains the bytes of the body"
    );
    assert_eq!(
        error("application/json; charset=shift_jis"),
        "not Shift_JIS, which the server calls it"
    );
    let error = error("application/json; charset=utf-8");
    assert!(error.starts_with("not JSON: not UTF-8 at byte"), "{error}");
}

//! Recordings as tools write them, and malformed ones.

use serde_json::json;

use super::compared::{DESCRIPTION, compared, description, file, matters};
use super::recordings::{clean, har};
use crate::observe::{Hosts, observe};

#[test]
fn hostile_recordings_are_errors_or_cost_themselves_only() {
    let description = description(DESCRIPTION);
    let hosts = Hosts::of(description.root(), &[]);
    let whole = har(&clean()).to_string();
    let deep = "[".repeat(200_000);
    let huge = "9".repeat(100_000);
    for (bytes, expected) in [
        (Vec::new(), None),
        (b"\n\n \n".to_vec(), None),
        (b"nonsense".to_vec(), None),
        (b"\x00\xff\xfe\x01".to_vec(), None),
        (b"{\"log\":{\"entries\":[]}}".to_vec(), None),
        (b"{\"v\":9,\"request\":{}}\n".to_vec(), None),
        (deep.clone().into_bytes(), None),
        (format!("{{\"log\":{{\"entries\":[{{\"request\":{deep}").into_bytes(), None),
        // Cut off in the last entry.
        (whole.as_bytes()[..whole.rfind("\"request\"").unwrap()].to_vec(), Some((clean().len() as u64 - 1, 0, 1))),
        // One entry is too deep, one has a number that is too large for its type, one no request.
        (
            whole
                .replacen(
                    "\"entries\":[",
                    &format!(
                        "\"entries\":[{{\"request\":{}}},{{\"request\":null}},{{\"request\":{{\"method\":7}}}},",
                        deep.clone() + &"]".repeat(200_000)
                    ),
                    1,
                )
                .into_bytes(),
            Some((clean().len() as u64, 3, 0)),
        ),
        (
            whole.replacen("\"status\":200", &format!("\"status\":{huge}"), 1).into_bytes(),
            Some((clean().len() as u64 - 1, 1, 0)),
        ),
    ] {
        let file = file(&bytes);
        let tally = observe(&description, std::slice::from_ref(&file.path), &hosts);
        let start = String::from_utf8_lossy(&bytes[..bytes.len().min(60)]).into_owned();
        match (tally, expected) {
            (Err(failure), None) => assert_eq!(failure.exit, crate::exit::Exit::NoBase),
            (Ok(tally), Some((exchanges, unreadable, cut_off))) => {
                let found = (tally.exchanges, tally.unreadable, tally.cut_off.len());
                assert_eq!(found, (exchanges, unreadable, cut_off), "{start}");
                assert_eq!(matters(&tally), Vec::<String>::new(), "{start}");
            }
            (tally, _) => panic!("{start}: {tally:?}"),
        }
    }
}

#[test]
fn har_files_are_read_as_tools_write_them() {
    let entry = json!({
        "startedDateTime": "2026-01-01T00:00:00Z",
        "request": {
            "method": "get",
            "url": "https://api.example.com/v1/orders/7",
            "httpVersion": "h2",
            "headers": [
                {"name": ":authority", "value": "api.example.com"},
                {"name": ":path", "value": "/v1/orders/7"},
                {"name": "x-null", "value": null},
                {"value": "no name"},
            ],
            "cookies": null,
            "bodySize": -1,
        },
        "response": {
            "status": "200",
            "headers": null,
            // {"id":7,"status":"lost","total":1,"currency":"EUR"} in base64.
            "content": {
                "size": 51,
                "mimeType": "application/json",
                "encoding": "base64",
                "text": "eyJpZCI6Nywic3RhdHVzIjoibG9zdCIsInRvdGFsIjoxLCJjdXJyZW5jeSI6IkVVUiJ9",
            },
        },
    });
    let mut aborted = entry.clone();
    aborted["response"]["status"] = json!(0);
    let mut without_text = entry.clone();
    without_text["response"]["content"] = json!({"size": 900, "mimeType": "application/json"});
    let mut broken = entry.clone();
    broken["response"]["content"]["text"] = json!("e");
    let mut image = entry.clone();
    image["response"]["content"]["mimeType"] = json!("image/png");
    let har = json!({"log": {"entries": [entry, aborted, without_text, broken, image]}});
    let (tally, shown) = compared(&har.to_string());
    let expected = [
        "1 enum: response: property `status`",
        "1 undocumented-media-type: response image/png",
        "5 undocumented-header: request: header `x-null`",
    ];
    let found: Vec<String> = matters(&tally);
    assert_eq!(found[..2], expected[..2], "{shown}");
    assert!(
        found[2].ends_with("undocumented-header: request: header `x-null`"),
        "{found:?}"
    );
    assert_eq!((tally.exchanges, tally.failed), (4, 1));
}

/// The recorder's output is readable here: its own tests compare with the same file.
#[test]
fn lines_of_the_recorder_are_read() {
    let recorded = include_str!("../../../../generated-client/runtime/tests/it/recording.jsonl");
    let described = r#"{
        "openapi": "3.0.3", "info": {"title": "T", "version": "1"},
        "servers": [{"url": "https://api.example.invalid/v1"}],
        "paths": {"/things/{thingId}/parts": {"get": {
            "parameters": [{"name": "thingId", "in": "path", "required": true, "schema": {"type": "string"}}],
            "responses": {"200": {"description": "D", "content": {"application/json": {"schema": {
                "type": "object",
                "properties": {
                    "id": {"type": "string"}, "name": {"type": "string"},
                    "created": {"type": "string", "format": "date-time"},
                    "tags": {"type": "array", "items": {"type": "string", "enum": ["new"]}},
                    "note": {"type": "string"}
                }
            }}}}}
        }}}
    }"#;
    let description = description(described);
    let hosts = Hosts::of(description.root(), &[]);
    let file = file(recorded.as_bytes());
    let tally = observe(&description, std::slice::from_ref(&file.path), &hosts).unwrap();
    let expected = [
        "1 enum: response: property `tags`",
        "1 null: response: property `note`",
        "1 type: response: property `id`",
        "1 undocumented-header: response: header `x-request-id`",
        "1 undocumented-parameter: request: query parameter `q`",
    ];
    assert_eq!(matters(&tally), expected);
    assert_eq!((tally.exchanges, tally.masked, tally.unreadable), (1, 1, 0));
    let values: Vec<&String> = tally
        .findings
        .values()
        .flat_map(|it| it.values.keys())
        .collect();
    assert_eq!(values, ["vip"]);
}

//! Recordings with known defects: every one is found, and nothing else.

mod recordings;

use std::path::PathBuf;

use generator::document::Document;
use generator::{Choices, Effective, Input, Names, Runtime, Source};
use serde_json::{Value, json};

use super::tally::Tally;
use super::{Hosts, Shown, Terms, observe, propose, text};
use crate::exchange::Description;
use recordings::{Exchange, clean, har, lies, lines};

const DESCRIPTION: &str = include_str!("description.yaml");

fn description(text: &str) -> Description {
    with_overlay(text, None)
}

fn with_overlay(text: &str, overlay: Option<&str>) -> Description {
    Description::of(Effective::read(&input(text, overlay)).unwrap().document)
}

fn input(text: &str, overlay: Option<&str>) -> Input<Choices> {
    Input {
        description: Source {
            name: "orders.yaml".to_owned(),
            text: text.to_owned(),
            ..Source::default()
        },
        overlays: overlay
            .map(|text| Source {
                name: "060-traffic.yaml".to_owned(),
                text: text.to_owned(),
                ..Source::default()
            })
            .into_iter()
            .collect(),
        names: Names::default(),
        config: Choices::default(),
    }
}

/// A file that lives as long as its folder.
struct File {
    _folder: tempfile::TempDir,
    path: PathBuf,
}

fn file(bytes: &[u8]) -> File {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("traffic");
    std::fs::write(&path, bytes).unwrap();
    File {
        _folder: folder,
        path,
    }
}

fn compared(recording: &str) -> (Tally, String) {
    let description = description(DESCRIPTION);
    let hosts = Hosts::of(description.root(), &[]);
    let file = file(recording.as_bytes());
    let files = [file.path.clone()];
    let tally = observe(&description, &files, &hosts).unwrap();
    let shown = Shown {
        description: &description,
        files: &files,
        tally: &tally,
    };
    let shown = [text(&shown), super::json(&shown).unwrap()].join("\n");
    (tally, shown)
}

fn matters(tally: &Tally) -> Vec<String> {
    let mut all: Vec<String> = tally
        .findings
        .iter()
        .map(|(key, seen)| {
            let kind = serde_json::to_value(key.kind).unwrap();
            format!(
                "{} {}: {}",
                seen.count,
                kind.as_str().unwrap(),
                super::report::subject(key, seen)
            )
        })
        .collect();
    all.sort();
    all
}

fn all_lies() -> Vec<Exchange> {
    clean().into_iter().chain(lies()).collect()
}

const TEN: [&str; 10] = [
    "1 format: response: property `shippedAt`",
    "1 missing-property: response: property `currency`",
    "1 null: response: property `note`",
    "1 type: response: property `total`",
    "1 undeclared-property: response: property `discount`",
    "1 undocumented-media-type: response text/csv",
    "1 undocumented-parameter: request: query parameter `sort`",
    "1 undocumented-status: response 409",
    "2 undocumented-path: GET /v1/customers/{id}",
    "25 enum: response: property `status`",
];

#[test]
fn clean_traffic_has_no_finding() {
    for recording in [lines(&clean()), har(&clean()).to_string()] {
        let (tally, shown) = compared(&recording);
        assert_eq!(matters(&tally), Vec::<String>::new(), "{shown}");
        assert_eq!(tally.exchanges, clean().len() as u64);
    }
}

#[test]
fn ten_lies_are_ten_findings_and_no_value_is_shown() {
    for recording in [lines(&all_lies()), har(&all_lies()).to_string()] {
        let (tally, shown) = compared(&recording);
        assert_eq!(matters(&tally), TEN, "{shown}");
        for value in ["refunded", "05.01.2023", "12.5", "s3cr3t", "Alice", "4711"] {
            assert!(!shown.contains(value), "{value}: {shown}");
        }
        // Each says where the description is wrong.
        for (key, seen) in &tally.findings {
            assert_eq!(seen.described.len(), 1, "{key:?}");
        }
        assert!(shown.contains("orders.yaml:"), "{shown}");
    }
}

#[test]
fn masked_recordings_show_the_same_apart_from_values() {
    let masked: Vec<String> = lines(&all_lies())
        .lines()
        .map(|line| recordings::masked(serde_json::from_str(line).unwrap()).to_string())
        .collect();
    let (tally, shown) = compared(&masked.join("\n"));
    assert_eq!(matters(&tally), TEN, "{shown}");
    assert!(tally.findings.values().all(|seen| seen.values.is_empty()));
}

#[test]
fn what_a_server_refuses_is_no_evidence() {
    let refused = [
        Exchange::get("/orders?sort=total", 400, json!({"message": "no"})),
        Exchange::get("/nothing/here", 404, json!({"message": "no"})),
    ];
    let (tally, _) = compared(&lines(&refused));
    // The status is not described; the parameter and the path are the caller's fault.
    assert_eq!(matters(&tally), ["1 undocumented-status: response 400"]);
    assert_eq!(tally.refused, 1);
}

#[test]
fn unknown_variants_headers_and_absent_parts_are_found() {
    let order = |payment: Value| {
        let mut order = recordings::order();
        order["payment"] = payment;
        order
    };
    let mut counted = Exchange::get("/orders/7", 200, recordings::order());
    counted.response_headers.push(("X-Total-Count", "7"));
    let mut bodiless = Exchange::get("/orders", 201, recordings::order());
    bodiless.method = "POST";
    let found = [
        Exchange::get(
            "/orders/7",
            200,
            order(json!({"type": "crypto", "wallet": "Alice"})),
        ),
        counted,
        bodiless,
    ];
    let (tally, shown) = compared(&lines(&found));
    let expected = [
        "1 missing-body: request: body",
        "1 undocumented-header: response: header `x-total-count`",
        "1 variant: response: property `payment`",
    ];
    assert_eq!(matters(&tally), expected, "{shown}");
    assert!(!shown.contains("crypto"), "{shown}");
}

#[test]
fn keys_that_are_data_are_not_shown() {
    let mut orders: Vec<Exchange> = Vec::new();
    for number in 0..200 {
        let mut order = recordings::order();
        order[format!("alice{number}")] = json!(1);
        order["alice@brown.com"] = json!(1);
        orders.push(Exchange::get("/orders/7", 200, order));
    }
    let (tally, shown) = compared(&lines(&orders));
    assert!(tally.findings.len() <= 52, "{}", tally.findings.len());
    assert!(!shown.contains("alice@brown"), "{shown}");
    assert!(shown.contains("more than 50 names"), "{shown}");
}

#[test]
fn foreign_hosts_are_left_out_and_named() {
    let mut foreign = Exchange::get("/orders?sort=1", 200, json!({"data": []}));
    foreign.host = "cdn.example.net";
    let mut har = har(&clean());
    har["log"]["entries"]
        .as_array_mut()
        .unwrap()
        .push(recordings::entry(&foreign));
    let (tally, _) = compared(&har.to_string());
    assert_eq!(matters(&tally), Vec::<String>::new());
    assert_eq!(tally.foreign.get("cdn.example.net"), Some(&1));
}

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
        // One entry is too deep, one has a number that is too large for its place, one no request.
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

/// The overlay for a recording and what is not proposed, and the findings that are left with it.
fn proposed(text: &str, recording: &str) -> (String, Vec<String>, Vec<String>) {
    let base = description(text);
    let hosts = Hosts::of(base.root(), &[]);
    let file = file(recording.as_bytes());
    let files = [file.path.clone()];
    let tally = observe(&base, &files, &hosts).unwrap();
    let source = Source {
        name: "orders.yaml".to_owned(),
        text: text.to_owned(),
        ..Source::default()
    };
    let written = Document::parse(&source).unwrap();
    let terms = Terms {
        description: &base,
        written: written.value(),
        files: &files,
        often: 20,
    };
    let mut proposals = propose(&terms, &tally);
    loop {
        let overlay = proposals.text().unwrap().unwrap_or_default();
        let with = with_overlay(text, (!overlay.is_empty()).then_some(&overlay));
        let after = observe(&with, &files, &hosts).unwrap();
        if !proposals.check(&tally, &after) {
            return (overlay, proposals.without, matters(&after));
        }
    }
}

#[test]
fn overlays_mend_all_ten_lies_in_each_version() {
    let of_31 = DESCRIPTION.replace("openapi: 3.0.3", "openapi: 3.1.0");
    for text in [DESCRIPTION, &of_31] {
        let (overlay, without, left) = proposed(text, &lines(&all_lies()));
        assert_eq!(left, Vec::<String>::new(), "{overlay}");
        assert_eq!(without, Vec::<String>::new(), "{overlay}");
        // Of all values only the one that is proposed for a list.
        for value in ["05.01.2023", "12.5", "s3cr3t", "Alice", "4711", "twice"] {
            assert!(!overlay.contains(value), "{value}: {overlay}");
        }
        for part in [
            "refunded",
            "# unlisted value: response: property `status`; seen 25 times, exchanges with the operation: ",
            "traffic#17 /status",
            "Described at orders.yaml:73:33",
            "operationId: getCustomersById",
            "/customers/{id}",
        ] {
            assert!(overlay.contains(part), "{part}: {overlay}");
        }
    }
}

#[test]
fn what_other_traffic_contradicts_is_not_proposed() {
    let mut text = recordings::order();
    text["total"] = json!("12.50 EUR");
    let mut missing = recordings::order();
    missing["note"] = Value::Null;
    let recording = lines(&[
        Exchange::get("/orders/1", 200, text),
        Exchange::get("/orders/2", 200, recordings::order()),
        Exchange::get("/orders/3", 200, missing),
    ]);
    let (overlay, without, left) = proposed(DESCRIPTION, &recording);
    let expected =
        "another type: response: property `total`: other exchanges contradict an overlay";
    assert_eq!(without, [expected], "{overlay}");
    assert_eq!(left, ["1 type: response: property `total`"], "{overlay}");
    assert!(overlay.contains("nullable: true"), "{overlay}");
}

#[test]
fn rare_and_masked_values_are_not_written() {
    let mut lies = all_lies();
    lies.truncate(lies.len() - 10);
    let (overlay, without, _) = proposed(DESCRIPTION, &lines(&lies));
    assert!(!overlay.contains("refunded"), "{overlay}");
    assert_eq!(without.len(), 1, "{without:?}");
    assert!(without[0].contains("seen 20 times"), "{without:?}");
}

#[test]
fn overlays_make_the_client_right() {
    let (overlay, _, _) = proposed(DESCRIPTION, &lines(&all_lies()));
    let source = |overlay: Option<&str>| -> String {
        let made = generator::generate_package(&input(DESCRIPTION, overlay), &Runtime::Published);
        made.unwrap().files.into_values().collect()
    };
    let [before, after] = [source(None), source(Some(&overlay))];
    for (wrong, right) in [
        ("", "pub total: f64,"),
        (
            "pub currency: String,\n    pub id",
            "pub currency: Option<String>,",
        ),
        (
            "pub note: Option<String>,",
            "pub note: rt::Nullable<String>,",
        ),
        (
            "pub shipped_at: Option<rt::DateTime>,",
            "pub shipped_at: Option<String>,",
        ),
        ("", "pub discount: Option<super::OrderDiscount>,"),
        ("", "\"refunded\" => Self::Refunded,"),
        ("", "rt::Failure::on(409, "),
        ("", "pub fn as_text_csv("),
        ("", "pub fn sort("),
        ("", "pub struct GetCustomersById "),
    ] {
        assert!(after.contains(right) && !before.contains(right), "{right}");
        assert!(wrong.is_empty() || !after.contains(wrong), "{wrong}");
    }
}

/// What the recorder writes is what is read here: its own tests hold it to the same file.
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

#[test]
fn numbers_beyond_their_format_and_dates_with_a_time_zone_are_found() {
    let text = DESCRIPTION.replace(
        "id: { type: integer }",
        "id: { type: integer, format: int32 }",
    );
    let mut large = recordings::order();
    large["id"] = json!(4_000_000_000_u64);
    let mut zoned = recordings::order();
    zoned["shippedAt"] = json!("2023-01-05T06:42:31.532Z[GMT]");
    let recording = lines(&[
        Exchange::get("/orders/1", 200, recordings::order()),
        Exchange::get("/orders/2", 200, large),
        Exchange::get("/orders/3", 200, zoned),
    ]);
    let (overlay, without, left) = proposed(&text, &recording);
    assert!(overlay.contains("format: int64"), "{overlay}");
    // Clients read it as it is; without the format it would be a string.
    assert_eq!(
        left,
        ["1 format: response: property `shippedAt`"],
        "{overlay}"
    );
    assert!(without[0].contains("RFC 9557"), "{without:?}");
}

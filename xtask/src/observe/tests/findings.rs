//! All disagreements of a recording are found, and nothing else.

use serde_json::{Value, json};

use super::compared::{DESCRIPTION, TEN, all_lies, compared, matters};
use super::overlays::proposed;
use super::recordings::{self, Exchange, clean, har, lines};

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
        // Each has its position in the description.
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
    // Clients parse it unchanged; without the format it would be a string.
    assert_eq!(
        left,
        ["1 format: response: property `shippedAt`"],
        "{overlay}"
    );
    assert!(without[0].contains("RFC 9557"), "{without:?}");
}

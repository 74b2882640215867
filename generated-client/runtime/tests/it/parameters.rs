//! What values become in a request, and what is shown of them.

use std::collections::{BTreeMap, BTreeSet};

use openapi_client_runtime::{
    Date, DateTime, File, Form, ListStyle, Operation, Prepared, Style, Uuid,
};

use super::fixture::{Client, GetThing, TOKEN, builder};

fn prepared(change: impl FnOnce(&mut GetThing)) -> Prepared {
    let client: Client = builder("http://127.0.0.1:1").build().unwrap();
    let mut operation = client.post_thing();
    change(&mut operation);
    operation.prepare().unwrap()
}

/// A sequence of bits that looks drawn and is the same every time (splitmix64).
fn bits(state: &mut u64) -> u64 {
    *state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let mut mixed = *state;
    mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    mixed ^ (mixed >> 31)
}

/// Doubles between 0 and 1, as measurements are, and some of any bits.
fn doubles() -> Vec<f64> {
    let mut state = 7;
    let any = |state: &mut u64| f64::from_bits(bits(state));
    let between = |state: &mut u64| (bits(state) >> 11) as f64 / (1_u64 << 53) as f64;
    let any: Vec<f64> = (0..5_000).map(|_| any(&mut state)).collect();
    let between = (0..100_000).map(|_| between(&mut state));
    any.into_iter()
        .chain(between)
        .filter(|it| it.is_finite())
        .collect()
}

#[test]
fn doubles_arrive_bit_for_bit() {
    let numbers = doubles();
    assert!(numbers.len() > 100_000);
    let same = |text: &str, number: &f64| {
        assert_eq!(
            text.parse::<f64>().unwrap().to_bits(),
            number.to_bits(),
            "{text}"
        );
    };
    // In rounds, so that no request is longer than a URL may be.
    for round in numbers.chunks(50_000) {
        let sent = prepared(|operation| {
            let request = &mut operation.request;
            request.set_query_list("a", ListStyle::Comma, &round[..1000]);
            request.set_query_as("b", Style::Form, &round[..1000]);
            request.set_form(&BTreeMap::from([("n", round)]), &[]);
        });
        let query = sent.url().split_once('?').unwrap().1;
        for list in query.split('&') {
            let texts = list.split_once('=').unwrap().1.split(',');
            texts
                .zip(round)
                .for_each(|(text, number)| same(text, number));
        }
        let body = std::str::from_utf8(sent.body()).unwrap();
        let pairs = body.split('&').map(|pair| pair.strip_prefix("n=").unwrap());
        assert_eq!(pairs.clone().count(), round.len());
        pairs
            .zip(round)
            .for_each(|(text, number)| same(text, number));
    }
    for number in &numbers[..1000] {
        let sent = prepared(|operation| {
            let request = &mut operation.request;
            request.set_query("q", number);
            request.set_header("X-Number", number);
            request.set_cookie("c", number);
            request.set_multipart(Form::new().text("part", number));
        });
        same(sent.url().split_once("q=").unwrap().1, number);
        same(sent.headers()["x-number"].to_str().unwrap(), number);
        same(&sent.headers()["cookie"].to_str().unwrap()[2..], number);
        same(
            std::str::from_utf8(sent.body())
                .unwrap()
                .lines()
                .nth(3)
                .unwrap(),
            number,
        );
    }
}

#[test]
fn date_times_are_rfc_3339_in_parameters_and_as_they_came_in_json() {
    let came = "2023-01-05T06:42:31.532Z[GMT]";
    let time: DateTime = came.parse().unwrap();
    let date: Date = "20230105".parse().unwrap();
    let sent = prepared(|operation| {
        let request = &mut operation.request;
        request.set_query("a", time.clone());
        request.set_query_list("b", ListStyle::Comma, [&time]);
        request.set_query_as(
            "c",
            Style::DeepObject,
            &BTreeMap::from([("d", (&time, &date))]),
        );
        request.set_header("X-Since", &time);
        request.set_cookie("since", &time);
        request.set_form(&BTreeMap::from([("e", &time)]), &[]);
    });
    let encoded = "2023-01-05T06%3A42%3A31.532Z";
    assert_eq!(
        sent.url().split_once('?').unwrap().1,
        format!("a={encoded}&b={encoded}&c%5Bd%5D%5B0%5D={encoded}&c%5Bd%5D%5B1%5D=2023-01-05")
    );
    assert_eq!(sent.headers()["x-since"], "2023-01-05T06:42:31.532Z");
    assert_eq!(sent.headers()["cookie"], format!("since={encoded}"));
    assert_eq!(sent.body(), format!("e={encoded}").as_bytes());
    let sent = prepared(|operation| {
        let form = Form::new()
            .text("a", &time)
            .text("b", &date)
            .json("c", &time);
        operation.request.set_multipart(form);
    });
    let body = std::str::from_utf8(sent.body()).unwrap();
    assert!(
        body.contains("\r\n\r\n2023-01-05T06:42:31.532Z\r\n"),
        "{body}"
    );
    assert!(body.contains("\r\n\r\n2023-01-05\r\n"), "{body}");
    assert!(body.contains(&format!("\r\n\r\n\"{came}\"\r\n")), "{body}");
    let sent = prepared(|operation| operation.request.set_json(&time));
    assert_eq!(sent.body(), format!("\"{came}\"").as_bytes());
}

#[test]
fn ids_keep_their_spelling() {
    let id: Uuid = "1C6FBB06-9A5E-4B7C-8F4E-7F6A1D2C3B4A".parse().unwrap();
    let sent = prepared(|operation| operation.request.set_query("id", id));
    assert!(
        sent.url()
            .ends_with("?id=1C6FBB06-9A5E-4B7C-8F4E-7F6A1D2C3B4A")
    );
}

/// A boundary is drawn once and not looked for: what a part holds costs no time.
#[test]
fn boundaries_cannot_be_foreseen() {
    let content: String = (0..16_000)
        .map(|number| format!("form-part-boundary-{number:08}"))
        .collect();
    let boundary = || {
        let sent = prepared(|operation| {
            let file = File::new("a.txt", content.clone());
            operation
                .request
                .set_multipart(Form::new().file("data", file));
        });
        let media_type = sent.headers()["content-type"].to_str().unwrap();
        let boundary = media_type.split_once("boundary=").unwrap().1.to_owned();
        let body = std::str::from_utf8(sent.body()).unwrap();
        // RFC 2046, section 5.1.1: no more than 70 characters.
        assert!(boundary.len() <= 70);
        assert_eq!(body.matches(&boundary).count(), 2);
        boundary
    };
    let drawn: BTreeSet<String> = (0..8).map(|_| boundary()).collect();
    assert_eq!(drawn.len(), 8);
}

#[test]
fn debug_shows_names_and_no_values() {
    let client: Client = builder("http://127.0.0.1:1").build().unwrap();
    let mut operation = client.get_thing("ann-4711");
    let request = &mut operation.request;
    request.set_query("email", "ann@example.com");
    request.set_query_as(
        "filter",
        Style::DeepObject,
        &BTreeMap::from([("name", "ann")]),
    );
    request.set_header("X-User", "ann");
    request.set_cookie("user", "ann");
    request.set_json(&"ann");
    let sent = operation.prepare().unwrap();
    assert!(sent.url().contains("ann-4711") && sent.url().contains("ann%40example"));
    for text in [format!("{operation:?}"), format!("{sent:#?}")] {
        assert!(!text.contains("ann") && !text.contains(TOKEN), "{text}");
        for name in [
            "email",
            "filter",
            "x-user",
            "/things/{thingId}/parts",
            "Body(5 bytes)",
        ] {
            assert!(text.contains(name), "{name}: {text}");
        }
    }
}

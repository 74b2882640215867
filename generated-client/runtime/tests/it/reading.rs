//! The reader: what it accepts, what it keeps digit for digit, and what it refuses.

use std::borrow::Cow;

use openapi_client_runtime::json::{self, read_text};
use openapi_client_runtime::{Json, Operation, RawResponse, decode};
use serde::de::{Deserialize, Deserializer, IgnoredAny};
use serde_json::Value;

use crate::fixture::{Content, Text, Thing, builder};
use crate::server::{Response, Server};

/// Numbers without pattern, the same in every run (xorshift64*).
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        self.0.wrapping_mul(0x2545_F491_4F6C_DD1D)
    }

    fn below(&mut self, limit: usize) -> usize {
        (self.next() >> 33) as usize % limit
    }
}

/// A text that is often JSON: values inside each other, then perhaps a fault.
fn text(random: &mut Random) -> String {
    const LEAVES: [&str; 40] = [
        "null",
        "true",
        "false",
        "0",
        "-0",
        "1",
        "-1",
        "1.0",
        "5e0",
        "0.1",
        "1e400",
        "-1e-400",
        "9007199254740993",
        "18446744073709551615",
        "18446744073709551616",
        "-9223372036854775809",
        "0.9856906946328695",
        "123456789012345678901234567890",
        "1.5E+3",
        "01",
        "1.",
        ".5",
        "+1",
        "1e",
        "-",
        "nul",
        "\"\"",
        "\"a\"",
        r#""\n\/\"\\""#,
        r#""\u00e9""#,
        r#""\ud83d\ude00""#,
        r#""\ud83d""#,
        r#""\ude00x""#,
        r#""\ud83d\u0041""#,
        r#""\x""#,
        r#""\u00""#,
        "\"\u{1}\"",
        "\"å😀\"",
        "\"eight bytes and more\"",
        "NaN",
    ];
    fn value(random: &mut Random, depth: usize, out: &mut String) {
        let blank = ["", "", "", " ", "\n", "\t\r "];
        out.push_str(blank[random.below(blank.len())]);
        match random.below(if depth == 0 { 1 } else { 3 }) {
            0 => {
                // The first leaves are the good ones.
                let limit = if random.below(40) == 0 {
                    LEAVES.len()
                } else {
                    19
                };
                out.push_str(LEAVES[random.below(limit)]);
            }
            1 => {
                out.push('[');
                for index in 0..random.below(4) {
                    out.push_str(if index > 0 { "," } else { "" });
                    value(random, depth - 1, out);
                }
                out.push(']');
            }
            _ => {
                const NAMES: [&str; 5] = ["a", "b", "", "\\u0061", "_type"];
                out.push('{');
                for index in 0..random.below(4) {
                    out.push_str(if index > 0 { "," } else { "" });
                    out.push_str(&format!("\"{}\" :", NAMES[random.below(NAMES.len())]));
                    value(random, depth - 1, out);
                }
                out.push('}');
            }
        }
        out.push_str(blank[random.below(blank.len())]);
    }
    let mut out = String::new();
    value(random, 4, &mut out);
    if random.below(4) == 0 {
        let faults = ["", ",", "}", "]", "{", "[", "\"", ":", "\\", "1", " ", "x"];
        let mut at = random.below(out.len() + 1);
        while !out.is_char_boundary(at) {
            at -= 1;
        }
        let fault = faults[random.below(faults.len())];
        match random.below(2) {
            0 => out.insert_str(at, fault),
            _ => out.truncate(at),
        }
    }
    out
}

#[test]
fn accepts_what_serde_json_accepts_and_reads_the_same() {
    let mut random = Random(0x9E37_79B9_7F4A_7C15);
    let (mut good, mut bad) = (0, 0);
    for _ in 0..60_000 {
        let text = text(&mut random);
        let other = serde_json::from_str::<Value>(&text);
        let ours = read_text::<Value>(&text);
        match (&ours, &other) {
            (Ok(ours), Ok(other)) => {
                assert_eq!(ours, other, "{text}");
                good += 1;
            }
            (Err(_), Err(_)) => bad += 1,
            _ => panic!("{text}: {ours:?}, {other:?}"),
        }
        // Passing over a value is as strict as reading it, except that any number will do.
        let kept = read_text::<Json>(&text);
        let skipped = read_text::<IgnoredAny>(&text);
        let is_json = match &other {
            Ok(_) => true,
            Err(error) => error.to_string().starts_with("number out of range") && kept.is_ok(),
        };
        assert_eq!(
            (kept.is_ok(), skipped.is_ok()),
            (is_json, is_json),
            "{text}"
        );
        if let (Ok(kept), Ok(other)) = (kept, other) {
            assert_eq!(kept.decode::<Value>().unwrap(), other, "{text}");
            assert_eq!(serde_json::to_value(&kept).unwrap(), other, "{text}");
            assert_eq!(serde_json::from_str::<Json>(&text).unwrap(), kept, "{text}");
            // A tree has rounded what is beyond its numbers.
            let rounded = Json::from(&other);
            assert_eq!(rounded.decode::<Value>().unwrap(), other, "{text}");
            assert_eq!(
                serde_json::from_value::<Json>(other).unwrap(),
                rounded,
                "{text}"
            );
        }
    }
    assert!(good > 20_000 && bad > 8_000, "{good} good, {bad} bad");
}

#[test]
fn depth_is_limited_like_that_of_serde_json() {
    for depth in [1, 126, 127, 128, 129, 100_000] {
        for (open, close) in [("[", "]"), ("{\"a\":", "}")] {
            let inner = if open == "[" { "" } else { "0" };
            let text = format!("{}{inner}{}", open.repeat(depth), close.repeat(depth));
            let expected = depth < 128;
            assert_eq!(
                serde_json::from_str::<Value>(&text).is_ok(),
                expected,
                "{depth}"
            );
            assert_eq!(read_text::<Value>(&text).is_ok(), expected, "{depth}");
            assert_eq!(read_text::<Json>(&text).is_ok(), expected, "{depth}");
            assert_eq!(read_text::<IgnoredAny>(&text).is_ok(), expected, "{depth}");
        }
    }
}

fn body(text: &str) -> RawResponse {
    let text = text.as_bytes().to_vec();
    RawResponse::new(http::StatusCode::OK, http::HeaderMap::new(), text)
}

/// What stands in a request.
fn sent(value: &impl serde::Serialize) -> String {
    let client = builder("http://localhost").build().unwrap();
    let mut call = client.post_thing();
    call.request.set_json(value);
    String::from_utf8(call.prepare().unwrap().body().to_vec()).unwrap()
}

#[test]
fn a_million_doubles_bit_for_bit() {
    let mut random = Random(4711);
    for _ in 0..10 {
        let numbers: Vec<f64> = (0..100_000)
            .map(|index| match index % 4 {
                0 => (random.next() >> 11) as f64 / (1_u64 << 53) as f64,
                1 => (random.next() >> 40) as f64 / 8.0,
                _ => loop {
                    let number = f64::from_bits(random.next());
                    if number.is_finite() {
                        break number;
                    }
                },
            })
            .collect();
        let text = sent(&numbers);
        let read: Vec<f64> = decode::json(&body(&text)).unwrap();
        let same = numbers
            .iter()
            .zip(&read)
            .all(|(a, b)| a.to_bits() == b.to_bits());
        assert!(same && numbers.len() == read.len());
    }
}

#[test]
fn numbers_are_written_as_they_were_given() {
    for (given, back) in [
        ("5", "5"),
        ("-5", "-5"),
        ("0.9856906946328695", "0.9856906946328695"),
        ("9007199254740992", "9007199254740992"),
        ("-0.0", "-0.0"),
        ("0", "0"),
        ("1e300", "1e+300"),
    ] {
        let number: f64 = read_text(given).unwrap();
        assert_eq!(sent(&number), back, "{given}");
    }
}

#[test]
fn integers_in_every_spelling() {
    for text in [
        "1.0",
        "5e0",
        "50e-1",
        "-0.0",
        "1E2",
        "9223372036854775807.0",
    ] {
        let integer: i64 = read_text(text).unwrap();
        assert_eq!(integer as f64, text.parse::<f64>().unwrap());
    }
    assert_eq!(read_text::<u64>("18446744073709551615").unwrap(), u64::MAX);
    assert_eq!(
        read_text::<u64>("18446744073709551615.0").unwrap(),
        u64::MAX
    );
    assert_eq!(
        read_text::<i128>("-170141183460469231731687303715884105728").unwrap(),
        i128::MIN
    );
    assert_eq!(read_text::<f64>("5").unwrap(), 5.0);
    for text in [
        "1.5",
        "1e-1",
        "9223372036854775808",
        "1e400",
        "\"1\"",
        "true",
    ] {
        assert!(read_text::<i64>(text).is_err(), "{text}");
    }
    assert!(read_text::<f64>("1e400").is_err());
    assert!(read_text::<u8>("256").is_err() && read_text::<u8>("-1").is_err());
}

const EXACT: &str = r#"{"id":1,"content":{"_type":"New","n":[123456789012345678901234567890,1e400]},"a":0.10000000000000000000000000000001,"b":-1e400,"c":{"x":[1.0,1.50,18446744073709551616]}}"#;

#[test]
fn what_is_unknown_keeps_every_digit() {
    let thing: Thing = decode::json(&body(EXACT)).unwrap();
    assert_eq!(thing.extra.get("b").unwrap().as_number(), Some("-1e400"));
    assert_eq!(thing.extra.get("b").unwrap().as_f64(), None);
    assert_eq!(serde_json::to_string(&thing).unwrap(), EXACT);
    assert_eq!(sent(&thing), EXACT);
    // serde_json's own reader hands over the text, too.
    let other: Thing = serde_json::from_str(EXACT).unwrap();
    assert_eq!(serde_json::to_string(&other).unwrap(), EXACT);
}

#[test]
fn arbitrary_json_can_be_looked_at() {
    let value: Json = r#" { "a" : [ 1 , "x\n" , null ] , "b" : true, "a2": 2.50 } "#
        .parse()
        .unwrap();
    assert_eq!(
        value.as_text(),
        r#"{"a":[1,"x\n",null],"b":true,"a2":2.50}"#
    );
    assert_eq!(value.kind(), json::Kind::Object);
    let list = value.get("a").unwrap();
    let items = list.items();
    assert_eq!(items[0].as_i64(), Some(1));
    assert_eq!(items[1].as_str().unwrap(), "x\n");
    assert!(items[2].is_null() && items.len() == 3);
    assert_eq!(value.get("b").unwrap().as_bool(), Some(true));
    assert_eq!(value.get("a2").unwrap().as_f64(), Some(2.5));
    assert_eq!(value.get("a2").unwrap().as_number(), Some("2.50"));
    assert_eq!(value.properties().len(), 3);
    let same: Json = r#"{"a2":25e-1,"\u0062":true,"a":[1.0,"\u0078\n",null]}"#
        .parse()
        .unwrap();
    assert_eq!(value, same);
    assert_ne!(value, Json::from(5));
    assert_eq!(Json::from(vec![1, 2]), serde_json::json!([1, 2]));
    assert_eq!(
        Json::encode(&[Some("x"), None]).unwrap(),
        serde_json::json!(["x", null])
    );
    assert_eq!("5".parse::<Json>().unwrap(), Json::from(5));
    assert_eq!(Json::from("5").as_str().unwrap(), "5");
    assert!("5 6".parse::<Json>().is_err());
    let set: std::collections::HashSet<Json> = [value, same].into();
    assert_eq!(set.len(), 1);
}

#[test]
fn a_tag_is_hidden_from_variants_that_do_not_know_it() {
    let value: json::Captured<'_> =
        serde_json::from_str(r#"{"_type":"a","id":1,"_type":"Text"}"#).unwrap();
    assert_eq!(value.tag("_type").unwrap(), "Text");
    let thing: Thing = value
        .decode_without::<_, serde_json::Error>("_type")
        .unwrap();
    assert!(thing.extra.is_empty());
    let thing: Thing = value.decode::<_, serde_json::Error>().unwrap();
    assert_eq!(thing.extra.len(), 1);
}

/// A value and its tag `a`, which is looked for in the value or noted on the way.
#[derive(Debug, PartialEq)]
struct Seen<const NOTED: bool>(String, Option<String>, Option<String>);

impl<'de, const NOTED: bool> Deserialize<'de> for Seen<NOTED> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let value = match NOTED {
            true => json::Captured::read_tagged(deserializer, "a")?,
            false => json::Captured::read(deserializer)?,
        };
        let tag = |name| value.tag(name).map(Cow::into_owned);
        Ok(Self(value.as_json().to_owned(), tag("a"), tag("b")))
    }
}

#[test]
fn a_tag_is_the_same_noted_on_the_way_or_looked_for() {
    let mut random = Random(0xD1B5_4A32_D192_ED03);
    let (mut tagged, mut bad) = (0, 0);
    for _ in 0..60_000 {
        let text = text(&mut random).replace("1.0", "\"x\"");
        let noted = read_text::<Vec<Seen<true>>>(&format!("[{text},{text}]"));
        let looked_for = read_text::<Vec<Seen<false>>>(&format!("[{text},{text}]"));
        match (noted, looked_for) {
            (Ok(noted), Ok(looked_for)) => {
                for (noted, looked_for) in noted.iter().zip(&looked_for) {
                    assert_eq!(
                        (&noted.0, &noted.1, &noted.2),
                        (&looked_for.0, &looked_for.1, &looked_for.2)
                    );
                    tagged += usize::from(noted.1.is_some());
                }
            }
            (Err(noted), Err(looked_for)) => {
                assert_eq!(noted.to_string(), looked_for.to_string(), "{text}");
                bad += 1;
            }
            (noted, looked_for) => panic!("{text}: {noted:?}, {looked_for:?}"),
        }
        // Another format has no text in which the tag is noted.
        if let Ok(value) = serde_json::from_str::<Value>(&text) {
            let noted = serde_json::from_value::<Seen<true>>(value.clone()).unwrap();
            let looked_for = serde_json::from_value::<Seen<false>>(value).unwrap();
            assert_eq!((noted.1, noted.2), (looked_for.1, looked_for.2), "{text}");
        }
    }
    assert!(tagged > 100 && bad > 1_000, "{tagged}, {bad}");
}

#[test]
fn no_name_is_written_twice() {
    let mut thing: Thing = read_text(r#"{"id":1,"content":{"_type":"Text","value":"v"}}"#).unwrap();
    thing.extra.insert("id", 2);
    thing.extra.insert("note", "kept: the field is absent");
    thing.extra.insert("other", 3);
    if let Some(Content::Text(Text { extra, .. })) = thing.content.as_deref_mut() {
        extra.insert("_type", "Other");
        extra.insert("value", "other");
    }
    assert_eq!(
        serde_json::to_string(&thing).unwrap(),
        r#"{"id":1,"content":{"_type":"Text","value":"v"},"note":"kept: the field is absent","other":3}"#
    );
}

#[tokio::test]
async fn faulty_text_costs_itself_if_asked_for() {
    let faulty: [&[u8]; 4] = [
        br#"{"id":1,"name":"a\ud83d"}"#,
        b"{\"id\":1,\"name\":\"a\xff\xfe\"}",
        b"{\"id\":1,\"name\":\"a\xf0\x9f\"}",
        br#"{"id":1,"name":"a\ude00","content":{"_type":"New","x":"\ud83d"}}"#,
    ];
    for body in faulty {
        let response = Response::new("200 OK", &[("Content-Type", "application/json")], body);
        let server = Server::start([response]).await;
        let strict = builder(&server.url).build().unwrap();
        let error = strict.get_thing("1").call().await.unwrap_err();
        assert!(error.is_decode(), "{error}");
        let lossy = builder(&server.url).lossy_text(true).build().unwrap();
        let response = lossy.get_thing("1").send().await.unwrap();
        assert!(response.text_was_replaced());
        assert_eq!(response.body().name.as_deref(), Some("a\u{FFFD}"));
        // What is kept can be read again, by anyone.
        let kept = serde_json::to_string(response.body()).unwrap();
        read_text::<Thing>(&kept).unwrap();
    }
    let server = Server::start([Response::json(r#"{"id":1,"name":"\ufffd"}"#)]).await;
    let lossy = builder(&server.url).lossy_text(true).build().unwrap();
    assert!(
        !lossy
            .get_thing("1")
            .send()
            .await
            .unwrap()
            .text_was_replaced()
    );
    let latin = [b"{\"id\":1,\"name\":\"".as_slice(), &[0xE6; 40], b"\"}"].concat();
    let response = Response::new("200 OK", &[("Content-Type", "application/json")], latin);
    let server = Server::start([response]).await;
    let lossy = builder(&server.url).lossy_text(true).build().unwrap();
    let error = lossy.get_thing("1").call().await.unwrap_err();
    assert!(error.to_string().contains("more than a quarter"), "{error}");
}

#[test]
fn trailing_bytes_are_an_error() {
    for text in ["1 2", "{}x", "[],", "null\0"] {
        let error = read_text::<Json>(text).unwrap_err();
        assert!(error.to_string().contains("trailing characters"), "{error}");
    }
}

#[test]
fn errors_show_no_values() {
    let long = format!("{{\"id\":\"{}\"}}", "secret".repeat(100_000));
    let error = read_text::<Thing>(&long).unwrap_err();
    assert_eq!(error.path(), "id");
    assert!(error.to_string().len() < 100 && !error.to_string().contains("secret"));
    let name = format!("{{\"{}\":{{\"id\":null}}}}", "n".repeat(100_000));
    let error = read_text::<std::collections::BTreeMap<String, Thing>>(&name).unwrap_err();
    assert!(
        error.to_string().len() < 1024,
        "{}",
        error.to_string().len()
    );
}

#[test]
fn a_value_larger_than_the_limit_allows_is_an_error() {
    let empty = format!("[{}]", vec!["\"\""; 4_000_000].join(","));
    let error = decode::json::<Vec<String>>(&body(&empty)).unwrap_err();
    assert!(error.to_string().contains("more memory"), "{error}");
    let plain = format!("[{}]", vec!["\"some text\""; 200_000].join(","));
    assert_eq!(
        decode::json::<Vec<String>>(&body(&plain)).unwrap().len(),
        200_000
    );
}

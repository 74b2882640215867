//! Overlays that fix the disagreements of a recording.

use generator::document::Document;
use generator::output::Layout;
use generator::{Runtime, Source};
use serde_json::{Value, json};

use super::compared::{DESCRIPTION, all_lies, description, file, input, matters, with_overlay};
use super::recordings::{self, Exchange, lines};
use crate::observe::{Hosts, Terms, observe, propose};

/// The overlay for a recording, the findings without a proposal, and the findings that remain with
/// the overlay.
pub(super) fn proposed(text: &str, recording: &str) -> (String, Vec<String>, Vec<String>) {
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
        // The overlay has no value except the one proposed for a list.
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
    let expected = "wrong type: response: property `total`: other exchanges contradict an overlay";
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
        let made = generator::generate_package(
            &input(DESCRIPTION, overlay),
            Layout::Package(&Runtime::Published),
        );
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
        ("", "        on 409: "),
        ("", "pub fn as_text_csv("),
        ("", "pub fn sort("),
        ("", "pub struct GetCustomersById "),
    ] {
        assert!(after.contains(right) && !before.contains(right), "{right}");
        assert!(wrong.is_empty() || !after.contains(wrong), "{wrong}");
    }
}

//! Requests to the mock of a small description, without a socket; both are data.

use std::collections::BTreeSet;

use generator::{Choices, Effective, Input, Names, NextIs, Paging, Source};
use serde::Deserialize;
use serde_json::Value;

use super::Mock;
use super::options::Options;
use crate::exchange::{Description, Direction, Headers, Request};

const DESCRIPTION: &str = include_str!("tests/description.yaml");
const CASES: &str = include_str!("tests/cases.yaml");

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    request: String,
    status: u16,
    #[serde(default)]
    has: Vec<String>,
    #[serde(default)]
    not: Vec<String>,
    prefer: Option<String>,
    accept: Option<String>,
    token: Option<String>,
    r#type: Option<String>,
    body: Option<String>,
    preflight: Option<String>,
    host: Option<String>,
    note: Option<String>,
}

fn description() -> Description {
    let description = Source {
        name: "api.yaml".to_owned(),
        text: DESCRIPTION.to_owned(),
        ..Source::default()
    };
    let input = Input {
        description,
        overlays: Vec::new(),
        names: Names::default(),
        config: Choices::default(),
    };
    Description::of(Effective::read(&input).unwrap().document)
}

fn mock(options: Options) -> Mock {
    let paging = vec![Paging {
        cursor: Some("cursor".to_owned()),
        next: vec!["links".to_owned(), "next".to_owned()],
        next_is: NextIs::Link,
        items: Some("items".to_owned()),
        first: None,
    }];
    Mock::of(description(), Options { paging, ..options })
}

impl Case {
    fn request(&self) -> Request {
        let (method, target) = self.request.split_once(' ').unwrap();
        let token = self.token.as_deref().unwrap_or("secret");
        let bearer = format!("Bearer {token}");
        let headers = [
            ("authorization", Some(&bearer)),
            ("prefer", self.prefer.as_ref()),
            ("accept", self.accept.as_ref()),
            ("content-type", self.r#type.as_ref()),
            ("access-control-request-method", self.preflight.as_ref()),
            ("host", self.host.as_ref()),
        ];
        let headers = headers.into_iter();
        let headers = headers.filter_map(|(name, value)| Some((name.to_owned(), value?.clone())));
        Request {
            method: method.to_owned(),
            target: target.to_owned(),
            headers: Headers(headers.collect()),
            body: Some(self.body.clone().unwrap_or_default().into_bytes()),
        }
    }
}

#[test]
fn each_request_has_its_response() {
    let cases: Vec<Case> = serde_yaml::from_str(CASES).unwrap();
    let mock = mock(Options::default());
    let mut wrong = Vec::new();
    for case in &cases {
        let reply = mock.respond(&case.request());
        let mut whole = String::new();
        for (name, value) in &reply.headers.0 {
            whole.push_str(&format!("{}: {value}\n", name.to_lowercase()));
        }
        whole.push_str(&String::from_utf8_lossy(&reply.body));
        let notes = reply.notes.join("\n");
        let is_as_meant = reply.status == case.status
            && case.has.iter().all(|text| whole.contains(text))
            && !case.not.iter().any(|text| whole.contains(text))
            && case.note.as_ref().is_none_or(|text| notes.contains(text));
        if !is_as_meant {
            wrong.push(format!("{case:?}\n{}\n{whole}\n{notes}", reply.status));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
}

fn hard(seed: u64, mock: &Mock) -> Value {
    let case = format!(
        "{{ request: GET /hard, status: 200, prefer: dynamic={} }}",
        seed > 0
    );
    let case: Case = serde_yaml::from_str(&case).unwrap();
    let reply = mock.respond(&case.request());
    assert_eq!(reply.status, 200);
    assert_eq!(
        reply.notes,
        [""; 0],
        "{}",
        String::from_utf8_lossy(&reply.body)
    );
    serde_json::from_slice(&reply.body).unwrap()
}

#[test]
fn made_values_are_valid_and_the_same_for_a_seed() {
    let description = description();
    let at = generator::document::Pointer::parse("/components/schemas/Hard").unwrap();
    let checker = description.checker(&at, Direction::Response).unwrap();
    let mut seen = BTreeSet::new();
    for seed in 0..40 {
        let of = |seed| {
            mock(Options {
                seed,
                ..Options::default()
            })
        };
        let value = hard(seed, &of(seed));
        assert!(
            checker.is_valid(&value),
            "{value:#}\n{:?}",
            checker.violations(&value)
        );
        let keys: Vec<&String> = value["keyed"].as_object().unwrap().keys().collect();
        assert!(keys == ["north"] || keys == ["south"], "{keys:?}");
        assert_eq!(value, hard(seed, &of(seed)));
        seen.insert(value.to_string());
    }
    assert!(seen.len() > 10);
}

#[test]
fn strict_refuses_what_the_description_has_no_word_about() {
    let case = "{ request: GET /things?other=1, status: 400 }";
    let case: Case = serde_yaml::from_str(case).unwrap();
    assert_eq!(
        mock(Options::default()).respond(&case.request()).status,
        200
    );
    let strict = Options {
        strict: true,
        ..Options::default()
    };
    assert_eq!(mock(strict).respond(&case.request()).status, 400);
}

#[test]
fn faults_come_as_often_as_asked_and_the_same_for_a_seed() {
    let case: Case = serde_yaml::from_str("{ request: GET /things, status: 200 }").unwrap();
    let faults = |seed| {
        let mock = mock(Options {
            faults: 25,
            seed,
            ..Options::default()
        });
        let replies = (0..400).map(|_| mock.respond(&case.request()).fault);
        replies.collect::<Vec<_>>()
    };
    let found = faults(1);
    let faulty = found.iter().flatten().count();
    assert!((60..140).contains(&faulty), "{faulty}");
    assert_eq!(found, faults(1));
    assert_ne!(found, faults(2));
}

//! Tests of the policy with small descriptions.

use generator::{Config, Input, Source};
use jiff::civil::date;

use super::*;

fn description(text: &str) -> Input {
    let config = "package = 'a-client'\napi = 'A'\ntoken-env = 'A_TOKEN'\n";
    let config: Config = toml_edit::de::from_str(config).unwrap();
    Input {
        description: Source {
            name: "a.yaml".to_owned(),
            text: text.to_owned(),
            ..Source::default()
        },
        overlays: Vec::new(),
        names: generator::Names::default(),
        config,
    }
}

const BASE: &str = "\
openapi: 3.1.0
info: { title: A, version: '1' }
servers: [{ url: https://a.example }]
paths:
  /old:
    get: { deprecated: true, x-sunset: '2030-01-01', responses: { '204': { description: d } } }
  /new:
    get: { x-stability-level: alpha, responses: { '200': { description: d, content: { application/json: {
      schema: { type: object, required: [a], properties: { a: { type: string } } } } } } } }
  /plain:
    get: { responses: { '204': { description: d } } }
webhooks:
  told: { post: { responses: { '204': { description: d } } } }
";

/// A revision with all kinds of changes that a policy can affect.
fn revision() -> String {
    let (before, _) = BASE.split_once("webhooks:").unwrap();
    before
        .replace("  /old:\n    get: { deprecated: true, x-sunset: '2030-01-01', responses: { '204': { description: d } } }\n", "")
        .replace("required: [a], ", "")
        .replace("  /plain:\n    get: { ", "  /plain:\n    get: { deprecated: true, x-sunset: '2029-02-01', ")
}

/// The rules of the report and their severities, and the notes.
fn apply(policy: &str) -> (Vec<(&'static str, Http)>, Vec<String>) {
    let judgement = generator::judge(&description(BASE), &description(&revision())).unwrap();
    let policy = Policy::read(policy).unwrap();
    let mut notes = Vec::new();
    let changes = judgement.comparison.changes.clone();
    let changes = policy.apply(changes, &judgement, date(2029, 1, 1), &mut notes);
    let rules = changes.iter().map(|change| (change.rule.id(), change.http));
    (rules.collect(), notes)
}

#[test]
fn without_a_word_nothing_changes() {
    let (rules, notes) = apply("");
    assert_eq!(
        rules,
        [
            ("R221", Http::Breaking),
            ("R102", Http::Warning),
            ("R291", Http::Warning),
            ("R107", Http::Compatible),
        ]
    );
    assert!(notes.is_empty(), "{notes:?}");
}

#[test]
fn severities_follow_the_policy() {
    for (policy, rule, expected, note) in [
        (
            "receives-webhooks = false",
            "R291",
            None,
            "webhooks are not received",
        ),
        ("receives-webhooks = true", "R291", Some(Http::Warning), ""),
        (
            "[stability]\nalpha = 'warning'",
            "R221",
            Some(Http::Warning),
            "level is alpha",
        ),
        ("[stability]\nalpha = 'off'", "R221", None, "level is alpha"),
        (
            "[stability]\nbeta = 'off'",
            "R221",
            Some(Http::Breaking),
            "",
        ),
        (
            "[sunset]\nmin-days = 30",
            "R102",
            Some(Http::Breaking),
            "removed before its sunset 2030-01-01",
        ),
        (
            "[sunset]\nmin-days = 90",
            "R107",
            Some(Http::Warning),
            "less than 90 days away",
        ),
        (
            "[sunset]\nmin-days = 30",
            "R107",
            Some(Http::Compatible),
            "",
        ),
        (
            "[[severity]]\nrule = 'R221'\nlevel = 'off'\nreason = 'nobody reads it'",
            "R221",
            None,
            "nobody reads it",
        ),
        (
            "[[severity]]\nplace = 'GET /old*'\nlevel = 'breaking'\nreason = 'r'",
            "R102",
            Some(Http::Breaking),
            "r",
        ),
        (
            "[[severity]]\nrule = 'R221'\nplace = 'X*'\nlevel = 'off'\nreason = 'r'",
            "R221",
            Some(Http::Breaking),
            "",
        ),
    ] {
        let (rules, notes) = apply(policy);
        let found = rules
            .iter()
            .find(|(id, _)| *id == rule)
            .map(|(_, http)| *http);
        assert_eq!(found, expected, "{policy}\n{rules:?}");
        assert!(
            notes.iter().any(|it| it.contains(note)) || note.is_empty(),
            "{policy}\n{notes:?}"
        );
    }
}

#[test]
fn what_means_nothing_is_an_error_with_its_place() {
    for (policy, expected) in [
        (
            "recieves-webhooks = true",
            "line 1, column 1: the file has no key `recieves-webhooks`; did you mean `receives-webhooks`?",
        ),
        (
            "\n[sunset]\nmin-day = 3",
            "line 3, column 1: [sunset] has no key `min-day`; did you mean `min-days`?",
        ),
        (
            "[[severity]]\nrule = 'R2210'\nlevel = 'off'\nreason = 'r'",
            "line 2, column 8: no rule is called `R2210`; did you mean `R2",
        ),
        (
            "[[severity]]\nrul = 'R221'\nlevel = 'off'\nreason = 'r'",
            "did you mean `rule`?",
        ),
        (
            "[[severity]]\nlevel = 'off'\nreason = 'r'",
            "any of rule, place",
        ),
        (
            "[[severity]]\nrule = 'R221'\nlevel = 'of'\nreason = 'r'",
            "line 3, column 9",
        ),
        ("[[severity]]\nrule = 'R221'\nlevel = 'off'", "reason"),
        ("[stability]\nalpha = 'err'", "line 2, column 9"),
        ("[sunset]\nmin-days = -1", "line 2"),
        ("receives-webhooks = 'no'", "line 1"),
        ("[sunset", "line 1"),
    ] {
        let failure = Policy::read(policy).unwrap_err();
        let help = failure.help.clone().unwrap_or_default();
        let all = format!(
            "{}\n{}\n{help}",
            failure.message,
            failure.details.join("\n")
        );
        assert!(all.contains(expected), "{policy}\n{all}");
        assert!(all.contains(POLICY), "{all}");
    }
}

//! The description in `spec/` with edits that a vendor might make: each must be judged.

use std::fs;
use std::path::Path;

use generator::compare::Rule;
use generator::{Config, Input, Judgement, Names, Source, Subject};

use super::judged;

const DESCRIPTION: &str = "dixa-api-beta.yaml";

fn read(path: &str) -> Source {
    let place = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../spec")
        .join(path);
    Source {
        name: format!("spec/{path}"),
        text: fs::read_to_string(place).unwrap(),
        ..Source::default()
    }
}

fn own() -> Input {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../spec/overlays");
    let mut overlays: Vec<String> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().to_str().unwrap().to_owned())
        .collect();
    overlays.sort();
    let names: Names = toml_edit::de::from_str(&read("names.toml").text).unwrap();
    Input {
        description: read(DESCRIPTION),
        overlays: overlays
            .iter()
            .map(|it| read(&format!("overlays/{it}")))
            .collect(),
        names,
        config: config("Dixa"),
    }
}

/// A minimal configuration.
pub(super) fn config(api: &str) -> Config {
    Config {
        package: "tested-client".to_owned(),
        api: api.to_owned(),
        token_env: "TESTED_TOKEN".to_owned(),
        base_url_env: None,
        reference: None,
        paging: Vec::new(),
        empty_success: false,
        reading_only: Vec::new(),
        personal: Default::default(),
        types: Default::default(),
        derives: Default::default(),
        nullable: Default::default(),
        handles: Default::default(),
        dependencies: Default::default(),
        rate_limit: None,
        auth: None,
        webhooks: None,
        max_bytes: None,
        only: Default::default(),
        exclude: Default::default(),
    }
}

/// The text with the first line after `from` that equals `line` replaced.
fn edit(text: &str, from: &str, line: &str, new: &str) -> String {
    let start = text.find(from).unwrap_or_else(|| panic!("no {from}"));
    let rest = &text[start..];
    let at = rest
        .find(line)
        .unwrap_or_else(|| panic!("no {line} after {from}"));
    format!(
        "{}{}{new}{}",
        &text[..start],
        &rest[..at],
        &rest[at + line.len()..]
    )
}

type Edit = fn(&str) -> String;

fn variant_added(text: &str) -> String {
    let first = "        - $ref: '#/components/schemas/ConversationAssignedAttribute'\n";
    let with = format!("{first}        - $ref: '#/components/schemas/PaymentTakenAttribute'\n");
    let text = edit(text, "\n    ActivityLogAttribute:\n", first, &with);
    let schema = "\n    PaymentTakenAttribute:\n      type: object\n      required: [amount]\n      \
                  properties:\n        amount:\n          type: string\n";
    text.replacen(
        "\n    ActivityLogAttribute:\n",
        &format!("{schema}    ActivityLogAttribute:\n"),
        1,
    )
}

fn variant_removed(text: &str) -> String {
    let line = "        - $ref: '#/components/schemas/NoteAddedAttribute'\n";
    edit(text, "\n    ActivityLogAttribute:\n", line, "")
}

fn value_listed(text: &str) -> String {
    edit(
        text,
        "\n    ActivityLogEntry:\n",
        "NoteAdded",
        "PaymentTaken, NoteAdded",
    )
}

fn list_as_enum(text: &str) -> String {
    let start = text.find("\n    ActivityLogEntry:\n").unwrap();
    let from = start + text[start..].find("\n        _type:\n").unwrap();
    let (_, rest) = text[from..].split_once("values: [").unwrap();
    let (values, _) = rest.split_once(']').unwrap();
    let values = values.split_whitespace().collect::<Vec<_>>().join(" ");
    let with = format!("        _type:\n          enum: [{values}]\n");
    edit(text, "\n    ActivityLogEntry:\n", "        _type:\n", &with)
}

fn tag_added(text: &str) -> String {
    let path = "\n  /beta/agents/{agentId}/teams:\n";
    edit(
        text,
        path,
        "        - Agents\n",
        "        - Agents\n        - Teams\n",
    )
}

fn schema_renamed(text: &str) -> String {
    text.replace("GetMetricDataInputCsidFilter", "MetricDataOfConversations")
}

fn property_removed(text: &str) -> String {
    let text = edit(text, "\n    Agent:\n", "        - email\n", "");
    edit(
        &text,
        "\n    Agent:\n",
        "        email:\n",
        "        emailOfOld:\n",
    )
}

fn check(edits: &[Edit]) -> Judgement {
    let base = own();
    let mut revision = own();
    for edit in edits {
        revision.description.text = edit(&revision.description.text);
    }
    judged(&base, &revision)
}

fn has(judgement: &Judgement, rule: Rule, word: &str) -> bool {
    let changes = judgement.comparison.changes.iter();
    let mut of_rule = changes.filter(|one| one.rule == rule);
    of_rule.any(|one| format!("{} {}", one.message, one.place).contains(word))
}

#[track_caller]
fn mismatches(judgement: &Judgement, subject: Subject, words: &[&str]) {
    let said: Vec<String> = judgement
        .mismatches
        .iter()
        .filter(|hand| hand.subject == subject)
        .map(|hand| format!("{} {:?}", hand.message, hand.differences))
        .collect();
    let says = |one: &String| words.iter().all(|word| one.contains(word));
    assert!(said.iter().any(says), "{words:?} in {said:#?}");
}

#[test]
fn what_did_not_change_is_read_as_it_is() {
    let judgement = check(&[]);
    assert!(judgement.mismatches.is_empty() && judgement.comparison.changes.is_empty());
    let effective = generator::Effective::read(&own()).unwrap().document;
    assert_eq!(judgement.revision.document.value(), effective.value());
}

#[test]
fn each_edit_alone() {
    let judgement = check(&[variant_added]);
    assert!(has(&judgement, Rule::VariantAdded, "PaymentTakenAttribute"));
    mismatches(
        &judgement,
        Subject::Variants,
        &["ActivityLogAttribute", "PaymentTakenAttribute"],
    );

    let judgement = check(&[variant_removed]);
    assert!(has(&judgement, Rule::VariantRemoved, "NoteAddedAttribute"));
    mismatches(
        &judgement,
        Subject::Variants,
        &["remove `NoteAddedAttribute`"],
    );

    let judgement = check(&[value_listed]);
    assert!(has(&judgement, Rule::EnumValueAdded, "PaymentTaken"));
    mismatches(&judgement, Subject::Values, &["add `PaymentTaken`"]);

    let judgement = check(&[list_as_enum]);
    mismatches(
        &judgement,
        Subject::Overlay,
        &["ActivityLogEntry/properties/_type", "`enum`"],
    );

    let judgement = check(&[tag_added]);
    assert!(has(
        &judgement,
        Rule::TagsChanged,
        "/beta/agents/{agentId}/teams"
    ));
    mismatches(&judgement, Subject::Name, &["Teams", "list_teams"]);

    let judgement = check(&[schema_renamed]);
    assert!(has(
        &judgement,
        Rule::SchemaRenamed,
        "MetricDataOfConversations"
    ));
    mismatches(&judgement, Subject::Renamed, &["MetricDataOfConversations"]);

    let judgement = check(&[property_removed]);
    assert!(
        judgement.mismatches.is_empty(),
        "{:?}",
        judgement.mismatches
    );
}

#[test]
fn all_edits_in_one_download() {
    let edits: [Edit; 6] = [
        variant_added,
        variant_removed,
        value_listed,
        tag_added,
        schema_renamed,
        property_removed,
    ];
    let judgement = check(&edits);
    assert!(has(&judgement, Rule::VariantAdded, "PaymentTakenAttribute"));
    assert!(has(&judgement, Rule::VariantRemoved, "NoteAddedAttribute"));
    assert!(has(&judgement, Rule::EnumValueAdded, "PaymentTaken"));
    assert!(has(&judgement, Rule::TagsChanged, "/teams"));
    assert!(has(
        &judgement,
        Rule::SchemaRenamed,
        "MetricDataOfConversations"
    ));
    let changes = judgement.comparison.changes.iter();
    assert!(changes.clone().any(|one| one.place.contains("Agent.email")));
    // It stays short: one entry per cause.
    assert!(
        judgement.mismatches.len() <= 8,
        "{:#?}",
        judgement.mismatches
    );
    assert!(judgement.comparison.changes.len() <= 12);
}

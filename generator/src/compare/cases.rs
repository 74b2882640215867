//! The cases of the rules: small changes of one base description, each with its expected report and
//! a program that shows the effect on code.

use super::Rule;
use crate::{Choices, Config, EventId, Input, KeyForm, Names, SigningScheme, Source, Webhooks};

/// The description that all cases change.
const BASE: &str = include_str!("rules/library.yaml");

/// The file of the events.
const EVENTS: &str = "events.yaml";

/// The sections of an explanation that are not cases.
const PROSE: [&str; 3] = ["What it means", "What to do", "Over the wire"];

/// One change of the base description.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Case {
    /// The rule that the case is about.
    pub rule: Rule,
    /// The distinguishing feature of the case, such as `In a request`.
    pub title: String,
    /// The program: statements that have a `client`, and may use `?` and `.await`.
    pub program: String,
    /// The expected report, in the `Display` form of [`Comparison`](super::Comparison).
    pub report: String,
    before: Option<String>,
    after: String,
    /// Pinned names of the revision.
    names: Names,
    /// Choices of the revision's configuration.
    choices: Choices,
    /// The documents of both sides' events, if any.
    events: [Option<String>; 2],
}

impl Case {
    /// Its name in lists and as a file, such as `r210_in_a_request`.
    #[must_use]
    pub fn name(&self) -> String {
        let text = format!("{} {}", self.rule.id(), self.title).to_lowercase();
        let words = text.split(|c: char| !c.is_ascii_alphanumeric());
        let words: Vec<&str> = words.filter(|word| !word.is_empty()).collect();
        words.join("_")
    }

    /// The description before the change.
    #[must_use]
    pub fn base(&self) -> Input {
        input(self.before.iter(), self.events[0].as_ref())
    }

    /// The description after it.
    #[must_use]
    pub fn revision(&self) -> Input {
        let actions = self.before.iter().chain([&self.after]);
        let revision = input(actions, self.events[1].as_ref());
        Input {
            names: self.names.clone(),
            config: Config {
                types: self.choices.types.clone(),
                nullable: self.choices.nullable.clone(),
                ..revision.config
            },
            ..revision
        }
    }
}

impl Rule {
    /// Why payloads alone do not prove all verdicts of the rule over HTTP, if so.
    #[must_use]
    pub fn unproved(self) -> Option<&'static str> {
        let (_, section) = self.explanation().split_once("## Over the wire\n")?;
        let end = section.find("\n## ").unwrap_or(section.len());
        Some(section[..end].trim())
    }

    /// The cases in the explanation of the rule.
    #[must_use]
    pub fn cases(self) -> Vec<Case> {
        let sections = self.explanation().split("## ").skip(1);
        let sections = sections.filter_map(|section| section.split_once('\n'));
        let cases = sections.filter(|(title, _)| !PROSE.contains(title));
        cases.map(|(title, text)| case(self, title, text)).collect()
    }
}

/// Parses one section: blocks of overlay actions (`yaml`, and `yaml before` for actions on the
/// base), pinned names of the revision (`yaml names`), its choices (`yaml choices`), documents of events (`yaml events before`,
/// `yaml events`), a program (`rust`) and a report (`text`).
fn case(rule: Rule, title: &str, text: &str) -> Case {
    let mut case = Case {
        rule,
        title: title.trim().to_owned(),
        program: String::new(),
        report: String::new(),
        before: None,
        after: String::new(),
        names: Names::default(),
        choices: Choices::default(),
        events: [None, None],
    };
    for block in text.split("```").skip(1).step_by(2) {
        let (kind, text) = block.split_once('\n').unwrap_or((block, ""));
        let text = text.to_owned();
        match kind.trim() {
            "yaml before" => case.before = Some(text),
            "yaml" => case.after = text,
            "yaml names" => case.names = serde_yaml::from_str(&text).unwrap_or_default(),
            "yaml choices" => case.choices = serde_yaml::from_str(&text).unwrap_or_default(),
            "yaml events before" => case.events[0] = Some(text),
            "yaml events" => case.events[1] = Some(text),
            "rust" => case.program = text,
            _ => case.report = text,
        }
    }
    case
}

fn input<'a>(overlays: impl Iterator<Item = &'a String>, events: Option<&String>) -> Input {
    let overlays = overlays.filter(|actions| !actions.is_empty());
    let overlays = overlays.enumerate().map(|(at, actions)| Source {
        name: format!("overlay-{at}.yaml"),
        text: format!(
            "overlay: 1.1.0\ninfo: {{ title: Change, version: \"1\" }}\nactions:\n{actions}"
        ),
        ..Source::default()
    });
    Input {
        description: Source {
            name: "library.yaml".to_owned(),
            text: BASE.to_owned(),
            ..Source::default()
        },
        overlays: overlays.collect(),
        names: Names::default(),
        config: Config {
            webhooks: events.map(|text| webhooks(text)),
            ..Config::new("library-client", "Library", "LIBRARY_TOKEN")
        },
    }
}

/// The events of this document.
fn webhooks(text: &str) -> Webhooks {
    Webhooks {
        description: EVENTS.to_owned(),
        overlay_files: Vec::new(),
        overlays: Vec::new(),
        source: Source {
            name: EVENTS.to_owned(),
            text: format!("openapi: 3.1.0\ninfo: {{ title: Events, version: \"1\" }}\n{text}"),
            ..Source::default()
        },
        scheme: SigningScheme {
            header: "signature".to_owned(),
            timestamp: None,
            signature: "v1".to_owned(),
            key: KeyForm::Text,
            id: EventId::Property("id".to_owned()),
        },
        personal: Default::default(),
        types: Default::default(),
        derives: Default::default(),
        nullable: Default::default(),
    }
}

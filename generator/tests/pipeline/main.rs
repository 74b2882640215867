//! The whole pipeline as its callers see it: from a description to the files of a client.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod bad_input;
mod catalogue;
mod choices;
mod common_names;
mod consumed;
mod deterministic;
mod doctests;
mod explanations;
mod fixtures_compile;
mod fuzz;
mod golden;
mod growth;
mod hostile;
mod identifiers;
mod limits;
mod names;
mod notes;
mod package;
mod product;
mod public_items;
mod references;
mod schema_suite;
mod source;
mod stages;
mod support;
mod tag_features;
mod vendor_extensions;
mod wire;
mod workspace;
mod wrong_forms;

use std::fs;
use std::path::{Path, PathBuf};

use generator::diagnostic::render;
use generator::{Auth, Config, Generated, Input, Names, Paging, Source};
use proptest::prelude::ProptestConfig;

/// This number of cases; a failure is printed and not written into the checkout.
fn cases(cases: u32) -> ProptestConfig {
    ProptestConfig {
        cases,
        failure_persistence: None,
        ..ProptestConfig::default()
    }
}

/// The configuration of an invented API.
fn config() -> Config {
    Config {
        paging: vec![Paging {
            cursor: Some("cursor".to_owned()),
            next: vec!["meta".to_owned(), "next".to_owned()],
            items: Some("data".to_owned()),
            ..Paging::default()
        }],
        auth: Some(Auth::none()),
        ..Config::new("pipeline-client", "Example", "EXAMPLE_TOKEN")
    }
}

/// The input for a description without overlays and pinned names.
fn input(text: impl Into<String>) -> Input {
    Input {
        description: Source {
            name: "description.yaml".to_owned(),
            text: text.into(),
            ..Source::default()
        },
        overlays: Vec::new(),
        names: Names::default(),
        config: config(),
    }
}

/// The client of a valid description.
#[track_caller]
fn generate(text: impl Into<String>) -> Generated {
    generator::generate(&input(text)).unwrap_or_else(|found| panic!("{}", render(&found)))
}

/// The description from which the project generates its client, with all overlays and settings in
/// `spec/`.
fn own_spec() -> Input {
    let spec = Path::new(env!("CARGO_MANIFEST_DIR")).join("../spec");
    let read = |path: PathBuf| Source {
        name: path.file_name().unwrap().to_str().unwrap().to_owned(),
        text: fs::read_to_string(path).unwrap(),
        ..Source::default()
    };
    let mut overlays: Vec<PathBuf> = fs::read_dir(spec.join("overlays"))
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    overlays.sort();
    let mut settings: toml_edit::DocumentMut =
        read(spec.join("generator.toml")).text.parse().unwrap();
    settings.remove("source");
    let description = settings.remove("description").unwrap();
    let mut config: Config = toml_edit::de::from_document(settings).unwrap();
    if let Some(webhooks) = &mut config.webhooks {
        webhooks.source = read(spec.join(&webhooks.description));
    }
    Input {
        description: read(spec.join(description.as_str().unwrap())),
        overlays: overlays.into_iter().map(read).collect(),
        names: toml_edit::de::from_str(&read(spec.join("names.toml")).text).unwrap(),
        config,
    }
}

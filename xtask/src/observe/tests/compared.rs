//! Compares a recording with the description of the orders.

use std::path::PathBuf;

use generator::{Choices, Effective, Input, Names, Source};

use super::recordings::{Exchange, clean, lies};
use crate::exchange::Description;
use crate::observe::tally::Tally;
use crate::observe::{Hosts, Shown, observe, text};

pub(super) const DESCRIPTION: &str = include_str!("description.yaml");

pub(super) fn description(text: &str) -> Description {
    with_overlay(text, None)
}

pub(super) fn with_overlay(text: &str, overlay: Option<&str>) -> Description {
    Description::of(Effective::read(&input(text, overlay)).unwrap().document)
}

pub(super) fn input(text: &str, overlay: Option<&str>) -> Input<Choices> {
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

/// A file that exists as long as its folder.
pub(super) struct File {
    _folder: tempfile::TempDir,
    pub(super) path: PathBuf,
}

pub(super) fn file(bytes: &[u8]) -> File {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("traffic");
    std::fs::write(&path, bytes).unwrap();
    File {
        _folder: folder,
        path,
    }
}

pub(super) fn compared(recording: &str) -> (Tally, String) {
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
    let shown = [text(&shown), crate::observe::json(&shown).unwrap()].join("\n");
    (tally, shown)
}

pub(super) fn matters(tally: &Tally) -> Vec<String> {
    let mut all: Vec<String> = tally
        .findings
        .iter()
        .map(|(key, seen)| {
            let kind = serde_json::to_value(key.kind).unwrap();
            format!(
                "{} {}: {}",
                seen.count,
                kind.as_str().unwrap(),
                crate::observe::report::subject(key, seen)
            )
        })
        .collect();
    all.sort();
    all
}

pub(super) fn all_lies() -> Vec<Exchange> {
    clean().into_iter().chain(lies()).collect()
}

pub(super) const TEN: [&str; 10] = [
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

//! The committed overlays in `spec/` and the current proposals for its description.

use std::collections::BTreeMap;
use std::path::Path;

use generator::Source;
use generator::propose::propose;
use serde_json::Value;

use crate::{apply, sources};

/// Overlays with evidence from outside the description.
const BY_HAND: [&str; 8] = ["010", "050", "060", "070", "080", "090", "100", "110"];

fn read(path: &Path) -> Source {
    Source {
        name: path.file_name().unwrap().to_string_lossy().into_owned(),
        text: std::fs::read_to_string(path).unwrap(),
        ..Source::default()
    }
}

fn description() -> Source {
    read(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../spec/dixa-api-beta.yaml"))
}

fn committed() -> Vec<Source> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../spec/overlays");
    let mut files: Vec<_> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    files.sort();
    files.iter().map(|file| read(file)).collect()
}

#[test]
fn committed_overlays_apply() {
    let effective = apply(&description(), &committed());
    assert!(effective.value().pointer("/components/schemas").is_some());
}

#[test]
fn proposals_once_applied_are_not_made_again() {
    let published = apply(&description(), &[]);
    let proposals = propose(published.value());
    assert!(!proposals.is_empty());
    let effective = apply(&description(), &sources(&proposals));
    assert_eq!(propose(effective.value()), []);
}

/// No tag was typed by hand: the description has evidence for each of them. Value lists are not
/// compared, since another edition of the description may word them differently.
#[test]
fn committed_tags_are_the_proposed_ones() {
    let (by_hand, _): (Vec<_>, Vec<_>) = committed().into_iter().partition(|overlay| {
        BY_HAND
            .iter()
            .any(|number| overlay.name.starts_with(number))
    });
    assert_eq!(by_hand.len(), BY_HAND.len());
    let corrected = apply(&description(), &by_hand);
    let mut all = by_hand;
    all.extend(sources(&propose(corrected.value())));
    let proposed = apply(&description(), &all);
    let proposed = tags(proposed.value());
    let effective = apply(&description(), &committed());
    assert!(proposed.len() > 30, "{} tagged unions", proposed.len());
    assert_eq!(tags(effective.value()), proposed);
}

/// The discriminator of each component that has one.
fn tags(effective: &Value) -> BTreeMap<&String, &Value> {
    let schemas = effective.pointer("/components/schemas").unwrap();
    let schemas = schemas.as_object().unwrap().iter();
    schemas
        .filter_map(|(name, schema)| Some((name, schema.get("discriminator")?)))
        .collect()
}

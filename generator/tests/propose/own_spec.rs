//! The overlays committed in `spec/` and what would be proposed for the description there.

use std::path::Path;

use generator::Source;
use generator::propose::propose;
use serde_json::Value;

use crate::{apply, sources};

/// Overlays that rest on more than the description itself.
const BY_HAND: [&str; 7] = ["010", "050", "060", "070", "080", "090", "100"];

fn read(path: &Path) -> Source {
    Source {
        name: path.file_name().unwrap().to_string_lossy().into_owned(),
        text: std::fs::read_to_string(path).unwrap(),
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
fn committed_overlays_leave_nothing_to_propose() {
    let effective = apply(&description(), &committed());
    assert_eq!(propose(effective.value()), []);
}

#[test]
fn proposals_once_applied_are_not_made_again() {
    let published = apply(&description(), &[]);
    let proposals = propose(published.value());
    assert_eq!(proposals.len(), 3);
    let effective = apply(&description(), &sources(&proposals));
    assert_eq!(propose(effective.value()), []);
}

/// Nobody typed these overlays: apart from the names of types, they are what is proposed.
#[test]
fn committed_overlays_are_the_proposed_ones_with_better_names() {
    let (by_hand, proposed): (Vec<_>, Vec<_>) = committed().into_iter().partition(|overlay| {
        BY_HAND
            .iter()
            .any(|number| overlay.name.starts_with(number))
    });
    assert_eq!(by_hand.len(), BY_HAND.len());

    let corrected = apply(&description(), &by_hand);
    let proposals = propose(corrected.value());
    let names: Vec<_> = proposals
        .iter()
        .map(|proposal| &proposal.file_name)
        .collect();
    assert_eq!(
        names,
        proposed
            .iter()
            .map(|overlay| &overlay.name)
            .collect::<Vec<_>>()
    );

    let mut all = by_hand;
    all.extend(sources(&proposals));
    let mut expected = apply(&description(), &all).value().clone();
    let mut found = apply(&description(), &committed()).value().clone();
    without_enum_titles(&mut expected);
    without_enum_titles(&mut found);
    assert!(
        expected == found,
        "the committed overlays differ from the proposed ones"
    );
}

fn without_enum_titles(node: &mut Value) {
    match node {
        Value::Object(members) => {
            if members.contains_key("enum") {
                members.remove("title");
            }
            members.values_mut().for_each(without_enum_titles);
        }
        Value::Array(items) => items.iter_mut().for_each(without_enum_titles),
        _ => {}
    }
}

//! Overlays proposed from the evidence in a description.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod golden;
mod own_spec;

use generator::Source;
use generator::document::Document;
use generator::propose::Proposal;

/// A description with overlays applied, each of which must have an effect.
fn apply(description: &Source, overlays: &[Source]) -> Document {
    let mut document = Document::parse(description).expect("the description is read");
    let applied = document.apply(overlays).expect("all overlays apply");
    assert_eq!(applied.notes, [], "no action is stale");
    document
}

fn sources(proposals: &[Proposal]) -> Vec<Source> {
    let source = |proposal: &Proposal| Source {
        name: proposal.file_name.clone(),
        text: proposal.text.clone(),
        ..Source::default()
    };
    proposals.iter().map(source).collect()
}

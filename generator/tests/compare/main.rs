//! Comparisons of two descriptions of one API.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod cases;
mod fingerprints;
mod inner;
mod messages;
mod operations;
mod own_description;
mod pairs;
mod parsed;
mod positions;
mod properties;
mod rules;
mod values;

use generator::compare::Comparison;
use generator::diagnostic::render;
use generator::{Input, Judgement, judge};

/// The comparison of two descriptions.
#[track_caller]
fn check(base: &Input, revision: &Input) -> Comparison {
    judged(base, revision).comparison
}

/// The judgement of two descriptions, both without errors.
#[track_caller]
fn judged(base: &Input, revision: &Input) -> Judgement {
    judge(base, revision).unwrap_or_else(|(which, found)| panic!("{which:?}: {}", render(&found)))
}

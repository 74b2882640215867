//! Two descriptions of one API, and what is said about their difference.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod cases;
mod properties;
mod rules;

use generator::compare::Comparison;
use generator::diagnostic::render;
use generator::{Input, judge};

/// What is said about the way from one description to another.
#[track_caller]
fn check(base: &Input, revision: &Input) -> Comparison {
    let judgement = judge(base, revision)
        .unwrap_or_else(|(which, found)| panic!("{which:?}: {}", render(&found)));
    judgement.comparison
}

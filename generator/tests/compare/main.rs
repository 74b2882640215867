//! Two descriptions of one API, and what is said about their difference.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod cases;
mod own_description;
mod pairs;
mod properties;
mod rules;

use generator::compare::Comparison;
use generator::diagnostic::render;
use generator::{Input, Judgement, judge};

/// What is said about the way from one description to another.
#[track_caller]
fn check(base: &Input, revision: &Input) -> Comparison {
    judged(base, revision).comparison
}

/// Two descriptions that are read without an error, and what is said about them.
#[track_caller]
fn judged(base: &Input, revision: &Input) -> Judgement {
    judge(base, revision).unwrap_or_else(|(which, found)| panic!("{which:?}: {}", render(&found)))
}

//! An edit of our own description, and whether its judgement names it.

use fastrand::Rng;
use generator::document::Document;
use generator::{Base, Input, Source};
use serde::Serialize;

use super::{kinds, named};

/// The number of positions tried for an edit before its kind counts as not applicable.
const ATTEMPTS: usize = 40;

/// The result of one edit.
#[derive(Debug, Serialize)]
pub(in crate::proof::witness) struct Line {
    /// Its number, from 0; the same number and seed produce the same edit.
    pub(super) edit: usize,
    pub(super) kind: &'static str,
    /// The edited position, for display.
    pub(super) place: String,
    pub(super) outcome: Outcome,
    /// The messages, if they are not enough.
    pub(super) said: Vec<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Outcome {
    /// A judgement names it.
    Named,
    /// No judgement names it.
    Unnamed,
    /// There is no judgement.
    Refused,
    /// The description has no position for it.
    Inapplicable,
}

/// An edit: its kind, and the edited description, if that has a position for it.
pub(super) fn made(
    document: &Document,
    edit: usize,
    seed: u64,
) -> (&'static str, Option<(kinds::Made, String)>) {
    let description = document.value();
    let (kind, make) = kinds::KINDS[edit % kinds::KINDS.len()];
    let mut random = Rng::with_seed(seed.wrapping_mul(0xd1b5_4a32_d192_ed03) ^ edit as u64);
    let made = (0..ATTEMPTS).find_map(|_| {
        let mut revision = description.clone();
        let made = make(&mut revision, &mut random)?;
        (revision != *description).then(|| (made, revision.to_string()))
    });
    (kind, made)
}

pub(super) fn edited(base: &Input, text: String) -> Input {
    Input {
        description: Source {
            name: "edited.json".to_owned(),
            text,
            ..Source::default()
        },
        ..base.clone()
    }
}

pub(super) fn line(base: &Input, parsed: &Base<'_>, edit: usize, seed: u64) -> Line {
    let (kind, made) = made(parsed.document(), edit, seed);
    let mut line = Line {
        edit,
        kind,
        place: String::new(),
        outcome: Outcome::Inapplicable,
        said: Vec::new(),
    };
    if let Some((made, text)) = made {
        line.place = made.place;
        let input = edited(base, text);
        (line.outcome, line.said) = match parsed.judge(&input) {
            Err((_, found)) => {
                let said = found.into_iter().map(|it| it.message).collect();
                (Outcome::Refused, said)
            }
            Ok(judgement) if named::names(&judgement, &made.tokens) => (Outcome::Named, Vec::new()),
            Ok(judgement) => (Outcome::Unnamed, named::said(&judgement)),
        };
    }
    line
}

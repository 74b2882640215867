//! What changed between two APIs, judged over HTTP. In: two API models, their operations and
//! schemas aligned. Out: drafts of changes, each with the parts of the API that it concerns.
//! Absent: what the changes do to the crate.

mod bodies;
mod draft;
mod enums;
mod kinds;
mod limits;
mod merge;
mod objects;
mod operations;
mod pairs;
mod parameters;
mod reach;
mod receivers;
mod responses;
mod same;
mod schemas;
mod security;
mod servers;
mod texts;
mod unions;

use std::collections::BTreeMap;

use super::align::Alignment;
use crate::api::{Api, SchemaId};
use crate::rust::Ident;
pub(super) use draft::Draft;
pub(super) use merge::SEVERAL;
pub(super) use pairs::{SchemaPair, SchemaPairs};

/// The type of every schema that is one.
pub(super) type Named = BTreeMap<SchemaId, Ident>;

/// All that differs.
pub(super) fn judge<'a>(
    sides: [(&'a Api, &'a Named); 2],
    alignment: &Alignment<'a>,
    pairs: &SchemaPairs<'a>,
) -> Vec<Draft> {
    let [(base, _), (revision, _)] = sides;
    let mut drafts = Vec::new();
    texts::judge_api(base, revision, &mut drafts);
    servers::judge(base, revision, alignment, &mut drafts);
    security::judge(base, revision, alignment, &mut drafts);
    operations::judge(base, revision, alignment, &mut drafts);
    let renamed = pairs.iter().filter(|pair| pair.is_renamed());
    let renamed = renamed.flat_map(|pair| [&pair.base.id.0, &pair.revision.id.0]);
    receivers::judge(sides, &renamed.collect(), &mut drafts);
    schemas::judge(sides, pairs, &mut drafts);
    merge::merge(drafts)
}

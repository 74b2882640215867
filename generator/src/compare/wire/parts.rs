//! Compares all parts of two APIs.

use super::draft::Draft;
use super::named::Named;
use super::pairs::SchemaPairs;
use super::{merge, operations, receivers, schemas, security, servers, texts};
use crate::api::Api;
use crate::compare::align::Alignment;

/// All differences.
pub(in crate::compare) fn judge<'a>(
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

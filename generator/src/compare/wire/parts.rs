//! Compares all parts of two APIs.

use super::draft::Draft;
use super::named::Named;
use super::pairs::SchemaPairs;
use super::{merge, operations, receivers, schemas, security, servers, texts};
use crate::api::Api;
use crate::compare::align::Alignment;
use crate::compare::pair::Pair;

/// All differences.
pub(in crate::compare) fn judge<'a>(
    apis: Pair<&'a Api>,
    named: Pair<&'a Named>,
    alignment: &Alignment<'a>,
    pairs: &SchemaPairs<'a>,
) -> Vec<Draft> {
    let mut drafts = Vec::new();
    texts::judge_api(apis, &mut drafts);
    servers::judge(apis, alignment, &mut drafts);
    security::judge(apis, alignment, &mut drafts);
    operations::judge(apis, named, alignment, &mut drafts);
    let renamed = pairs.iter().filter(|pair| pair.is_renamed());
    let renamed = renamed.flat_map(|pair| pair.schemas.map(|one| &one.id.0).sides());
    receivers::judge(apis, named, &renamed.collect(), &mut drafts);
    schemas::judge(apis, named, pairs, &mut drafts);
    merge::merge(drafts)
}

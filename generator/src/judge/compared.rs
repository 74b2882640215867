//! Parses both descriptions, aligns their names and compares them.

use std::sync::Arc;

use super::judgement::Judgement;
use super::mismatch::Mismatch;
use super::old::Old;
use super::sites::{locate_changes, locate_choices};
use super::which::Which;
use super::{events, sides};
use crate::compare::{self, Correspondence};
use crate::diagnostic::{Code, Diagnostic, Severity};
use crate::document::Document;
use crate::join::join;
use crate::pipeline::Lowered;
use crate::{Described, Input};

/// Compares two descriptions of one API, each with its own overlays. Items in both keep the base's
/// names in the revision, even if the description has renamed them.
///
/// An overlay action that doesn't fit one of them, and a name that can't be given, is omitted on both
/// sides and listed in [`Judgement::mismatches`]; everything else is compared.
///
/// # Errors
///
/// If one of the inputs isn't a description, or an overlay is malformed by itself: which side, and its
/// diagnostics.
pub fn judge(base: &Input, revision: &Input) -> Result<Judgement, (Which, Vec<Diagnostic>)> {
    judge_parsed([None, None], base, revision)
}

/// The same, for callers that have parsed the description of a side, without its overlays.
///
/// # Errors
///
/// As of [`judge`].
pub fn judge_parsed(
    [old, new]: [Option<Document>; 2],
    base: &Input,
    revision: &Input,
) -> Result<Judgement, (Which, Vec<Diagnostic>)> {
    let parsed = |document: Option<Document>, input: &Input| {
        // Other limits may refuse it.
        let document = document.filter(|it| it.limits() == input.config.limits());
        document.map_or_else(|| parse(input), Ok)
    };
    let (new, old) = join(|| parsed(new, revision), || parsed(old, base));
    let documents = [
        old.map_err(|found| (Which::Base, found))?,
        new.map_err(|found| (Which::Revision, found))?,
    ];
    judge_read(documents, base, revision, None)
}

pub(super) fn parse(input: &Input) -> Result<Document, Vec<Diagnostic>> {
    Document::parse_within(&input.description, input.config.limits())
}

/// Compares parsed descriptions; the base may already be lowered and decided.
pub(super) fn judge_read(
    documents: [Document; 2],
    base: &Input,
    revision: &Input,
    known: Option<&Arc<Described>>,
) -> Result<Judgement, (Which, Vec<Diagnostic>)> {
    let configs = [&base.config, &revision.config];
    let (read, mut mismatches) = sides::read(documents, base, revision)?;
    let [read_base, read_revision] = read;
    let (lowered, old) = join(
        || Lowered::of(read_revision, &revision.config),
        || Old::of(read_base, known, base),
    );
    let apis = [old.api(), &lowered.api].map(compare::whole);
    let (aligned, client) = join(
        || Correspondence::of(apis.each_ref().map(|api| &**api)),
        || old.client(),
    );
    let mut names = aligned.carry_names(client, &revision.names);
    events::carry_names(old.events(), &lowered, &mut names);
    let decided = lowered.decide(&names, &revision.config);
    let mut comparison = aligned.compare([client, &decided.client]);
    drop(apis);
    let mut revision = lowered.with(decided);
    let mut base = old.describe();
    let is_error =
        |it: &Diagnostic| it.severity() == Severity::Error || it.code == Code::NotOffered;
    let sides = [(Which::Base, &*base), (Which::Revision, &revision)];
    for (which, side) in sides {
        let errors = side.diagnostics.iter().filter(|it| is_error(it)).cloned();
        mismatches.extend(errors.map(|it| Mismatch::of_error(which, it)));
    }
    revision.diagnostics.retain(|it| !is_error(it));
    if base.diagnostics.iter().any(is_error) {
        Arc::make_mut(&mut base)
            .diagnostics
            .retain(|it| !is_error(it));
    }
    locate_changes(&mut comparison.changes, Which::Base, &base.document);
    locate_changes(&mut comparison.changes, Which::Revision, &revision.document);
    locate_choices(&mut comparison.changes, configs, &[]);
    let [base_config, revision_config] = configs;
    comparison.join(events::judge([
        (&base, base_config),
        (&revision, revision_config),
    ]));
    Ok(Judgement {
        base,
        revision,
        comparison,
        mismatches,
    })
}

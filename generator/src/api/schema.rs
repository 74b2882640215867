//! Lowers one schema at a time: the kind of its values, with ids for its children.

use std::collections::{BTreeMap, BTreeSet};

use super::all_of::decide;
use super::families::Extends;
use super::family;
use super::gather::Gathered;
use super::keywords::Keywords;
use super::lowering::SchemaLowering;
use super::queue::Work;
use super::{Schema, SchemaId, description, limits, shown};
use crate::diagnostic::{Code, Diagnostic};

/// All schemas, lowered.
pub(super) struct Lowered {
    pub(super) schemas: BTreeMap<SchemaId, Schema>,
    pub(super) extends: Extends,
    /// The schemas that have several users.
    pub(super) shared: BTreeSet<SchemaId>,
    pub(super) shown: shown::Nodes,
    pub(super) diagnostics: Vec<Diagnostic>,
}

/// Lowers all pending schemas, and those that they reference.
pub(super) fn lower_all(mut lowering: SchemaLowering<'_>) -> Lowered {
    let mut schemas = BTreeMap::new();
    while let Some(work) = lowering.queue.next() {
        let schema = lower(&mut lowering, work);
        schemas.insert(schema.id.clone(), schema);
    }
    Lowered {
        schemas,
        extends: lowering.schemas.into_extends(),
        shared: lowering.queue.into_shared(),
        shown: lowering.shown,
        diagnostics: lowering.reports.into_diagnostics().collect(),
    }
}

fn lower(lowering: &mut SchemaLowering<'_>, work: Work) -> Schema {
    let found = Gathered::of(&lowering.schemas, &work);
    for (at, key) in &found.conditions {
        let message = format!(
            "`{key}`, alternatives without types of their own, is not enforced by the type"
        );
        lowering.reports.say(Code::UnsupportedKeyword, at, &message);
    }
    let mut kind = None;
    let value = lowering.schemas.at(&work.id);
    let keywords = Keywords::new(value);
    let stands_there = work.parts == [work.id.clone()];
    if stands_there && !value.is_null() {
        kind = family::union(&lowering.schemas, &mut lowering.queue, &work.id);
    }
    report_content(lowering, &work);
    let mut nullable = keywords.is_nullable() || found.is_nullable();
    let closed = found.closed;
    let kind = match kind {
        Some(kind) => kind,
        None => decide(lowering, &work, found, &mut nullable),
    };
    // A made schema gets the documentation of its last part, which makes it different.
    let (words_at, words) = match work.parts.last() {
        Some(last) if !stands_there => lowering.schemas.node(last),
        _ => (work.id.clone(), keywords),
    };
    if let Some(at) = limits::ignored_discriminator(&lowering.schemas, &work.parts, &kind) {
        lowering.reports.contradiction(
            &at,
            "the discriminator doesn't distinguish any variants; it is ignored",
        );
    }
    if stands_there {
        lowering.look_at(&work.id, value);
    }
    let title = match work.title {
        None if stands_there => words.text("title").map(str::to_owned),
        title => title,
    };
    Schema {
        id: SchemaId(work.id.clone()),
        title,
        description: description::description(&lowering.schemas, &words_at),
        deprecated: words.is("deprecated"),
        nullable,
        closed,
        limits: limits::limits(&lowering.schemas, &work.parts, &kind),
        listed: limits::listed(&lowering.schemas, &work.parts, &kind),
        kind,
    }
}

/// Reports that the content of a string has no type, except for the data of events.
fn report_content(lowering: &mut SchemaLowering<'_>, work: &Work) {
    for part in &work.parts {
        let (target, keywords) = lowering.schemas.node(part);
        if keywords.get("contentSchema").is_some() {
            let message =
                "`contentSchema`, the schema of encoded content, is not enforced by the type";
            let at = target.child("contentSchema");
            lowering.reports.say(Code::UnsupportedKeyword, &at, message);
        }
    }
}

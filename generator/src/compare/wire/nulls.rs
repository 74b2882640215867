//! Null: whether it is allowed, and whether it is the only value.

use super::draft::Draft;
use super::kinds;
use super::pairs::{SchemaPair, UsePair};
use crate::api::SchemaKind;
use crate::compare::Rule;
use crate::compare::pair::Pair;

/// The rule if null is the only value on one side: it was, or is, one of the values on the other
/// side, or none of them.
pub(super) fn replaced(pair: &SchemaPair<'_>) -> Option<Rule> {
    let is_null = pair.schemas.map(kinds::is_null);
    if !is_null.differs() {
        return None;
    }
    let of_uses = |of: &dyn Fn(&UsePair) -> bool| !pair.uses.is_empty() && pair.uses.iter().all(of);
    let of_uses = Pair {
        old: of_uses(&|used| used.nullable.old),
        new: of_uses(&|used| used.nullable.new),
    };
    let allows = pair.schemas.with(of_uses).map(|(schema, of_uses)| {
        let is_any = schema.kind == SchemaKind::Any && schema.listed.is_empty();
        is_any || schema.nullable || of_uses
    });
    Some(match (is_null.new, allows.old && allows.new) {
        (_, false) => Rule::TypeChanged,
        (true, true) => Rule::TypeNarrowed,
        (false, true) => Rule::TypeWidened,
    })
}

/// Null was allowed, or is no longer.
pub(super) fn draft(place: &str, is: bool) -> Draft {
    let (rule, message) = if is {
        (Rule::BecameNullable, "the value is nullable now")
    } else {
        (Rule::NoLongerNullable, "the value is no longer nullable")
    };
    Draft::new(rule, place, message).values(!is, is)
}

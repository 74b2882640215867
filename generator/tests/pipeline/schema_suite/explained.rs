//! The intended differences between generated types and the suite, with their reasons. Sections are
//! those of JSON Schema 2020-12, core or validation.

use std::collections::BTreeSet;

use super::Case;

/// The expectation of the suite.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Claim {
    /// A valid instance decodes and encodes back unchanged.
    Decodes,
    /// An invalid instance doesn't decode to the variant.
    Excludes,
}

/// A row of the table: claim, file, schema and instance by the beginning of their descriptions,
/// reason.
pub(super) type Reason = (
    Claim,
    &'static str,
    &'static str,
    &'static str,
    &'static str,
);

const UNTYPED: &str = "Without `type` a schema is of the type that its keywords are about. By the \
                       specification they take everything else (core, 7.6.1), which no author means.";
const LIMITS: &str = "Limits, lengths and `uniqueItems` choose no variant: the API judges them \
                      (validation, 6.2 to 6.5).";
const SEVERAL: &str = "Of several variants that fit, the one that explains most of the value is taken: \
                       a response must decode, and `oneOf` is not asserted (core, 10.2.1.3).";
const STRUCTURED: &str = "A constant that is an object or an array is typed by its kind and chooses no \
                          variant (validation, 6.1.3).";
const NEVER: &str = "That an item can't be is not looked at: an array schema with `false` is any array \
                     (core, 4.3.2).";
const MERGED: &str = "The parts of `allOf` and what `$ref` leads to are merged, so that keywords beside \
                      them see their properties (against core, 10.3.2.3 and 11.3).";
const COMPLETE: &str = "Who closes an array means all of its items, unless `minItems` says otherwise. By \
                        the specification it may be shorter (core, 10.3.1.1).";
const OWN_TEMPLATE: &str = "A template in the `$defs` of its only user is not bound: its items are \
                            arbitrary JSON (core, 8.2.3.2).";
const EVALUATED: &str = "What is not evaluated chooses no variant: only `additionalProperties` and \
                         `items` do (core, 11.2 and 11.3).";

const REASONS: &[Reason] = {
    use Claim::{Decodes, Excludes};
    &[
        (Decodes, "format", "", "all string formats ignore", UNTYPED),
        (
            Decodes,
            "format",
            "uuid format",
            "invalid uuid string",
            "`format: uuid` is asserted, as is permitted (validation, 7.2.2): the type is `Uuid`.",
        ),
        (Decodes, "content", "", "ignores non-strings", UNTYPED),
        (Decodes, "items", "a schema given for items", "", UNTYPED),
        (Decodes, "patternProperties", "", "ignores", UNTYPED),
        (
            Decodes,
            "prefixItems",
            "a schema given",
            "JavaScript",
            UNTYPED,
        ),
        (Decodes, "properties", "", "ignores", UNTYPED),
        (Decodes, "ref", "root pointer ref", "", UNTYPED),
        (Decodes, "ref", "simple URN base URI with $ref", "", UNTYPED),
        (Decodes, "required", "", "ignores", UNTYPED),
        (Decodes, "items", "items and subitems", "fewer", COMPLETE),
        (
            Decodes,
            "items",
            "prefixItems with no additional",
            "",
            COMPLETE,
        ),
        (
            Excludes,
            "additionalProperties",
            "non-ASCII pattern",
            "",
            "The only pattern of an object is its map, of whose keys none is excluded (core, \
             10.3.2.2).",
        ),
        (
            Excludes,
            "additionalProperties",
            "additionalProperties does not look in",
            "",
            MERGED,
        ),
        (Excludes, "ref", "ref creates new scope", "", MERGED),
        (Excludes, "anyOf", "anyOf", "neither", LIMITS),
        (Excludes, "contains", "items + contains", "", LIMITS),
        (
            Excludes,
            "default",
            "",
            "an explicit property value",
            LIMITS,
        ),
        (Excludes, "items", "items does not look in", "", LIMITS),
        (Excludes, "oneOf", "oneOf", "neither", LIMITS),
        (Excludes, "ref", "ref applies alongside", "", LIMITS),
        (Excludes, "uniqueItems", "", "", LIMITS),
        (Excludes, "oneOf", "oneOf", "both", SEVERAL),
        (Excludes, "const", "const with object", "", STRUCTURED),
        (Excludes, "const", "const with array", "", STRUCTURED),
        (Excludes, "const", "const with [", "", STRUCTURED),
        (Excludes, "const", "const with {", "", STRUCTURED),
        (
            Excludes,
            "items",
            "items with boolean schema (false)",
            "",
            NEVER,
        ),
        (
            Excludes,
            "prefixItems",
            "prefixItems with boolean",
            "",
            NEVER,
        ),
        (Excludes, "dynamicRef", "A $dynamicRef", "", OWN_TEMPLATE),
        (Excludes, "unevaluatedItems", "", "", EVALUATED),
        (Excludes, "unevaluatedProperties", "", "", EVALUATED),
    ]
};

/// The row for a disagreement.
pub(super) fn reason(claim: Claim, case: &Case, test: &str) -> Option<usize> {
    REASONS.iter().position(|(of, file, schema, instance, _)| {
        *of == claim
            && *file == case.file
            && case.description.starts_with(schema)
            && test.starts_with(instance)
    })
}

/// The rows without a disagreement.
pub(super) fn unused(used: &BTreeSet<usize>) -> impl Iterator<Item = &'static Reason> {
    let rows = REASONS.iter().enumerate();
    rows.filter(|(at, _)| !used.contains(at))
        .map(|(_, row)| row)
}

//! The known differences between `cargo semver-checks` and our verdicts, with their reasons.

use std::collections::BTreeSet;

use generator::compare::{Bump, ItemChange, ItemChangeKind};

use super::outcome::Agreement;
use super::package::Judged;

/// The verdict of `cargo semver-checks` on the change from one client to another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Opinion {
    /// The required release; none if it found nothing.
    pub(super) level: Bump,
    /// The lints with findings, such as `struct_pub_field_missing`.
    pub(super) lints: Vec<String>,
}

/// Changes for which it has no lint: the kind of change to an item, the beginning of the item's old
/// code (of its new code if it is added), and the reason. The first matching row applies.
const SILENT: &[(ItemChangeKind, &str, &str)] = &[
    (
        ItemChangeKind::Added,
        "",
        "no lint requires a minor release for additions",
    ),
    (
        ItemChangeKind::Meaning,
        "",
        "swapped arguments have the same types, and no lint knows their meaning",
    ),
    (
        ItemChangeKind::Changed,
        "pub fn ",
        "no lint compares the types of arguments",
    ),
    (
        ItemChangeKind::Changed,
        "type Output",
        "no lint compares associated types",
    ),
    (
        ItemChangeKind::Changed,
        "pub ",
        "no lint compares the types of fields",
    ),
    (
        ItemChangeKind::Changed,
        "",
        "no lint compares the types in variants",
    ),
    (
        ItemChangeKind::Gated,
        "",
        "the crates are compared with all features",
    ),
    (
        ItemChangeKind::Removed,
        "impl ",
        "no lint reports the removal of an implementation that is not derived",
    ),
];

/// The lints that demand more than our verdict, and the reason why it is right.
const LOUD: &[(&str, &str)] = &[(
    "enum_no_repr_variant_discriminant_changed",
    "`Scheme` and `Server` guarantee no discriminants, though `as` casts a variant to its index",
)];

/// Whether an opinion equals our verdict, and the explanation.
pub(super) fn compare(case: &Judged, opinion: &Opinion) -> (Agreement, String) {
    let said = match opinion.lints.as_slice() {
        [] => "nothing found".to_owned(),
        lints => format!("{} by {}", opinion.level.as_str(), lints.join(", ")),
    };
    let ours = expected(case.rust);
    if ours == opinion.level {
        return (Agreement::Agrees, said);
    }
    let reasons: Result<BTreeSet<&str>, String> = if ours > opinion.level {
        let items = case
            .items
            .iter()
            .filter(|item| expected(item.level) > opinion.level);
        items.map(silent).collect()
    } else {
        opinion.lints.iter().map(|lint| loud(lint)).collect()
    };
    match reasons {
        Ok(reasons) => {
            let reasons: Vec<&str> = reasons.into_iter().collect();
            (
                Agreement::Differs,
                format!("{said}: {}", reasons.join("; ")),
            )
        }
        Err(unknown) => (
            Agreement::Disagrees,
            format!("{said}: no reason is known for {unknown}"),
        ),
    }
}

/// The opinion that agrees with a verdict: it has no lints for changes that need a patch.
pub(super) fn expected(rust: Bump) -> Bump {
    if rust < Bump::Minor { Bump::None } else { rust }
}

fn silent(item: &ItemChange) -> Result<&'static str, String> {
    let text = item
        .before
        .as_deref()
        .or(item.after.as_deref())
        .unwrap_or_default();
    // A type that became one of another kind is detected.
    let is_type = text.starts_with("pub struct ") || text.starts_with("pub enum ");
    let row = SILENT
        .iter()
        .find(|(kind, start, _)| *kind == item.kind && text.starts_with(start));
    match row {
        Some((ItemChangeKind::Added | ItemChangeKind::Gated, _, reason)) => Ok(reason),
        Some((_, _, reason)) if !is_type => Ok(reason),
        _ => Err(format!("`{}`", item.path)),
    }
}

fn loud(lint: &str) -> Result<&'static str, String> {
    let row = LOUD.iter().find(|(name, _)| *name == lint);
    row.map(|(_, reason)| *reason)
        .ok_or_else(|| lint.to_owned())
}

#[cfg(test)]
mod tests {
    use generator::compare::Rule;

    use super::*;

    #[track_caller]
    fn check(
        rust: Bump,
        items: &[ItemChange],
        opinion: (Bump, &[&str]),
        expected: (Agreement, &str),
    ) {
        let case = Judged {
            name: "r101_a_case".to_owned(),
            rule: Rule::OperationAdded,
            rust,
            items: items.to_vec(),
            program: 1..2,
            base: "library-client".to_owned(),
            revision: "r101-a-case".to_owned(),
        };
        let opinion = Opinion {
            level: opinion.0,
            lints: opinion.1.iter().map(|lint| (*lint).to_owned()).collect(),
        };
        let (agreement, found) = compare(&case, &opinion);
        assert_eq!((agreement, found.as_str()), expected);
    }

    fn item(kind: ItemChangeKind, level: Bump, before: &str) -> ItemChange {
        ItemChange {
            path: "models::Book".to_owned(),
            kind,
            level,
            before: Some(before.to_owned()),
            after: None,
        }
    }

    #[test]
    fn what_differs_has_a_reason_or_is_a_disagreement() {
        let field = item(ItemChangeKind::Changed, Bump::Major, "pub pages: i32");
        let ty = item(ItemChangeKind::Changed, Bump::Major, "pub struct Book");
        let gone = item(ItemChangeKind::Removed, Bump::Major, "pub pages: i32");
        let lint = "enum_no_repr_variant_discriminant_changed";
        let nothing = (Bump::None, &[][..]);
        let wire = item(
            ItemChangeKind::Wire,
            Bump::Patch,
            "pub fn list_books(&self)",
        );
        let agrees = (Agreement::Agrees, "nothing found");
        check(Bump::Patch, std::slice::from_ref(&wire), nothing, agrees);
        check(
            Bump::Major,
            std::slice::from_ref(&gone),
            (Bump::Major, &["struct_missing"]),
            (Agreement::Agrees, "major by struct_missing"),
        );
        check(
            Bump::Major,
            &[field.clone(), wire],
            nothing,
            (
                Agreement::Differs,
                "nothing found: no lint compares the types of fields",
            ),
        );
        // Each of two changed items needs a reason.
        for other in [ty, gone] {
            check(
                Bump::Major,
                &[field.clone(), other],
                nothing,
                (
                    Agreement::Disagrees,
                    "nothing found: no reason is known for `models::Book`",
                ),
            );
        }
        check(
            Bump::Minor,
            &[],
            (Bump::Major, &["struct_missing"]),
            (
                Agreement::Disagrees,
                "major by struct_missing: no reason is known for struct_missing",
            ),
        );
        let (_, reason) = LOUD[0];
        check(
            Bump::Minor,
            &[],
            (Bump::Major, &[lint]),
            (Agreement::Differs, &format!("major by {lint}: {reason}")),
        );
    }
}

//! The names of a selection that match nothing.

use std::collections::BTreeSet;

use super::candidate::{Candidate, is_operation};
use super::pattern;
use crate::diagnostic::{Code, Diagnostic, did_you_mean};
use crate::document::METHODS;
use crate::{Mention, Selection};

/// The names of a selection that match no operation of the whole description.
pub(super) fn unknown(selection: &Selection, all: &[Candidate]) -> Vec<Diagnostic> {
    let sides = [("only", &selection.only), ("exclude", &selection.exclude)];
    let tags: BTreeSet<&str> = all
        .iter()
        .flat_map(|it| &it.tags)
        .map(String::as_str)
        .collect();
    let ids = all.iter().flat_map(|it| it.id.iter().chain([&it.key]));
    let ids: BTreeSet<&str> = ids.map(String::as_str).collect();
    let paths: BTreeSet<&str> = all.iter().map(|it| it.path.as_str()).collect();
    let methods: BTreeSet<&str> = all.iter().map(|it| it.method.as_str()).collect();
    let mut found = Vec::new();
    for (side, chosen) in sides {
        type Fits<'f> = &'f dyn Fn(&str, &Candidate) -> bool;
        let mut report =
            |what: &str, noun: &str, list: &[Mention], known: &BTreeSet<&str>, fits: Fits<'_>| {
                for mention in list {
                    let name = mention.name.as_str();
                    if all.iter().any(|operation| fits(name, operation)) {
                        continue;
                    }
                    let meant = did_you_mean(name, known.iter().copied());
                    let message = format!(
                        "`{side}.{what}` names `{name}`, and no operation has this {noun}{meant}"
                    );
                    found.push(mention.report(Code::UnknownSelected, message));
                }
            };
        report("tags", "tag", &chosen.tags, &tags, &|name, it| {
            it.tags.iter().any(|tag| tag == name)
        });
        report(
            "operations",
            "operationId, or method and path",
            &chosen.operations,
            &ids,
            &is_operation,
        );
        report("paths", "path", &chosen.paths, &paths, &|name, it| {
            pattern::fits(name, &it.path)
        });
        report(
            "methods",
            "method",
            &chosen.methods,
            &methods,
            // Excluding every `DELETE` is no mistake even if the description has none.
            &|name, it| {
                name.eq_ignore_ascii_case(&it.method)
                    || side == "exclude" && METHODS.contains(&name.to_ascii_lowercase().as_str())
            },
        );
    }
    found
}

//! Compares the verdict of a case or an edit with the results of its calls.

use std::collections::BTreeSet;

use generator::compare::{Case, Certainty, Change, Http, Rule};
use serde::Serialize;

use crate::proof::witness::outcome::Agreement;
use crate::terminal;

/// The result of one case or edit.
#[derive(Debug, Serialize)]
pub(super) struct Line {
    pub(super) case: String,
    pub(super) http: Http,
    certainty: Certainty,
    pub(super) calls: usize,
    pub(super) agreement: Agreement,
    pub(super) found: String,
}

/// A judged case or edit.
pub(super) struct Subject {
    pub(super) name: String,
    pub(super) changes: Vec<Change>,
    /// The range of its calls.
    pub(super) calls: std::ops::Range<usize>,
    /// Whether an overlay or setting doesn't fit the description, so that both sides are compared
    /// without it: the released client then differs.
    pub(super) has_mismatch: bool,
}

/// Compares the verdict of one subject with the results of its calls.
pub(super) fn line(
    subject: &Subject,
    failures: &[Option<String>],
    needed: &mut BTreeSet<Rule>,
) -> Line {
    let of_subject = failures.get(subject.calls.clone()).unwrap_or_default();
    let failed: Vec<&String> = of_subject.iter().flatten().collect();
    let changes = &subject.changes;
    let sure = |change: &&Change| change.certainty == Certainty::Sure;
    let breaking: Vec<&Change> = changes
        .iter()
        .filter(|it| it.http == Http::Breaking)
        .filter(sure)
        .collect();
    let worst = changes
        .iter()
        .max_by_key(|it| (it.http, std::cmp::Reverse(it.certainty)));
    let is_compatible = changes.iter().all(|it| it.http == Http::Compatible);
    let all_pass = format!("all {} calls pass", of_subject.len());
    let what = |failed: &[&String]| {
        let first = failed.first().map_or("", |it| it.as_str());
        format!(
            "{} of {} fail: {}",
            failed.len(),
            of_subject.len(),
            terminal::printable(first)
        )
    };
    let (agreement, found) = match (breaking.is_empty(), is_compatible, failed.is_empty()) {
        (false, _, false) => (Agreement::Agrees, what(&failed)),
        (false, _, true) => match reasons(&breaking, needed) {
            Some(rules) => (Agreement::Differs, format!("nothing fails; see {rules}")),
            None => (Agreement::Disagrees, all_pass),
        },
        (true, true, true) => (Agreement::Agrees, all_pass),
        (true, true, false) => (Agreement::Disagrees, what(&failed)),
        (true, false, true) => (Agreement::Agrees, format!("not sure; {all_pass}")),
        (true, false, false) => (Agreement::Agrees, format!("not sure; {}", what(&failed))),
    };
    let (agreement, found) = match agreement {
        Agreement::Disagrees if subject.has_mismatch => (
            Agreement::Differs,
            format!("the client was made with an overlay that no longer fits; {found}"),
        ),
        _ => (agreement, found),
    };
    Line {
        case: subject.name.clone(),
        http: worst.map_or(Http::Compatible, |it| it.http),
        certainty: worst.map_or(Certainty::Sure, |it| it.certainty),
        calls: of_subject.len(),
        agreement,
        found,
    }
}

/// The rules whose pages explain why nothing fails, if all do.
fn reasons(changes: &[&Change], needed: &mut BTreeSet<Rule>) -> Option<String> {
    let rules: BTreeSet<Rule> = changes.iter().map(|change| change.rule).collect();
    if rules.iter().any(|rule| rule.unproved().is_none()) {
        return None;
    }
    let ids: Vec<&str> = rules.iter().map(|rule| rule.id()).collect();
    let ids = ids.join(", ");
    needed.extend(rules);
    Some(ids)
}

/// Rules whose page claims that no payload can show a verdict, although all cases are proved.
pub(super) fn needless(cases: &[Case], needed: &BTreeSet<Rule>) -> Vec<Line> {
    let rules: BTreeSet<Rule> = cases.iter().map(|case| case.rule).collect();
    let rules = rules
        .into_iter()
        .filter(|rule| rule.unproved().is_some() && !needed.contains(rule));
    rules
        .map(|rule| Line {
            case: rule.id().to_owned(),
            http: rule.http(None),
            certainty: rule.certainty(None),
            calls: 0,
            agreement: Agreement::Disagrees,
            found: "its page has a section \"Over the wire\" that no case needs".to_owned(),
        })
        .collect()
}

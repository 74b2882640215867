//! The report for editors and grep: one line for each change, and for each part that needs
//! adapting.

use super::model::{Judged, Report};
use super::wording::{self, line};

/// The lines, the most urgent first; empty without changes.
pub(crate) fn render(report: &Report) -> String {
    let mismatches = report.mismatches.iter().map(|mismatch| {
        let site = wording::mismatch_site(mismatch).unwrap_or_else(|| "-".to_owned());
        let differences: Vec<String> = mismatch.differences.iter().map(|it| line(it)).collect();
        let message = line(&mismatch.message);
        format!(
            "{site}: needs a hand: {message}; {}\n",
            differences.join("; ")
        )
    });
    mismatches
        .chain(report.changes.iter().map(of_change))
        .collect()
}

fn of_change(judged: &Judged) -> String {
    let change = &judged.change;
    let site = change.revision.as_ref().or(change.base.as_ref());
    let site = site.map_or("-".to_owned(), wording::site);
    let verdict = match &judged.accepted {
        Some(_) => "accepted",
        None => change.http.as_str(),
    };
    format!(
        "{site}: {verdict}[{}] {}: {} (rust {}, {}, {})\n",
        change.rule.id(),
        line(&change.place),
        line(&change.message),
        change.rust.as_str(),
        crate::terminal::count(change.operations.len(), "operation"),
        line(&change.fingerprint)
    )
}

#[cfg(test)]
mod tests {
    use super::super::sample;
    use super::*;

    #[test]
    fn a_change_is_a_line() {
        sample::golden("one-line.txt", &render(&sample::report()));
        let hostile = sample::hostile();
        let lines = hostile.changes.len() + hostile.mismatches.len();
        assert_eq!(render(&hostile).lines().count(), lines);
        assert_eq!(render(&sample::fresh()), "");
    }
}

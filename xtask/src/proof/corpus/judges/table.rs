//! The verdicts of judges on a corpus as a table.

use std::fmt::Write;

use super::judged::Judged;
use super::known::{Compared, Known};
use crate::proof::corpus::record::Record;

fn judged(records: &[Record]) -> impl Iterator<Item = (&str, &Judged)> {
    records.iter().filter_map(|record| {
        let judged = record.judged.as_ref()?;
        Some((record.document.as_str(), judged))
    })
}

/// Whether every disagreement has an explanation, and each judge refuses something.
pub(in crate::proof::corpus) fn agree(records: &[Record], known: &Known) -> bool {
    let Compared { open, stale, .. } = known.compare(judged(records));
    open.is_empty() && stale.is_empty() && idle(records).is_empty()
}

/// The judges that refuse no wrong bodies.
fn idle(records: &[Record]) -> Vec<&str> {
    let by = || judged(records).flat_map(|(_, judged)| &judged.judges);
    let sum = |name: &str, number: fn(&super::judged::ByJudge) -> usize| -> usize {
        by().filter(|it| it.judge == name).map(number).sum()
    };
    let mut idle: Vec<&str> = by().map(|it| it.judge.as_str()).collect();
    idle.sort_unstable();
    idle.dedup();
    idle.retain(|name| sum(name, |it| it.twins) > 0 && sum(name, |it| it.refused) == 0);
    idle
}

/// One line per description, and one per disagreement without an explanation.
pub(in crate::proof::corpus) fn table(records: &[Record], known: &Known) -> String {
    let mut text = String::new();
    if judged(records).next().is_none() {
        return text;
    }
    // Writing to a string can't fail.
    let _ = writeln!(
        text,
        "\nRequests by judge: sent, agreed, disagreed; invalid bodies refused"
    );
    for (document, judged) in judged(records) {
        for by in &judged.judges {
            let disagreed = by.disagreements.len();
            let _ = writeln!(
                text,
                "{:<7} {:>5} {:>5} {disagreed:>5}   {:>4} of {:>4}  {document}",
                by.judge,
                by.agreed + disagreed,
                by.agreed,
                by.refused,
                by.twins,
            );
        }
    }
    let compared = known.compare(judged(records));
    let _ = writeln!(
        text,
        "\nDisagreements: {} due to a judge, {} due to a description, {} over limits of values, {} \
         unexplained",
        compared.of_judges,
        compared.of_descriptions,
        compared.of_values,
        compared.open.len()
    );
    for line in &compared.open {
        let _ = writeln!(text, "{line}");
    }
    for line in &compared.stale {
        let _ = writeln!(text, "explained, but no longer found: {line}");
    }
    for judge in idle(records) {
        let _ = writeln!(text, "{judge} refuses no invalid body");
    }
    text
}

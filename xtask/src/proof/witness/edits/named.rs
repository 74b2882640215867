//! Checks whether a judgement names an edit.

use generator::Judgement;
use generator::compare::{Change, Site};

/// Whether a change, or an entry that needs adapting, contains one of these words.
pub(super) fn names(judgement: &Judgement, tokens: &[String]) -> bool {
    let changes = judgement.comparison.changes.iter().map(of_change);
    let mismatches = judgement.mismatches.iter().map(|mismatch| {
        let differences = mismatch.differences.join("\n");
        format!("{}\n{differences}", mismatch.message)
    });
    let plain = |text: String| text.replace("~1", "/").replace("~0", "~");
    let mut texts = changes.chain(mismatches).map(plain);
    texts.any(|text| tokens.iter().any(|token| text.contains(token.as_str())))
}

/// The messages, one per line.
pub(super) fn said(judgement: &Judgement) -> Vec<String> {
    let changes = judgement.comparison.changes.iter();
    let changes = changes.map(|one| format!("{}: {} at {}", one.rule.id(), one.message, one.place));
    let mismatches = judgement
        .mismatches
        .iter()
        .map(|mismatch| mismatch.message.clone());
    mismatches.chain(changes).collect()
}

fn of_change(change: &Change) -> String {
    let value = |value: &Option<serde_json::Value>| value.as_ref().map(ToString::to_string);
    let site = |site: &Option<Site>| site.as_ref().map(|site| site.pointer.to_string());
    let parts = [
        Some(change.message.clone()),
        Some(change.place.clone()),
        change.operation.clone(),
        value(&change.before),
        value(&change.after),
        site(&change.base),
        site(&change.revision),
    ];
    parts.into_iter().flatten().collect::<Vec<_>>().join("\n")
}

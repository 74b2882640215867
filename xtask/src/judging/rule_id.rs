//! Parses the id of a rule.

use generator::compare::Rule;
use generator::diagnostic::did_you_mean;

/// The rule with this id, in any case.
///
/// # Errors
///
/// If the rule doesn't exist; with the most similar id, if one is close.
pub(crate) fn parse(text: &str) -> Result<Rule, String> {
    let text = text.trim();
    let mut all = Rule::ALL.iter();
    let found = all.find(|rule| rule.id().eq_ignore_ascii_case(text));
    found.copied().ok_or_else(|| {
        let meant = did_you_mean(text, Rule::ALL.iter().map(|rule| rule.id()));
        format!("no rule has this id{meant}; `cargo xtask explain` lists all")
    })
}

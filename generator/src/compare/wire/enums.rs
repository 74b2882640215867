//! Enums: added and removed values.

use std::collections::BTreeSet;

use serde_json::Value;

use super::draft::Draft;
use crate::api::{Enum, EnumWire};
use crate::compare::Rule;
use crate::compare::pair::{Matched, Pair};

/// A value for people.
pub(super) fn shown(wire: &EnumWire) -> String {
    match wire {
        EnumWire::Text(text) => text.clone(),
        EnumWire::Integer(number) => number.to_string(),
    }
}

/// A value as it is sent.
pub(super) fn sent(wire: &EnumWire) -> Value {
    match wire {
        EnumWire::Text(text) => Value::from(text.as_str()),
        EnumWire::Integer(number) => Value::from(*number),
    }
}

/// The rule for integers that become strings where both are written alike, or the reverse; `None` if
/// values were both added and removed.
pub(super) fn as_texts(enums: Pair<&Enum>) -> Option<Rule> {
    let texts = enums.map(|known| -> BTreeSet<String> {
        known.values.iter().map(|one| one.wire.text()).collect()
    });
    if texts.new.is_superset(&texts.old) {
        Some(Rule::TypeWidened)
    } else {
        let is_less = texts.old.is_superset(&texts.new);
        is_less.then_some(Rule::TypeNarrowed)
    }
}

/// The changes of an enum's values: a draft and the values that it concerns.
pub(super) fn judge(place: &str, enums: Pair<&Enum>) -> Vec<(Draft, Vec<String>)> {
    let mut matched = Matched::none(enums.map(|known| known.values.as_slice()));
    matched.add(|old, new| old.wire == new.wire);
    let draft = |rule, message: String| Draft::new(rule, place, message);
    let mut drafts = Vec::new();
    for name in &matched.pairs {
        let wire = shown(&name.old.wire);
        let name = name.map(|one| &one.name);
        if name.differs() {
            let message = format!("the name of the value `{wire}` was changed");
            let draft = draft(Rule::EnumValueRenamed, message).changed(name);
            drafts.push((draft, vec![wire]));
        }
    }
    if let ([old], [new]) = (enums.old.values.as_slice(), enums.new.values.as_slice())
        && old.wire != new.wire
    {
        let wire = Pair { old, new }.map(|one| &one.wire);
        let name = wire.map(shown);
        let message = format!("the constant was `{}` and is `{}`", name.old, name.new);
        let draft = draft(Rule::ConstantChanged, message).changed(wire.map(sent));
        return vec![(draft, name.sides().into())];
    }
    for gone in matched.removed {
        let name = shown(&gone.wire);
        let message = format!("the value `{name}` was removed");
        let draft = draft(Rule::EnumValueRemoved, message);
        drafts.push((draft.values(sent(&gone.wire), ()), vec![name]));
    }
    for added in matched.added {
        let name = shown(&added.wire);
        let message = format!("the value `{name}` was added");
        let draft = draft(Rule::EnumValueAdded, message);
        drafts.push((draft.values((), sent(&added.wire)), vec![name]));
    }
    drafts
}

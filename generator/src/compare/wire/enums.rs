//! Enums: added and removed values.

use serde_json::Value;

use super::draft::Draft;
use crate::api::{Enum, EnumWire};
use crate::compare::Rule;

/// A value for people.
pub(super) fn shown(wire: &EnumWire) -> String {
    match wire {
        EnumWire::Text(text) => text.clone(),
        EnumWire::Integer(number) => number.to_string(),
    }
}

/// A value as it is sent.
fn sent(wire: &EnumWire) -> Value {
    match wire {
        EnumWire::Text(text) => Value::from(text.as_str()),
        EnumWire::Integer(number) => Value::from(*number),
    }
}

/// The changes of an enum's values: a draft and the values that it concerns.
pub(super) fn judge(place: &str, old: &Enum, new: &Enum) -> Vec<(Draft, Vec<String>)> {
    let has = |known: &Enum, wire: &EnumWire| known.values.iter().any(|one| one.wire == *wire);
    let mut drafts = Vec::new();
    for one in &old.values {
        let same = new.values.iter().find(|other| other.wire == one.wire);
        if let Some(other) = same.filter(|other| other.name != one.name) {
            let wire = shown(&one.wire);
            let message = format!("the name of the value `{wire}` was changed");
            let draft = Draft::new(Rule::EnumValueRenamed, place, message);
            drafts.push((draft.values(&one.name, &other.name), vec![wire]));
        }
    }
    if let ([was], [is]) = (old.values.as_slice(), new.values.as_slice())
        && was.wire != is.wire
    {
        let (was, is) = (&was.wire, &is.wire);
        let message = format!("the constant was `{}` and is `{}`", shown(was), shown(is));
        let draft = Draft::new(Rule::ConstantChanged, place, message);
        return vec![(
            draft.values(sent(was), sent(is)),
            vec![shown(was), shown(is)],
        )];
    }
    for gone in old.values.iter().filter(|one| !has(new, &one.wire)) {
        let name = shown(&gone.wire);
        let draft = Draft::new(
            Rule::EnumValueRemoved,
            place,
            format!("the value `{name}` was removed"),
        );
        drafts.push((draft.values(sent(&gone.wire), ()), vec![name]));
    }
    for added in new.values.iter().filter(|one| !has(old, &one.wire)) {
        let name = shown(&added.wire);
        let draft = Draft::new(
            Rule::EnumValueAdded,
            place,
            format!("the value `{name}` was added"),
        );
        drafts.push((draft.values((), sent(&added.wire)), vec![name]));
    }
    drafts
}

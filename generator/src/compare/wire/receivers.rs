//! Webhooks and callbacks: those that came and went. A payload is something that is received, so it
//! is judged as a response is; what a component says is judged with the component.

use super::draft::Draft;
use crate::api::{Api, Receiver};
use crate::compare::{Direction, Rule};

/// The receivers that both sides have.
pub(super) fn pairs<'a>(base: &'a Api, revision: &'a Api) -> Vec<(&'a Receiver, &'a Receiver)> {
    let find = |old: &Receiver| revision.receivers.iter().find(|new| new.key == old.key);
    let pairs = base.receivers.iter();
    pairs.filter_map(|old| Some((old, find(old)?))).collect()
}

pub(super) fn judge(base: &Api, revision: &Api, drafts: &mut Vec<Draft>) {
    let has = |api: &Api, one: &Receiver| api.receivers.iter().any(|other| other.key == one.key);
    let draft = |rule, one: &Receiver, what: &str| {
        let draft = Draft::new(rule, &one.key, format!("the {} {what}", one.key));
        draft
            .going(Direction::Response)
            .reaching(&one.key, Direction::Response)
    };
    for old in base.receivers.iter().filter(|one| !has(revision, one)) {
        let draft = draft(Rule::ReceiverRemoved, old, "was removed");
        drafts.push(draft.in_base(&old.at.0).values(&old.key, ()));
    }
    for new in revision.receivers.iter().filter(|one| !has(base, one)) {
        let draft = draft(Rule::ReceiverAdded, new, "was added");
        drafts.push(draft.in_revision(&new.at.0).values((), &new.key));
    }
    for (old, new) in pairs(base, revision) {
        if old.in_place != new.in_place || old.payloads.len() != new.payloads.len() {
            let draft = draft(Rule::ReceiverChanged, old, "has another payload");
            let draft = draft.at(&old.at.0, &new.at.0);
            drafts.push(draft.values(shown(old), shown(new)));
        }
    }
}

/// What a payload is, in a few words.
fn shown(one: &Receiver) -> String {
    let names = one
        .payloads
        .iter()
        .filter_map(crate::api::SchemaId::component);
    let names: Vec<String> = names.collect();
    match names.is_empty() {
        true => "a schema in place".to_owned(),
        false => names.join(", "),
    }
}

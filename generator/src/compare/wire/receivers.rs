//! Webhooks and callbacks: those that came and went. A payload is something that is received, so its
//! schema is judged as that of a response is.

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
        let media_types = |one: &Receiver| one.payloads.keys().cloned().collect::<Vec<_>>();
        let (was, is) = (media_types(old), media_types(new));
        if was != is {
            let draft = draft(
                Rule::ReceiverChanged,
                old,
                "has payloads of other media types",
            );
            drafts.push(draft.at(&old.at.0, &new.at.0).values(was, is));
        }
    }
}

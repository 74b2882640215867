//! Webhooks and callbacks: added and removed ones. Clients receive their payloads, so their schemas
//! are compared like those of responses.

use std::collections::BTreeSet;

use super::draft::Draft;
use super::named::Named;
use super::reach::reach;
use crate::api::{Api, Receiver};
use crate::compare::{Direction, Rule};
use crate::document::Pointer;
use crate::rust::items::Origin;

/// The receivers that both sides have.
pub(super) fn pairs<'a>(base: &'a Api, revision: &'a Api) -> Vec<(&'a Receiver, &'a Receiver)> {
    let find = |old: &Receiver| revision.receivers.iter().find(|new| new.key == old.key);
    let pairs = base.receivers.iter();
    pairs.filter_map(|old| Some((old, find(old)?))).collect()
}

/// Added and removed ones, and changes of their payloads. The `renamed` schemas are reported
/// elsewhere.
pub(super) fn judge(
    sides: [(&Api, &Named); 2],
    renamed: &BTreeSet<&Pointer>,
    drafts: &mut Vec<Draft>,
) {
    let [(base, _), (revision, _)] = sides;
    let has = |api: &Api, one: &Receiver| {
        let mut receivers = api.receivers.iter();
        renamed.contains(&one.at.0) || receivers.any(|other| other.key == one.key)
    };
    let draft = |rule, one: &Receiver, what: &str| {
        let draft = Draft::new(rule, &one.key, format!("the {} {what}", one.key));
        draft
            .going(Direction::Response)
            .reaching(&one.key, Direction::Response)
    };
    for old in base.receivers.iter().filter(|one| !has(revision, one)) {
        let draft = draft(Rule::ReceiverRemoved, old, "was removed");
        let draft = draft.in_base(&old.at.0).values(&old.key, ());
        drafts.push(types(old, sides[0], revision).fold(draft, Draft::about));
    }
    for new in revision.receivers.iter().filter(|one| !has(base, one)) {
        let draft = draft(Rule::ReceiverAdded, new, "was added");
        let draft = draft.in_revision(&new.at.0).values((), &new.key);
        drafts.push(types(new, sides[1], base).fold(draft, Draft::about));
    }
    for (old, new) in pairs(base, revision) {
        let media_types = |one: &Receiver| one.payloads.keys().cloned().collect::<Vec<_>>();
        let (was, is) = (media_types(old), media_types(new));
        if was != is {
            let draft = draft(Rule::ReceiverChanged, old, "has other media types");
            drafts.push(draft.at(&old.at.0, &new.at.0).values(was, is));
        }
    }
}

/// The types that are added or removed with a receiver: the other side lacks their schemas.
fn types(
    one: &Receiver,
    (api, named): (&Api, &Named),
    other: &Api,
) -> impl Iterator<Item = Origin> {
    let payloads = one.payloads.values().map(|value| &value.schema);
    let reached = reach(api, payloads.collect()).into_iter();
    let own = reached.filter(|id| !other.schemas.contains_key(*id));
    let own: Vec<Origin> = own
        .filter_map(|id| Some(Origin::Model(named.get(id)?.clone())))
        .collect();
    own.into_iter()
}

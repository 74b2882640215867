//! Webhooks and callbacks: added and removed ones. Clients receive their payloads, so their schemas
//! are compared like those of responses.

use std::collections::BTreeSet;

use super::draft::Draft;
use super::named::Named;
use super::reach::reach;
use crate::api::{Api, Receiver};
use crate::compare::pair::Pair;
use crate::compare::{Direction, Rule};
use crate::document::Pointer;
use crate::rust::items::Origin;

/// The receivers that both sides have.
pub(super) fn pairs(apis: Pair<&Api>) -> Vec<Pair<&Receiver>> {
    let pairs = apis.old.receivers.iter().filter_map(|old| {
        let new = apis.new.receivers.iter().find(|new| new.key == old.key)?;
        Some(Pair { old, new })
    });
    pairs.collect()
}

/// Added and removed ones, and changes of their payloads. The `renamed` schemas are reported
/// elsewhere.
pub(super) fn judge(
    apis: Pair<&Api>,
    named: Pair<&Named>,
    renamed: &BTreeSet<&Pointer>,
    drafts: &mut Vec<Draft>,
) {
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
    for old in apis.old.receivers.iter().filter(|one| !has(apis.new, one)) {
        let draft = draft(Rule::ReceiverRemoved, old, "was removed");
        let draft = draft.in_base(&old.at.0).values(&old.key, ());
        drafts.push(types(old, (apis.old, named.old), apis.new).fold(draft, Draft::about));
    }
    for new in apis.new.receivers.iter().filter(|one| !has(apis.old, one)) {
        let draft = draft(Rule::ReceiverAdded, new, "was added");
        let draft = draft.in_revision(&new.at.0).values((), &new.key);
        drafts.push(types(new, (apis.new, named.new), apis.old).fold(draft, Draft::about));
    }
    for pair in pairs(apis) {
        let media_types = pair.map(|one| one.payloads.keys().collect::<Vec<_>>());
        if media_types.differs() {
            let draft = draft(Rule::ReceiverChanged, pair.old, "has other media types");
            drafts.push(draft.at(pair.map(|one| &one.at.0)).changed(media_types));
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

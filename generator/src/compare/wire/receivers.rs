//! Webhooks and callbacks: added and removed ones. Clients receive their payloads, so their schemas
//! are compared like those of responses.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;
use serde_json::Value;

use super::draft::Draft;
use super::named::Named;
use super::reach::reach;
use crate::api::{Api, Receiver};
use crate::compare::pair::Pair;
use crate::compare::{Direction, Http, Rule};
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
        let change = |what: &str| {
            let draft = draft(Rule::ReceiverChanged, pair.old, what);
            draft.at(pair.map(|one| &one.at.0))
        };
        if media_types.differs() {
            let what = match (media_types.old.is_empty(), media_types.new.is_empty()) {
                (_, true) => "no longer has a payload",
                (true, _) => "has a payload now",
                _ => "has other media types",
            };
            drafts.push(change(what).changed(media_types));
        }
        drafts.extend(
            details(pair)
                .into_iter()
                .map(|(what, http, values)| change(&what).judged(http).changed(values)),
        );
    }
}

/// A change of a receiver: what it does now, the verdict, and both values.
type Detail = (String, Http, Pair<Value>);

/// The changes of the payload as a whole, of the headers and the query that it sends, and of the responses
/// that it expects.
fn details(pair: Pair<&Receiver>) -> Vec<Detail> {
    let mut found = Vec::new();
    let required = pair.map(|one| one.required);
    let has_payload = pair.sides().iter().all(|one| !one.payloads.is_empty());
    if has_payload && required.differs() {
        let (verb, http) = match required.new {
            true => ("always sends", Http::Compatible),
            false => ("may omit", Http::Warning),
        };
        found.push((
            format!("{verb} the payload"),
            http,
            required.map(Value::from),
        ));
    }
    let headers = members(pair.map(|one| &one.headers)).into_iter();
    let headers = headers.map(|member| ("header", member));
    let query = members(pair.map(|one| &one.query)).into_iter();
    let query = query.map(|member| ("query parameter", member));
    for (what, (name, values)) in headers.chain(query) {
        let (verb, http) = match (values.old, values.new) {
            (Some(old), Some(new)) if old == new => continue,
            (Some(old), Some(new)) if old.schema == new.schema && new.required => {
                ("always sends", Http::Compatible)
            }
            (Some(old), Some(new)) if old.schema == new.schema => ("may omit", Http::Warning),
            (Some(_), Some(_)) => ("sends other values in", Http::Warning),
            (Some(_), None) => ("no longer sends", Http::Warning),
            (None, _) => ("also sends", Http::Compatible),
        };
        found.push((
            format!("{verb} the {what} `{name}`"),
            http,
            values.map(json),
        ));
    }
    for (status, values) in members(pair.map(|one| &one.replies)) {
        let (verb, http) = match (values.old, values.new) {
            (Some(old), Some(new)) if old == new => continue,
            (Some(_), Some(_)) => ("expects another body with", Http::Warning),
            (Some(_), None) => ("no longer expects", Http::Warning),
            (None, _) => ("also expects", Http::Compatible),
        };
        found.push((
            format!("{verb} the status {status}"),
            http,
            values.map(json),
        ));
    }
    found
}

/// The members of both sides by name.
fn members<T>(maps: Pair<&BTreeMap<String, T>>) -> Vec<(&String, Pair<Option<&T>>)> {
    let names: BTreeSet<&String> = maps.old.keys().chain(maps.new.keys()).collect();
    let members = names.into_iter();
    let members = members.map(|name| (name, maps.map(|map| map.get(name))));
    members.collect()
}

fn json(value: Option<&impl Serialize>) -> Value {
    serde_json::to_value(value).unwrap_or_default()
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

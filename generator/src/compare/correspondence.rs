//! Matches the operations and schemas of two descriptions, and compares matching ones.

use std::borrow::Cow;

use super::align::Alignment;
use super::attribute::attribute;
use super::change::*;
use super::documented::documented;
use super::fingerprint;
use super::items::{difference, sides};
use super::judged::change;
use super::pair::Pair;
use super::settings::settings;
use super::tags::Tags;
use super::wire::{self, Draft, SchemaPairs};
use crate::api::Api;
use crate::rust::Client;

/// The operations and schemas of two descriptions that correspond.
pub struct Correspondence<'a> {
    pub(super) apis: Pair<&'a Api>,
    pub(super) alignment: Alignment<'a>,
    pub(super) pairs: SchemaPairs<'a>,
}

impl<'a> Correspondence<'a> {
    /// Aligns two descriptions of one API, the base first, each as returned by [`whole`].
    #[must_use]
    pub fn of([old, new]: [&'a Api; 2]) -> Self {
        let apis = Pair { old, new };
        let alignment = Alignment::of(apis);
        let pairs = SchemaPairs::pair(apis, &alignment);
        Self {
            apis,
            alignment,
            pairs,
        }
    }

    /// Compares the descriptions and their clients; returns all differences, classified.
    ///
    /// The sites of changes have no file, line and column yet: they are pointers into the effective
    /// descriptions, see [`judge`](crate::judge).
    #[must_use]
    pub fn compare(self, [old, new]: [&Client; 2]) -> Comparison {
        let clients = Pair { old, new };
        self.compare_with(clients, settings(clients))
    }

    /// Like [`compare`](Self::compare), for clients without settings of their own.
    #[must_use]
    pub(crate) fn compare_types(self, [old, new]: [&Client; 2]) -> Comparison {
        self.compare_with(Pair { old, new }, Vec::new())
    }

    fn compare_with(mut self, clients: Pair<&Client>, settings: Vec<Draft>) -> Comparison {
        let named = clients.map(|client| &client.named);
        self.pairs.spread(named);
        let mut drafts = wire::judge(self.apis, named, &self.alignment, &self.pairs);
        drafts.extend(settings);
        let canonical = self.alignment.canonical();
        let differences = difference(sides(clients, &canonical).as_ref());
        let tags = Tags::of(self.apis, &canonical);
        let documented = documented(clients, &canonical);
        let names = clients.map(|client| &client.names);
        let attributed = attribute(drafts, differences, named, names).into_iter();
        let mut changes: Vec<Change> = attributed
            .map(|(draft, items)| change(draft, items, &tags, &documented))
            .collect();
        settle(&mut changes);
        Comparison { changes }
    }
}

impl Comparison {
    /// Adds the changes of another part of the API.
    pub(crate) fn join(&mut self, changes: Vec<Change>) {
        if !changes.is_empty() {
            self.changes.extend(changes);
            settle(&mut self.changes);
        }
    }
}

/// Sorts the most urgent first, and fingerprints each.
fn settle(changes: &mut [Change]) {
    changes.sort_by(|a, b| {
        let urgency = (b.http, b.rust).cmp(&(a.http, a.rust));
        let place = (&a.place, a.rule, &a.message).cmp(&(&b.place, b.rule, &b.message));
        urgency.then(place)
    });
    fingerprint::stamp(changes);
}

/// An API that includes the schemas that only payloads of webhooks and callbacks reference.
#[must_use]
pub fn whole(api: &Api) -> Cow<'_, Api> {
    if api.received.is_empty() {
        return Cow::Borrowed(api);
    }
    let mut api = api.clone();
    api.schemas.extend(std::mem::take(&mut api.received));
    api.schemas.sort_unstable_keys();
    Cow::Owned(api)
}

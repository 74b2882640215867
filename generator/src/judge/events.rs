//! The events of both sides. Their documents are separate from the descriptions of the operations, and
//! are compared in the same way.

use super::sites::{locate_changes, locate_choices};
use super::which::Which;
use crate::api::Api;
use crate::compare::{self, Change, Correspondence};
use crate::pipeline::Lowered;
use crate::rust::Client;
use crate::{Config, Described, EventNames, Names};

/// Adds the base's names for events that have another key in the revision.
pub(super) fn carry_names(base: Option<(&Api, &Client)>, revision: &Lowered, names: &mut Names) {
    if let Some(((base, client), revision)) = base.zip(revision.events.as_ref()) {
        let apis = [base, &revision.api].map(compare::whole);
        let both = Correspondence::of(apis.each_ref().map(|api| &**api));
        let carried = both.carry_names(client, &names.of_events());
        names.webhooks = EventNames::from(carried);
    }
}

/// Compares the events of two sides. Empty if neither side has events, or if the document of one side
/// can't be read, which its diagnostics report.
pub(super) fn judge(sides: [(&Described, &Config); 2]) -> Vec<Change> {
    let is_unread =
        |(side, config): &(&Described, &Config)| config.webhooks.is_some() && side.events.is_none();
    if sides.iter().any(is_unread) {
        return Vec::new();
    }
    let configs = sides.map(|(_, config)| config);
    let emptied;
    let [base, revision] = match sides.map(|(side, _)| side.events.as_ref()) {
        [None, None] => return Vec::new(),
        [Some(base), Some(revision)] => [base, revision],
        [Some(base), None] => {
            emptied = base.emptied();
            [base, &emptied]
        }
        [None, Some(revision)] => {
            emptied = revision.emptied();
            [&emptied, revision]
        }
    };
    let apis = [&base.api, &revision.api].map(compare::whole);
    let both = Correspondence::of(apis.each_ref().map(|api| &**api));
    let mut changes = both.compare_types([&base.client, &revision.client]).changes;
    locate_changes(&mut changes, Which::Base, &base.document);
    locate_changes(&mut changes, Which::Revision, &revision.document);
    locate_choices(&mut changes, configs, &["webhooks"]);
    changes.iter_mut().for_each(Change::in_webhooks);
    changes
}

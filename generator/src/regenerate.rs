//! The client of a description that a client was generated from before.

use std::collections::BTreeMap;

use crate::diagnostic::Diagnostic;
use crate::{
    Config, Described, Effective, Events, Input, Judgement, Personal, Source, Webhooks, Which,
    judge,
};

impl Judgement {
    /// The revision, with the base's names for items in both. If the comparison adapted the sides, it is read
    /// again from `input` with those names.
    ///
    /// # Errors
    ///
    /// As of [`Described::read`].
    pub fn into_revision(self, input: &Input) -> Result<Described, Vec<Diagnostic>> {
        if self.mismatches.is_empty() {
            return Ok(self.revision);
        }
        Described::read(&Input {
            names: self.revision.client.names,
            ..input.clone()
        })
    }
}

impl Described {
    /// Like [`of`](Self::of), for a client that was generated before: items in both descriptions keep
    /// their names. `before` is the effective description of the previous run, as JSON, and `events` is that
    /// of its events. `effective` is the description of `input`.
    ///
    /// # Errors
    ///
    /// As of [`of`](Self::of).
    pub fn after(
        before: &Source,
        events: Option<&Source>,
        effective: Effective,
        input: &Input,
    ) -> Result<Self, Vec<Diagnostic>> {
        let config = &input.config;
        let now = effective.document.value().to_string();
        let text = |source: &Source| source.text.clone();
        let events_now = config.webhooks.as_ref();
        let events_now =
            events_now.and_then(|it| Some(Events::read(it).ok()?.0.value().to_string()));
        if before.text == now && events.map(text) == events_now {
            return Self::of(effective, &input.names, config);
        }
        let unknown = effective.document.unknown_operations(config);
        if !unknown.is_empty() {
            return Err(unknown);
        }
        let webhooks = config.webhooks.clone().zip(events);
        let base = Input {
            description: before.clone(),
            overlays: Vec::new(),
            names: input.names.clone(),
            config: Config {
                webhooks: webhooks.map(|(webhooks, events)| Webhooks {
                    source: events.clone(),
                    overlays: Vec::new(),
                    personal: Personal::default(),
                    derives: BTreeMap::new(),
                    ..webhooks
                }),
                ..config.for_earlier_description()
            },
        };
        match judge(&base, input) {
            Ok(judged) => judged.into_revision(input),
            Err((Which::Revision, found)) => Err(found),
            // A base that this generator can't read has no names to keep.
            Err((Which::Base, _)) => Self::of(effective, &input.names, config),
        }
    }
}

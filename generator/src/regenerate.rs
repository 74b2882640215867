//! Regenerates a package that was generated before.

use std::collections::BTreeMap;

use crate::diagnostic::Diagnostic;
use crate::output::Layout;
use crate::{
    Choices, Config, Described, Effective, Events, Generated, Input, Personal, Source, Webhooks,
    Which, generate_as, generate_package, judge,
};

/// Like [`generate_package`], for a client that was generated before: items in both descriptions keep
/// their names. `before` is the effective description of the previous run, as JSON, and `events` is that of
/// its events.
///
/// # Errors
///
/// As of [`generate_package`].
pub fn generate_package_after(
    before: &Source,
    events: Option<&Source>,
    input: &Input<Choices>,
    layout: Layout<'_>,
) -> Result<Generated, Vec<Diagnostic>> {
    let effective = Effective::read(input)?;
    let config = effective.complete(&input.config);
    let now = effective.document.value().to_string();
    let text = |source: &Source| source.text.clone();
    let events_now = config.webhooks.as_ref();
    let events_now = events_now.and_then(|it| Some(Events::read(it).ok()?.0.value().to_string()));
    if before.text == now && events.map(text) == events_now {
        let described = Described::of(effective, &input.names, &config)?;
        return generate_as(described, layout);
    }
    let unknown = effective.document.unknown_operations(&config);
    if !unknown.is_empty() {
        return Err(unknown);
    }
    let base = Input {
        description: before.clone(),
        overlays: Vec::new(),
        names: input.names.clone(),
        config: Config {
            webhooks: config
                .webhooks
                .clone()
                .zip(events)
                .map(|(webhooks, events)| Webhooks {
                    source: events.clone(),
                    overlays: Vec::new(),
                    personal: Personal::default(),
                    derives: BTreeMap::new(),
                    ..webhooks
                }),
            ..config.for_earlier_description()
        },
    };
    let revision = Input {
        description: input.description.clone(),
        overlays: input.overlays.clone(),
        names: input.names.clone(),
        config,
    };
    match judge(&base, &revision) {
        Ok(judged) if judged.mismatches.is_empty() => generate_as(judged.revision, layout),
        // The comparison adapted the sides, so only its names are used.
        Ok(judged) => {
            let names = judged.revision.client.names;
            generate_package(
                &Input {
                    names,
                    ..input.clone()
                },
                layout,
            )
        }
        Err((Which::Revision, found)) => Err(found),
        // A base that this generator can't read has no names to keep.
        Err((Which::Base, _)) => generate_package(input, layout),
    }
}

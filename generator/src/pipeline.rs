//! The stages in their order: read > overlay > normalise > lower > name > decide > emit > print.
//! Generating runs all of them; a comparison stops at [`Described`], and a dump at any stage.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::api::{self, Api};
use crate::diagnostic::{Code, Diagnostic, Severity};
use crate::document::{Document, Pointer};
use crate::events::LoweredEvents;
use crate::output::{self, Layout};
use crate::rust::{self, Client, Model, ModelKind};
use crate::{Choices, Config, EventNames, Events, Input, Names, Selection};

/// The output of a run.
#[derive(Clone, Debug)]
pub struct Generated {
    /// The name of the client package.
    pub package: String,
    /// Path relative to the client package, with `/` on every system, to content.
    pub files: BTreeMap<String, String>,
    /// The cargo features of the tags, which the manifest of the package must have.
    pub tag_features: Vec<String>,
    /// The lines that the crate's manifest needs, if the client is a module.
    pub dependencies: Option<String>,
    /// The given pinned names and those computed in this run.
    pub names: Names,
    /// The description with all overlays applied: plain OpenAPI, the input of all later stages.
    pub effective: Value,
    /// Counts to report to the user.
    pub summary: Summary,
    /// Notes and skipped items; no errors.
    pub diagnostics: Vec<Diagnostic>,
}

/// Counts of one run.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Summary {
    /// Paths in the effective description.
    pub paths: usize,
    /// Operations in the client.
    pub operations: usize,
    /// Operations in the effective description, including the skipped ones.
    pub described: usize,
    /// Operations of webhooks and callbacks, which the API calls rather than the client.
    pub uncalled: usize,
    /// Schemas under `components/schemas` in the effective description.
    pub schemas: usize,
    /// Unions in the client.
    pub unions: usize,
    /// Overlay actions that were applied.
    pub actions: usize,
    /// Examples of payloads and schemas in the description, each tested with the client.
    pub examples: usize,
}

/// A description with all overlays applied, in the form that the later stages expect.
#[derive(Clone, Debug)]
pub struct Effective {
    /// The description.
    pub document: Document,
    /// The number of overlay actions that were applied.
    pub actions: usize,
    /// Notes; no errors.
    pub diagnostics: Vec<Diagnostic>,
}

impl Effective {
    /// Parses a description, applies its overlays and normalises it.
    ///
    /// # Errors
    ///
    /// All errors in the description and its overlays.
    pub fn read<Name>(input: &Input<Config<Name>>) -> Result<Self, Vec<Diagnostic>> {
        let mut document = Document::parse_within(&input.description, input.config.limits())?;
        let applied = document.apply(&input.overlays)?;
        let selection = input.config.selection();
        let mut effective = Self::normalise(document, &selection, applied.actions, is_error)?;
        effective.diagnostics.extend(applied.notes);
        Ok(effective)
    }

    /// The configuration for a client of this description; missing choices are filled in.
    #[must_use]
    pub fn complete(&self, choices: &Choices) -> Config {
        let title = self.document.value().pointer("/info/title");
        rust::complete(choices, title.and_then(Value::as_str).unwrap_or_default())
    }

    /// Normalises the selected parts of a description; `actions` overlay actions were applied to it.
    /// Fails if `is_error` holds for a finding.
    pub(crate) fn normalise(
        mut document: Document,
        selection: &Selection,
        actions: usize,
        is_error: fn(&Diagnostic) -> bool,
    ) -> Result<Self, Vec<Diagnostic>> {
        let mut diagnostics = document.normalise_within(selection);
        if diagnostics.iter().any(is_error) {
            document.locate(&mut diagnostics);
            return Err(diagnostics);
        }
        Ok(Self {
            document,
            actions,
            diagnostics,
        })
    }
}

/// A description with its API and its client.
#[derive(Clone, Debug)]
pub struct Described {
    /// The effective description.
    pub document: Document,
    /// Its API.
    pub api: Api,
    /// Its client.
    pub client: Client,
    /// The events that the API sends, which a separate document describes.
    pub events: Option<Events>,
    /// The number of overlay actions that were applied.
    pub actions: usize,
    /// Notes and skipped items; no errors.
    pub diagnostics: Vec<Diagnostic>,
}

impl Described {
    /// Takes a description through the stages up to the client as Rust items.
    ///
    /// # Errors
    ///
    /// If any finding is an error: all findings about the description and its overlays.
    pub fn read(input: &Input) -> Result<Self, Vec<Diagnostic>> {
        Self::of(Effective::read(input)?, &input.names, &input.config)
    }

    /// Lowers an effective description and decides its client, using pinned names. The operations that
    /// the configuration names must exist; in a comparison, the description may have lost them.
    ///
    /// # Errors
    ///
    /// If any finding is an error: all findings about the description.
    pub fn of(
        mut effective: Effective,
        names: &Names,
        config: &Config,
    ) -> Result<Self, Vec<Diagnostic>> {
        let unknown = effective.document.unknown_operations(config);
        effective.diagnostics.extend(unknown);
        let described = Self::decide(effective, names, config);
        match described.diagnostics.iter().any(is_error) {
            true => Err(described.diagnostics),
            false => Ok(described),
        }
    }

    /// Like `of`, but keeps errors among the diagnostics: every stage after the first can
    /// continue after an error, well enough for a comparison.
    pub(crate) fn decide(effective: Effective, names: &Names, config: &Config) -> Self {
        let lowered = Lowered::of(effective, config);
        let decided = lowered.decide(names, config);
        lowered.with(decided)
    }
}

/// A lowered description, before its client is decided.
pub(crate) struct Lowered {
    effective: Effective,
    pub(crate) api: Api,
    pub(crate) events: Option<LoweredEvents>,
}

/// A client, the types of its events as a client of their own, and the findings of deciding them.
pub(crate) struct Decided {
    pub(crate) client: Client,
    pub(crate) of_events: Option<Client>,
    found: Vec<Diagnostic>,
}

impl Lowered {
    /// Lowers an effective description.
    pub(crate) fn of(mut effective: Effective, config: &Config) -> Self {
        let found = &mut effective.diagnostics;
        let api = api::lower(&effective.document, config.auth.as_ref(), found);
        let events = (config.webhooks.as_ref()).and_then(|it| LoweredEvents::read(it, found));
        Self {
            effective,
            api,
            events,
        }
    }

    /// Decides the client, using pinned names.
    pub(crate) fn decide(&self, names: &Names, config: &Config) -> Decided {
        let mut found = Vec::new();
        let webhooks = config.webhooks.as_ref().zip(self.events.as_ref());
        let decided = webhooks.map(|(webhooks, events)| {
            let client = events.decide(webhooks, names, config, &mut found);
            (rust::Webhooks::new(&webhooks.scheme, &client), client)
        });
        let (webhooks, of_events) = decided.unzip();
        let mut client = rust::decide(&self.api, names, config, webhooks, &mut found);
        if let Some(of_events) = &of_events {
            client.names.webhooks = EventNames::from(of_events.names.clone());
        }
        Decided {
            client,
            of_events,
            found,
        }
    }

    /// The description with its client.
    pub(crate) fn with(self, decided: Decided) -> Described {
        let Effective {
            document,
            actions,
            mut diagnostics,
        } = self.effective;
        diagnostics.extend(decided.found);
        document.locate(&mut diagnostics);
        let events = self.events.zip(decided.of_events);
        Described {
            document,
            api: self.api,
            client: decided.client,
            events: events.map(|(events, client)| events.with(client)),
            actions,
            diagnostics,
        }
    }
}

fn is_error(diagnostic: &Diagnostic) -> bool {
    diagnostic.severity() == Severity::Error
}

/// Generates the modules of a client and their tests: the whole pipeline. The rest of the client
/// package is written by hand.
///
/// # Errors
///
/// If any finding is an error: all findings about the description and its overlays.
pub fn generate(input: &Input) -> Result<Generated, Vec<Diagnostic>> {
    generate_as(Described::read(input)?, Layout::Modules)
}

/// Generates a client and completes its configuration: the output of [`generate`] with the files that the
/// layout adds.
///
/// # Errors
///
/// As of [`generate`].
pub fn generate_package(
    input: &Input<Choices>,
    layout: Layout<'_>,
) -> Result<Generated, Vec<Diagnostic>> {
    let effective = Effective::read(input)?;
    let config = effective.complete(&input.config);
    let described = Described::of(effective, &input.names, &config)?;
    generate_as(described, layout)
}

/// Generates a client, including the layout's files around its modules, from a description that is
/// already lowered and decided.
///
/// # Errors
///
/// If the generated code does not parse, which is a defect of the generator.
pub fn generate_as(described: Described, layout: Layout<'_>) -> Result<Generated, Vec<Diagnostic>> {
    let Described {
        document,
        api,
        mut client,
        actions,
        diagnostics,
        ..
    } = described;
    // Printing takes most of the memory.
    drop(api);
    let dependencies = match layout {
        Layout::Module { runtime, .. } => {
            rust::drop_features(&mut client);
            Some(output::dependencies(&client, runtime))
        }
        _ => None,
    };
    let files = output::print(&client, layout)
        .map_err(|message| vec![Diagnostic::new(Code::Internal, &Pointer::root(), message)])?;
    let count = |pointer: &str| {
        let members = document.value().pointer(pointer);
        members
            .and_then(Value::as_object)
            .map_or(0, serde_json::Map::len)
    };
    let is_union = |model: &&Model| matches!(model.kind, ModelKind::Union(_));
    let unions = client.models.iter().filter(is_union);
    let of_schemas = client.schema_examples.iter().map(|it| it.examples.len());
    let summary = Summary {
        paths: count("/paths"),
        operations: client.operations.len(),
        described: document.operations().len(),
        uncalled: document.uncalled(),
        schemas: count("/components/schemas"),
        unions: unions.count(),
        actions,
        examples: client.examples.len() + of_schemas.sum::<usize>(),
    };
    Ok(Generated {
        tag_features: client.tag_features().map(str::to_owned).collect(),
        package: client.package,
        files,
        dependencies,
        summary,
        names: client.names,
        effective: document.into_value(),
        diagnostics,
    })
}

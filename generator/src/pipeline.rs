//! The stages in their order: read > overlay > normalise > lower > name > decide > emit > print.
//! Generating goes through all of them; a judgement stops at [`Described`], and a dump at any.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::api::{self, Api};
use crate::diagnostic::{Code, Diagnostic, Severity};
use crate::document::{Document, Pointer};
use crate::events::LoweredEvents;
use crate::output::{self, Layout};
use crate::rust::{self, Client, Model, ModelKind};
use crate::{Bounded, Choices, Config, EventNames, Events, Input, Names, Selection};

/// What one run makes.
#[derive(Clone, Debug)]
pub struct Generated {
    /// The name of the client package.
    pub package: String,
    /// Path relative to the client package, with `/` on every system, to content.
    pub files: BTreeMap<String, String>,
    /// The cargo features of the tags, which the manifest of the package must have.
    pub tag_features: Vec<String>,
    /// The lines that the manifest of its crate needs, where the client is a module.
    pub dependencies: Option<String>,
    /// The pinned names given, with those added that were computed in this run.
    pub names: Names,
    /// The description with all overlays applied: plain OpenAPI, the input of everything after it.
    pub effective: Value,
    /// Counts for the person who ran it.
    pub summary: Summary,
    /// Notes and what was left out; no errors.
    pub diagnostics: Vec<Diagnostic>,
}

/// Counts of one run.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Summary {
    /// Paths in the effective description.
    pub paths: usize,
    /// Operations in the client.
    pub operations: usize,
    /// Operations in the effective description, those that were left out among them.
    pub described: usize,
    /// Operations of webhooks and callbacks, which the API calls and not the client.
    pub uncalled: usize,
    /// Schemas under `components/schemas` in the effective description.
    pub schemas: usize,
    /// Unions in the client.
    pub unions: usize,
    /// Overlay actions that were applied.
    pub actions: usize,
    /// Payloads and values of schemas that the description shows, each tested with the client.
    pub examples: usize,
}

/// A description with all overlays applied, in the form that the later stages read.
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
    /// Reads a description, applies its overlays and brings it into normal form.
    ///
    /// # Errors
    ///
    /// Everything that is wrong with the description or an overlay.
    pub fn read<C: Bounded>(input: &Input<C>) -> Result<Self, Vec<Diagnostic>> {
        let mut document = Document::parse_within(&input.description, input.config.limits())?;
        let applied = document.apply(&input.overlays)?;
        let selection = input.config.selection();
        let mut effective = Self::normalise(document, &selection, applied.actions, is_error)?;
        effective.diagnostics.extend(applied.notes);
        Ok(effective)
    }

    /// The choices for a client of this description, with what was left open.
    #[must_use]
    pub fn complete(&self, choices: &Choices) -> Config {
        let title = self.document.value().pointer("/info/title");
        rust::complete(choices, title.and_then(Value::as_str).unwrap_or_default())
    }

    /// Brings what is selected of a description to which so many overlay actions were applied into
    /// normal form. Fails where one of the findings `is_error`.
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

/// A description that went through all stages that say what it means.
#[derive(Clone, Debug)]
pub struct Described {
    /// The effective description.
    pub document: Document,
    /// What it says.
    pub api: Api,
    /// What is made of it.
    pub client: Client,
    /// The events that the API sends, which a document of their own describes.
    pub events: Option<Events>,
    /// The number of overlay actions that were applied.
    pub actions: usize,
    /// Notes and what was left out; no errors.
    pub diagnostics: Vec<Diagnostic>,
}

impl Described {
    /// Reads a description up to the client as Rust items.
    ///
    /// # Errors
    ///
    /// Everything that is wrong with the description or an overlay, at once, where at least one
    /// finding is an error.
    pub fn read(input: &Input) -> Result<Self, Vec<Diagnostic>> {
        Self::of(Effective::read(input)?, &input.names, &input.config)
    }

    /// Lowers an effective description and decides its client, by pinned names. The operations that
    /// the configuration names must exist; a description that is judged may have lost them.
    ///
    /// # Errors
    ///
    /// Everything that is wrong with it, where at least one finding is an error.
    pub fn of(
        mut effective: Effective,
        names: &Names,
        config: &Config,
    ) -> Result<Self, Vec<Diagnostic>> {
        let unknown = effective
            .document
            .unknown_operations("reading-only", &config.reading_only);
        effective.diagnostics.extend(unknown);
        let described = Self::decide(effective, names, config);
        match described.diagnostics.iter().any(is_error) {
            true => Err(described.diagnostics),
            false => Ok(described),
        }
    }

    /// The same where errors are among the diagnostics: every stage after the first has a way to go
    /// on, which is good enough for a comparison.
    pub(crate) fn decide(effective: Effective, names: &Names, config: &Config) -> Self {
        let lowered = Lowered::of(effective, config);
        let decided = lowered.decide(names, config);
        lowered.with(decided)
    }
}

/// A description whose meaning is known, before there is a client of it.
pub(crate) struct Lowered {
    effective: Effective,
    pub(crate) api: Api,
    pub(crate) events: Option<LoweredEvents>,
}

/// A client, the types of its events as a client of their own, and what was found while they were
/// decided.
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

    /// Decides the client, by pinned names.
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

/// Generates the modules of a client, and the tests that come with it: the whole pipeline. What
/// stands around them in the client package is written by hand.
///
/// # Errors
///
/// Everything that is wrong with the description or an overlay, at once, where at least one
/// finding is an error.
pub fn generate(input: &Input) -> Result<Generated, Vec<Diagnostic>> {
    generate_as(Described::read(input)?, Layout::Modules)
}

/// Generates a client whose choices are not all made: what [`generate`] makes, and what the layout puts
/// around it.
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

/// Generates a client, with what the layout puts around its modules, from a description that is read
/// already.
///
/// # Errors
///
/// If the generated code does not parse, which is a defect of the generator.
pub fn generate_as(described: Described, layout: Layout<'_>) -> Result<Generated, Vec<Diagnostic>> {
    let Described {
        document,
        mut client,
        actions,
        diagnostics,
        ..
    } = described;
    let dependencies = match layout {
        Layout::Module { runtime, .. } => {
            rust::drop_features(&mut client);
            Some(output::dependencies(&client, runtime))
        }
        _ => None,
    };
    let files = output::print(&client, layout)
        .map_err(|message| vec![Diagnostic::new(Code::Internal, &Pointer::root(), message)])?;
    let value = document.value();
    let count = |pointer: &str| {
        value
            .pointer(pointer)
            .and_then(Value::as_object)
            .map_or(0, serde_json::Map::len)
    };
    let is_union = |model: &&Model| matches!(model.kind, ModelKind::Union(_));
    let unions = client.models.iter().filter(is_union);
    let of_schemas = client.schema_examples.iter().map(|it| it.examples.len());
    Ok(Generated {
        package: client.package.clone(),
        files,
        dependencies,
        tag_features: client.tag_features().map(str::to_owned).collect(),
        summary: Summary {
            paths: count("/paths"),
            operations: client.operations.len(),
            described: document.operations().len(),
            uncalled: document.uncalled(),
            schemas: count("/components/schemas"),
            unions: unions.count(),
            actions,
            examples: client.examples.len() + of_schemas.sum::<usize>(),
        },
        names: client.names,
        effective: value.clone(),
        diagnostics,
    })
}

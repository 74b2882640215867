//! Turns an OpenAPI description into the source of a Rust client crate: text in, files out.
//!
//! The library has no I/O, no clock and no environment; the same input gives the same bytes.

use std::collections::BTreeMap;

use serde_json::Value;

pub mod api;
mod auth;
pub mod compare;
pub mod coverage;
pub mod diagnostic;
pub mod document;
mod dump;
mod emit;
mod input;
mod judge;
pub mod name_quality;
pub mod output;
pub mod propose;
mod rate_limit;
pub mod rust;
mod webhooks;

pub use auth::Auth;
use diagnostic::{Code, Diagnostic, Severity};
use document::Document;
pub use dump::{Stage, dump};
pub use input::{
    Bounded, Choices, Chosen, Config, Input, Mention, NameLines, Names, Paging, Personal, Runtime,
    Selection, Source, Untagged,
};
pub use judge::{Base, Described, Hand, Judgement, Subject, Which, judge};
use output::Layout;
pub use rate_limit::RateLimit;
pub use webhooks::{EventId, KeyForm, SigningScheme, Webhooks};

/// What one run makes.
#[derive(Clone, Debug)]
pub struct Generated {
    /// The name of the client package.
    pub package: String,
    /// Path relative to the client package, with `/` on every system, to content.
    pub files: BTreeMap<String, String>,
    /// The pinned names given, with those added that were computed in this run.
    pub names: Names,
    /// The description with all overlays applied: plain OpenAPI, the input of everything after it.
    pub effective: serde_json::Value,
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

/// Generates the modules of a client, and the tests that come with it: the whole pipeline. What
/// stands around them in the client package is written by hand.
///
/// # Errors
///
/// Everything that is wrong with the description or an overlay, at once, where at least one
/// finding is an error.
pub fn generate(input: &Input) -> Result<Generated, Vec<Diagnostic>> {
    print(Described::read(input)?, Layout::Modules)
}

/// Generates the modules of a client from a description that is read already.
///
/// # Errors
///
/// Where the generator made something that is no Rust.
pub fn generate_from(described: Described) -> Result<Generated, Vec<Diagnostic>> {
    print(described, Layout::Modules)
}

/// Generates a whole client package: what [`generate`] makes, and the manifest, the root of the
/// library and a README around it.
///
/// # Errors
///
/// As of [`generate`].
pub fn generate_package(
    input: &Input<Choices>,
    runtime: &Runtime,
) -> Result<Generated, Vec<Diagnostic>> {
    let effective = effective(input)?;
    let title = effective.0.value().pointer("/info/title");
    let title = title.and_then(Value::as_str).unwrap_or_default();
    let config = rust::complete(&input.config, title);
    generate_package_from(
        Described::of_config(effective, &input.names, &config)?,
        runtime,
    )
}

/// As [`generate_package`], for a client that was generated before: what both descriptions have keeps
/// its name. `before` is the effective description of that time, as JSON.
///
/// # Errors
///
/// As of [`generate`].
pub fn generate_package_after(
    before: &Source,
    input: &Input<Choices>,
    runtime: &Runtime,
) -> Result<Generated, Vec<Diagnostic>> {
    let effective = effective(input)?;
    let value = effective.0.value();
    let title = value.pointer("/info/title").and_then(Value::as_str);
    let config = rust::complete(&input.config, title.unwrap_or_default());
    let now = value.to_string();
    if before.text == now {
        let described = Described::of_config(effective, &input.names, &config)?;
        return generate_package_from(described, runtime);
    }
    let unknown = effective
        .0
        .unknown_operations("reading-only", &config.reading_only);
    if !unknown.is_empty() {
        return Err(unknown);
    }
    let base = Input {
        description: before.clone(),
        overlays: Vec::new(),
        names: input.names.clone(),
        // What is selected is all that it has, and it may lack what is chosen now.
        config: Config {
            only: Chosen::default(),
            exclude: Chosen::default(),
            reading_only: Vec::new(),
            personal: Personal::default(),
            ..config.clone()
        },
    };
    let revision = Input {
        description: input.description.clone(),
        overlays: input.overlays.clone(),
        names: input.names.clone(),
        config,
    };
    match judge(&base, &revision) {
        Ok(judged) if judged.hands.is_empty() => generate_package_from(judged.revision, runtime),
        // The judgement has something otherwise than it is.
        Ok(judged) => {
            let names = judged.revision.client.names;
            generate_package(
                &Input {
                    names,
                    ..input.clone()
                },
                runtime,
            )
        }
        Err((Which::Revision, found)) => Err(found),
        // Nothing can be learnt from a description that this generator does not read.
        Err((Which::Base, _)) => generate_package(input, runtime),
    }
}

/// Generates a whole client package from a description that is read already.
///
/// # Errors
///
/// As of [`generate_from`].
pub fn generate_package_from(
    described: Described,
    runtime: &Runtime,
) -> Result<Generated, Vec<Diagnostic>> {
    print(described, Layout::Package(runtime))
}

/// A module with the function `call`, which calls any operation of a client with values known at run
/// time. Operations that send forms with parts or bodies piece by piece are absent. The client must be in
/// scope as `released`; the module's parent has `Probe`, `Outcome` and `NO_CALL`.
///
/// # Errors
///
/// Where the generator made something that is no Rust.
pub fn probe(client: &rust::Client) -> Result<String, String> {
    output::print_items(vec![emit::probe(client).into()])
}

fn print(described: Described, layout: Layout<'_>) -> Result<Generated, Vec<Diagnostic>> {
    let Described {
        document,
        client,
        actions,
        diagnostics,
        ..
    } = described;
    let files = output::print(&client, layout).map_err(|message| {
        vec![Diagnostic::new(
            Code::Internal,
            &document::Pointer::root(),
            message,
        )]
    })?;
    let value = document.value();
    let count = |pointer: &str| {
        value
            .pointer(pointer)
            .and_then(Value::as_object)
            .map_or(0, serde_json::Map::len)
    };
    let is_union = |model: &&rust::Model| matches!(model.kind, rust::ModelKind::Union(_));
    let unions = client.models.iter().filter(is_union);
    let of_schemas = client.schema_examples.iter().map(|it| it.examples.len());
    Ok(Generated {
        package: client.package.clone(),
        files,
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

/// The description with all overlays applied, in the form that the later stages read; the number
/// of actions, and notes.
///
/// # Errors
///
/// Everything that is wrong with the description or an overlay.
pub fn effective<C: Bounded>(
    input: &Input<C>,
) -> Result<(Document, usize, Vec<Diagnostic>), Vec<Diagnostic>> {
    let mut document = Document::parse_within(&input.description, input.config.limits())?;
    let applied = document.apply(&input.overlays)?;
    let mut diagnostics = document.normalise_within(&input.config.selection());
    if diagnostics
        .iter()
        .any(|diagnostic| diagnostic.severity() == Severity::Error)
    {
        document.locate(&mut diagnostics);
        return Err(diagnostics);
    }
    diagnostics.extend(applied.notes);
    Ok((document, applied.actions, diagnostics))
}

//! The events that an API sends, as Rust items: a module of their own.

use std::collections::BTreeMap;

use serde::Serialize;

use super::{Client, Ident, Model, ModelKind, ModelValues, SchemaExamples};
use crate::SigningScheme;

/// The module of the events.
#[derive(Clone, Debug, Serialize)]
pub struct Webhooks {
    /// The description of the events.
    pub docs: Vec<String>,
    /// How requests are signed.
    pub scheme: SigningScheme,
    /// The types of the events, sorted by name.
    pub models: Vec<Model>,
    /// The union of the events, for examples: the first union in the order of the names.
    pub event: Option<Ident>,
    /// Former names of types, each with the type that replaces it.
    pub aliases: BTreeMap<Ident, Ident>,
    /// The examples in the description, each tested.
    pub examples: Vec<SchemaExamples>,
    /// A value of each type, for users' tests.
    pub model_values: BTreeMap<String, ModelValues>,
}

/// Turns payload types into event types, which programs decode but never construct.
pub(crate) fn only_received(client: &mut Client) {
    client.unused.clear();
    for model in &mut client.models {
        // A newer API may require more properties, which would change `new`.
        if let ModelKind::Struct(structure) = &mut model.kind {
            structure.sent = false;
            for field in &mut structure.fields {
                field.received = false;
            }
        }
    }
}

impl Webhooks {
    /// The events of a client that has no operations.
    pub(crate) fn new(scheme: &SigningScheme, client: &Client) -> Self {
        let is_union = |model: &&Model| matches!(model.kind, ModelKind::Union(_));
        let event = client.models.iter().find(is_union);
        Self {
            docs: client.docs.clone(),
            scheme: scheme.clone(),
            event: event.map(|it| it.name.clone()),
            models: client.models.clone(),
            aliases: client.aliases.clone(),
            examples: client.schema_examples.clone(),
            model_values: client.model_values.clone(),
        }
    }
}

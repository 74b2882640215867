//! The events that an API sends, as Rust items: a module of their own.

use std::collections::BTreeMap;

use serde::Serialize;

use super::{Client, Ident, Model, ModelKind, ModelValues, SchemaExamples};
use crate::SigningScheme;

/// The module of the events.
#[derive(Clone, Debug, Serialize)]
pub struct Webhooks {
    /// What the description says of the events.
    pub docs: Vec<String>,
    /// How requests are signed.
    pub scheme: SigningScheme,
    /// The types of the events, sorted by name.
    pub models: Vec<Model>,
    /// The union of the events, for examples: the first union in the order of the names.
    pub event: Option<Ident>,
    /// The values that the description shows, each tested.
    pub examples: Vec<SchemaExamples>,
    /// A value of each type, for users' tests.
    pub model_values: BTreeMap<String, ModelValues>,
}

impl Webhooks {
    /// The events of a client that has no operations.
    pub(crate) fn new(scheme: SigningScheme, client: Client) -> Self {
        let mut models = client.models;
        for model in &mut models {
            // They only come: a newer API may require more of them, which would change `new`.
            if let ModelKind::Struct(structure) = &mut model.kind {
                structure.sent = false;
                for field in &mut structure.fields {
                    field.received = false;
                }
            }
        }
        let is_union = |model: &&Model| matches!(model.kind, ModelKind::Union(_));
        Self {
            docs: client.docs,
            scheme,
            event: models.iter().find(is_union).map(|it| it.name.clone()),
            models,
            examples: client.schema_examples,
            model_values: client.model_values,
        }
    }
}

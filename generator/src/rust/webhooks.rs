//! The events that an API sends, as Rust items: a module of their own.

use super::{Client, Model, ModelKind, Webhooks};
use crate::SigningScheme;

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

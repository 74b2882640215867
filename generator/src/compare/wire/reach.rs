//! The users of a schema: operations, and the payloads of webhooks and callbacks.

use indexmap::IndexSet;

use super::named::Named;
use crate::api::{Api, SchemaId};

/// The schemas that operations reference, and the types of received payloads.
pub(super) fn reachable<'a>(api: &'a Api, named: &Named) -> IndexSet<&'a SchemaId> {
    let mut roots: Vec<&SchemaId> = Vec::new();
    for operation in &api.operations {
        let bodies = operation.body.iter().flat_map(|body| &body.contents);
        let responses = operation.success.iter().chain(&operation.failures);
        let contents = responses.flat_map(|one| &one.contents);
        let parameters = operation
            .parameters
            .iter()
            .filter_map(|one| one.value.as_ref());
        let contents = bodies.chain(contents).map(|content| &content.value);
        roots.extend(contents.chain(parameters).map(|value| &value.schema));
    }
    let payloads = api.receivers.iter().flat_map(|one| one.payloads.values());
    let payloads = payloads.map(|value| &value.schema);
    roots.extend(payloads.filter(|id| named.contains_key(id)));
    reach(api, roots)
}

/// These schemas, and all that they reference.
pub(super) fn reach<'a>(api: &'a Api, mut waiting: Vec<&'a SchemaId>) -> IndexSet<&'a SchemaId> {
    let mut seen = IndexSet::new();
    while let Some(id) = waiting.pop() {
        if seen.insert(id)
            && let Some(schema) = api.schemas.get(id)
        {
            waiting.extend(schema.kind.children().map(|value| &value.schema));
        }
    }
    seen
}

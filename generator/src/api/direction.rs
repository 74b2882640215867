//! readOnly and writeOnly: one side can't require properties that the other never sends.

use std::collections::{BTreeMap, BTreeSet};

use super::{Operation, Schema, SchemaId, SchemaKind, Use, VariantTags};
use crate::diagnostic::Diagnostic;

/// Makes required properties optional if a schema is sent and only the server sets them, or if it is
/// received and only the client sends them (OpenAPI 3.0.3, Schema Object: `required` then applies to
/// the other direction only).
pub(super) fn relax_required(
    operations: &[(Option<Operation>, Vec<Diagnostic>)],
    schemas: &mut BTreeMap<SchemaId, Schema>,
    tags: &VariantTags,
) {
    let kept = || operations.iter().filter_map(|(one, _)| one.as_ref());
    let sent = kept().flat_map(|operation| {
        let parameters = operation
            .parameters
            .iter()
            .filter_map(|one| one.value.as_ref());
        let bodies = operation.body.iter().flat_map(|body| &body.contents);
        let bodies = bodies.map(|content| &content.value);
        parameters.chain(bodies)
    });
    let received = kept().flat_map(|operation| {
        let all = operation.success.iter().chain(&operation.failures);
        all.flat_map(|one| &one.contents)
            .map(|content| &content.value)
    });
    let sent = reachable(schemas, sent);
    let received = reachable(schemas, received);
    for (id, schema) in schemas {
        let SchemaKind::Object(object) = &mut schema.kind else {
            continue;
        };
        let tags = tags.get(id);
        for property in &mut object.properties {
            let never_sent = property.read_only && sent.contains(id);
            let never_received = property.write_only && received.contains(id);
            let is_tag = tags.is_some_and(|tags| tags.contains_key(&property.name));
            if !is_tag && (never_sent || never_received) {
                property.required = None;
            }
        }
    }
}

fn reachable<'a>(
    schemas: &BTreeMap<SchemaId, Schema>,
    from: impl Iterator<Item = &'a Use>,
) -> BTreeSet<SchemaId> {
    let mut seen = BTreeSet::new();
    let mut waiting: Vec<SchemaId> = from.map(|value| value.schema.clone()).collect();
    while let Some(id) = waiting.pop() {
        if let Some(schema) = schemas.get(&id)
            && seen.insert(id)
        {
            waiting.extend(schema.kind.children().map(|value| value.schema.clone()));
        }
    }
    seen
}

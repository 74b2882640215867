//! Forms with files that are sent as something else as well. A type of parts and a type of JSON are
//! two types: the form gets a schema of its own.

use std::collections::{BTreeMap, BTreeSet};

use super::{Encoding, Operation, Schema, SchemaId, SchemaKind};

/// Gives each form with parts whose schema is used elsewhere, too, a copy of the schema.
pub(super) fn separate_forms(
    operations: &mut [Operation],
    schemas: &mut BTreeMap<SchemaId, Schema>,
) {
    let others = used_elsewhere(operations, schemas);
    for operation in operations {
        let contents = operation
            .body
            .iter_mut()
            .flat_map(|body| &mut body.contents);
        for content in contents.filter(|content| content.encoding == Encoding::Multipart) {
            let id = &content.value.schema;
            let Some(schema) = schemas.get(id).filter(|schema| {
                matches!(schema.kind, SchemaKind::Object(_)) && others.contains(id)
            }) else {
                continue;
            };
            // No key of a schema is called so.
            let own = SchemaId(id.0.child("x-form"));
            let name = id.component().or_else(|| schema.title.clone());
            let copy = Schema {
                id: own.clone(),
                title: name.map(|name| format!("{name} form")),
                ..schema.clone()
            };
            schemas.entry(own.clone()).or_insert(copy);
            content.value.schema = own;
        }
    }
}

/// The schemas that are used in another way than as a form with parts.
fn used_elsewhere(
    operations: &[Operation],
    schemas: &BTreeMap<SchemaId, Schema>,
) -> BTreeSet<SchemaId> {
    let mut used: BTreeSet<SchemaId> = schemas
        .values()
        .flat_map(|schema| schema.kind.children())
        .map(|value| value.schema.clone())
        .collect();
    for operation in operations {
        let bodies = operation.body.iter().flat_map(|body| &body.contents);
        let bodies = bodies.filter(|content| content.encoding != Encoding::Multipart);
        let responses = operation.success.iter().chain(&operation.failures);
        let answers = responses.flat_map(|one| &one.contents);
        used.extend(
            bodies
                .chain(answers)
                .map(|content| content.value.schema.clone()),
        );
        let parameters = operation.parameters.iter();
        let parameters = parameters.filter_map(|parameter| parameter.value.as_ref());
        used.extend(parameters.map(|value| value.schema.clone()));
    }
    used
}

//! The order in which a document is lowered: schemas and operations, then the parts that depend on all
//! of them.

use std::collections::{BTreeMap, BTreeSet};

use super::lowering::SchemaLowering;
use super::schema::{self, Lowered};
use super::{
    Api, Operation, direction, encoded_parts, external_docs, form, mappings, operation, receivers,
    security, server, shown, union_shape, variant_tags,
};
use crate::Auth;
use crate::diagnostic::{Code, Diagnostic};
use crate::document::{Document, Node};

/// Lowers a document to the API; anything that can't be expressed is reported and skipped. `auth`
/// replaces the security schemes of the document.
#[must_use]
pub fn lower(document: &Document, auth: Option<&Auth>, diagnostics: &mut Vec<Diagnostic>) -> Api {
    let root = document.root();
    let mut schemas = SchemaLowering::new(root.clone());
    let components = root.get("components").and_then(|it| it.written("schemas"));
    for (_, schema) in components.iter().flat_map(Node::entries) {
        schemas.queue.add(schema.at());
    }
    let operations = operation::lower_all(&root, &mut schemas);
    let Lowered {
        mut schemas,
        extends,
        shared,
        shown,
        diagnostics: mut found,
    } = schema::lower_all(schemas);
    union_shape::settle(&mut schemas, &shared);
    let mut tags = variant_tags::settle(&mut schemas, &extends);
    direction::relax_required(&operations, &mut schemas, &tags);
    let mut shown = shown::collect(shown, &schemas);
    diagnostics.append(&mut found);
    mappings::report(&root, &schemas, diagnostics);
    // A shared parameter is visited once per operation.
    let mut said = BTreeSet::new();
    for (operation, problems) in &operations {
        for problem in problems {
            if said.insert((problem.code, &problem.pointer, &problem.message)) {
                diagnostics.push(problem.clone());
            }
        }
        if let Some(operation) = operation
            && operation.id.is_none()
        {
            diagnostics.push(Diagnostic::new(
                Code::MissingOperationId,
                &operation.pointer,
                format!("{} has no operationId", operation.key),
            ));
        }
    }
    let mut operations: Vec<Operation> = operations
        .into_iter()
        .filter_map(|(operation, _)| operation)
        .collect();
    form::refuse_formless(&mut operations, &schemas, diagnostics);
    form::note_parts(&mut operations, &schemas, diagnostics);
    form::separate_forms(&mut operations, &mut schemas, &mut tags);
    form::order_parts(document, &mut operations, &schemas);
    let encoded = encoded_parts::take_encoded(&mut operations, &mut schemas, &mut tags);
    shown.retain(|node, _| !encoded.contains(node));
    let security = security::lower(&root, &operations, auth, diagnostics);
    let (servers, base_path, own_servers) = server::lower(&root, &operations, diagnostics);
    let (receivers, mut received, tags_of_received) = receivers::lower(&root);
    received.retain(|id, _| !schemas.contains_key(id));
    let tags_of_received = tags_of_received.into_iter();
    tags.extend(tags_of_received.filter(|(id, _)| received.contains_key(id)));
    let info = |key: &str| root.get("info")?.text(key);
    Api {
        title: info("title").unwrap_or_default(),
        description: external_docs::linked(info("description"), root.value()),
        tags: described_tags(&root),
        servers,
        base_path,
        own_servers,
        security,
        operations,
        receivers,
        schemas: schemas.into_iter().collect(),
        received,
        variant_tags: tags,
        shown,
    }
}

/// The descriptions of the document's tags.
fn described_tags(root: &Node<'_>) -> BTreeMap<String, String> {
    let tags = root.items("tags").into_iter();
    let described = tags.filter_map(|tag| {
        let name = tag.str("name")?.trim().to_owned();
        Some((
            name,
            external_docs::linked(tag.text("description"), tag.value())?,
        ))
    });
    described.collect()
}

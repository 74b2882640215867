//! Properties of forms beyond their schemas. A form with parts that is also sent in another way gets a
//! schema of its own: a type of parts and a type of JSON are two types. Parts keep the order of the
//! description. Schemas without properties aren't forms.

use std::collections::{BTreeMap, BTreeSet};

use super::{Content, Encoding, Operation, Position, Schema, SchemaId, SchemaKind, VariantTags};
use crate::diagnostic::{Code, Diagnostic};
use crate::document::{Document, Made, Pointer};

type Schemas = BTreeMap<SchemaId, Schema>;

/// The contents of all request bodies.
fn contents(operations: &mut [Operation]) -> impl Iterator<Item = (Pointer, &mut Content)> {
    operations.iter_mut().flat_map(|operation| {
        let at = operation.pointer.child("requestBody").child("content");
        let body = operation.body.iter_mut();
        body.flat_map(|body| &mut body.contents)
            .map(move |content| (at.clone(), content))
    })
}

/// Turns URL-encoded forms without properties into strings, as their keys are unknown.
pub(super) fn refuse_formless(
    operations: &mut [Operation],
    schemas: &Schemas,
    diagnostics: &mut Vec<Diagnostic>,
) {
    let forms = contents(operations).filter(|(_, content)| content.encoding == Encoding::Form);
    for (at, content) in forms {
        let kind = match schemas.get(&content.value.schema).map(|it| &it.kind) {
            Some(SchemaKind::List(_) | SchemaKind::Tuple(_) | SchemaKind::OpenTuple { .. }) => {
                "an array"
            }
            Some(SchemaKind::String(_) | SchemaKind::Enum(_)) => "a string",
            Some(SchemaKind::Integer(_) | SchemaKind::Number) => "a number",
            Some(SchemaKind::Boolean) => "a boolean",
            _ => continue,
        };
        let message = format!(
            "the schema of the form is {kind}, which has no properties; the call takes the encoded string"
        );
        let at = at.child(&content.media_type).child("schema");
        diagnostics.push(Diagnostic::new(Code::FormWithoutProperties, &at, message));
        content.encoding = Encoding::Text;
    }
}

/// Notes encodings of parts that the form doesn't have, and headers of parts that are not in its type:
/// those without a schema, and those of parts that aren't properties of an object.
pub(super) fn note_parts(
    operations: &mut [Operation],
    schemas: &Schemas,
    diagnostics: &mut Vec<Diagnostic>,
) {
    for (at, content) in contents(operations) {
        let kind = schemas.get(&content.value.schema).map(|it| &it.kind);
        let object = match kind {
            Some(SchemaKind::Object(object)) if content.encoding == Encoding::Multipart => {
                Some(object)
            }
            _ => None,
        };
        let forms = [Encoding::Form, Encoding::Multipart];
        for (name, part) in &content.parts {
            let at = at.child(&content.media_type).child("encoding").child(name);
            if let Some(SchemaKind::Object(form)) = kind
                && forms.contains(&content.encoding)
                && form.properties.iter().all(|it| it.name != *name)
            {
                let message = format!(
                    "the form has no property `{name}`, so its encoding has no effect unless a caller adds one"
                );
                diagnostics.push(Diagnostic::new(Code::Malformed, &at, message));
                continue;
            }
            let is_part = object.is_some_and(|it| it.properties.iter().any(|it| it.name == *name));
            let headers = part.headers.iter();
            let left = headers.filter(|(_, header)| !is_part || header.is_none());
            let named: Vec<String> = left.map(|(name, _)| format!("`{name}`")).collect();
            if named.is_empty() {
                continue;
            }
            let message = format!(
                "the type of the part `{name}` doesn't have the header {}",
                named.join(", ")
            );
            diagnostics.push(Diagnostic::new(Code::PartHeaders, &at, message));
        }
    }
}

/// Orders the parts of forms like the properties in the description.
pub(super) fn order_parts(document: &Document, operations: &mut [Operation], schemas: &Schemas) {
    let properties = |content: &Content| match schemas.get(&content.value.schema)?.kind {
        SchemaKind::Object(ref object) if content.encoding == Encoding::Multipart => {
            Some(&object.properties)
        }
        _ => None,
    };
    let all = contents(operations).filter_map(|(_, content)| properties(content));
    // Looking up positions takes a pass over the text, which a single part doesn't need.
    let all = all.filter(|all| all.len() > 1).flatten();
    let sites = document.sites(all.map(|property| property.at.0.clone()).collect());
    for (_, content) in contents(operations) {
        let mut properties: Vec<_> = properties(content).into_iter().flatten().collect();
        properties.sort_by_key(|property| {
            let (file, place) = sites.get(&property.at.0)?;
            Some((file, place.as_ref().map(|it| (it.line, it.column))))
        });
        for (index, property) in properties.into_iter().enumerate() {
            let part = content.parts.entry(property.name.clone()).or_default();
            part.position = Position(index);
        }
    }
}

/// Gives each form with parts a copy of its schema if the schema is also used elsewhere.
pub(super) fn separate_forms(
    operations: &mut [Operation],
    schemas: &mut Schemas,
    tags: &mut VariantTags,
) {
    let bodies = operations.iter().filter_map(|one| one.body.as_ref());
    let contents = bodies.flat_map(|body| &body.contents);
    if !contents
        .map(|it| it.encoding)
        .any(|it| it == Encoding::Multipart)
    {
        return;
    }
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
            let own = SchemaId(id.0.made(Made::Form));
            let name = id.component().or_else(|| schema.title.clone());
            let copy = Schema {
                id: own.clone(),
                title: name.map(|name| format!("{name} form")),
                ..schema.clone()
            };
            schemas.entry(own.clone()).or_insert(copy);
            if let Some(of_schema) = tags.get(id).cloned() {
                tags.insert(own.clone(), of_schema);
            }
            content.value.schema = own;
        }
    }
}

/// The schemas that are used other than as a form with parts.
fn used_elsewhere(operations: &[Operation], schemas: &Schemas) -> BTreeSet<SchemaId> {
    let mut used: BTreeSet<SchemaId> = schemas
        .values()
        .flat_map(|schema| schema.kind.children())
        .map(|value| value.schema.clone())
        .collect();
    for operation in operations {
        let bodies = operation.body.iter().flat_map(|body| &body.contents);
        let bodies = bodies.filter(|content| content.encoding != Encoding::Multipart);
        let responses = operation.success.iter().chain(&operation.failures);
        let responses = responses.flat_map(|one| &one.contents);
        used.extend(
            bodies
                .chain(responses)
                .map(|content| content.value.schema.clone()),
        );
        let parameters = operation.parameters.iter();
        let parameters = parameters.filter_map(|parameter| parameter.value.as_ref());
        used.extend(parameters.map(|value| value.schema.clone()));
        let parts = operation.body.iter().flat_map(|body| &body.contents);
        let headers = parts.flat_map(|content| content.parts.values());
        let headers = headers.flat_map(|part| &part.headers);
        let headers = headers.filter_map(|(_, header)| header.as_ref());
        used.extend(headers.map(|header| header.value.schema.clone()));
    }
    used
}

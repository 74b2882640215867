//! Paths and methods to operations: path parts, parameters, bodies and responses.

use std::collections::BTreeMap;

use openapiv3::{MediaType, RequestBody, Response as SpecResponse};
use serde_json::Value;

use super::example::collect_examples;
use super::parameter::Parameters;
use super::path::template;
use super::schema::SchemaLowering;
use super::shallow::read_node;
use super::unreadable::find_unreadable;
use super::{
    Body, Content, Encoding, Operation, Response, Schema, SchemaId, SchemaKind, Status, keys, text,
};
use crate::diagnostic::{Code, Diagnostic};
use crate::document::{self, METHODS, Pointer};

/// The tag of operations that have none.
const UNTAGGED: &str = "default";

/// Every operation, or why it is left out, sorted by path and method.
pub(super) fn lower_all<'a>(
    root: &'a Value,
    schemas: &mut SchemaLowering<'a>,
) -> Vec<(Option<Operation>, Vec<Diagnostic>)> {
    let mut operations = Vec::new();
    let mut first_with_id: BTreeMap<String, String> = BTreeMap::new();
    for path in keys(root.get("paths")) {
        let at_path = Pointer::root().child("paths").child(path);
        let Some(item) = root.get("paths").and_then(|paths| paths.get(path)) else {
            continue;
        };
        let (item, at_path) = resolved(root, item, at_path);
        for method in keys(Some(item)) {
            let Some(value) = item
                .get(method)
                .filter(|_| METHODS.contains(&method.as_str()))
            else {
                continue;
            };
            let pointer = at_path.child(method);
            let mut problems = Vec::new();
            let context = Context {
                root,
                item,
                value,
                path,
                method,
                pointer,
            };
            let key = format!("{} {path}", method.to_uppercase());
            let unreadable =
                find_unreadable(root, item, value, &context.pointer, &key).map_or(Ok(()), Err);
            let operation = match unreadable.and_then(|()| context.lower(schemas, &mut problems)) {
                Ok(operation) => Some(operation),
                Err(problem) => {
                    problems.push(problem);
                    None
                }
            };
            if let Some(operation) = &operation
                && let Some(id) = &operation.id
            {
                let first = first_with_id
                    .entry(id.clone())
                    .or_insert_with(|| operation.key.clone());
                if *first != operation.key {
                    problems.push(Diagnostic::new(
                        Code::DuplicateOperationId,
                        &operation.pointer.child("operationId"),
                        format!("`{id}` is the operationId of {first} already"),
                    ));
                }
            }
            operations.push((operation, problems));
        }
    }
    operations
}

/// Leaves out the operations with a form that is no object.
pub(super) fn leave_out_unwritable(
    operations: Vec<(Option<Operation>, Vec<Diagnostic>)>,
    schemas: &BTreeMap<SchemaId, Schema>,
) -> Vec<(Option<Operation>, Vec<Diagnostic>)> {
    operations
        .into_iter()
        .map(|(operation, mut problems)| {
            let Some(operation) = operation else {
                return (None, problems);
            };
            let form = operation
                .body
                .as_ref()
                .filter(|body| body.content.encoding == Encoding::Multipart);
            if let Some(body) = form
                && !matches!(
                    schemas.get(&body.content.value.schema).map(|it| &it.kind),
                    Some(SchemaKind::Object(_))
                )
            {
                problems.push(Diagnostic::new(
                    Code::UnsupportedOperation,
                    &operation.pointer,
                    "its form has no named parts",
                ));
                return (None, problems);
            }
            (Some(operation), problems)
        })
        .collect()
}

/// The node that a `$ref` leads to, or the node itself.
pub(super) fn resolved<'a>(
    root: &'a Value,
    mut value: &'a Value,
    mut pointer: Pointer,
) -> (&'a Value, Pointer) {
    for _ in 0..32 {
        let Some(reference) = value.get("$ref").and_then(Value::as_str) else {
            break;
        };
        let Ok((target, found)) = document::resolve(root, reference) else {
            break;
        };
        (value, pointer) = (found, target);
    }
    (value, pointer)
}

/// One operation and where it stands.
struct Context<'a> {
    root: &'a Value,
    item: &'a Value,
    value: &'a Value,
    path: &'a str,
    method: &'a str,
    pointer: Pointer,
}

impl<'a> Context<'a> {
    fn lower(
        &self,
        schemas: &mut SchemaLowering<'a>,
        problems: &mut Vec<Diagnostic>,
    ) -> Result<Operation, Diagnostic> {
        let key = format!("{} {}", self.method.to_uppercase(), self.path);
        let mut path = template(self.path);
        for text in &path.left_out {
            problems.push(Diagnostic::new(
                Code::PathMismatch,
                &self.pointer.parent(),
                format!("`{text}` is no part of a path; it is left out"),
            ));
        }
        let mut parameters = Parameters {
            root: self.root,
            schemas,
            notes: problems,
        };
        let nodes = [
            (self.item, self.pointer.parent()),
            (self.value, self.pointer.clone()),
        ];
        let parameters = parameters.lower(nodes, &mut path.parts)?;
        let body = self.body(schemas)?;
        let (success, failures) = self.responses(schemas)?;
        let mut tags: Vec<String> = Vec::new();
        for tag in self
            .value
            .get("tags")
            .and_then(Value::as_array)
            .into_iter()
            .flatten()
        {
            match tag.as_str().map(str::trim) {
                Some(tag) if !tag.is_empty() && !tags.iter().any(|other| other == tag) => {
                    tags.push(tag.to_owned());
                }
                _ => {}
            }
        }
        if tags.is_empty() {
            tags.push(UNTAGGED.to_owned());
        }
        Ok(Operation {
            key,
            pointer: self.pointer.clone(),
            id: text(self.value.get("operationId")),
            method: self.method.to_uppercase(),
            path: self.path.to_owned(),
            parts: path.parts,
            query: path.query,
            summary: text(self.value.get("summary")),
            description: text(self.value.get("description")),
            deprecated: self
                .value
                .get("deprecated")
                .and_then(Value::as_bool)
                .unwrap_or(false),
            tags,
            parameters,
            body,
            success,
            failures,
            examples: collect_examples(self.root, self.value, &self.pointer),
        })
    }

    fn body(&self, schemas: &mut SchemaLowering<'_>) -> Result<Option<Body>, Diagnostic> {
        let Some(value) = self.value.get("requestBody") else {
            return Ok(None);
        };
        let (value, pointer) = resolved(self.root, value, self.pointer.child("requestBody"));
        let body: RequestBody = read_node(value, &pointer)?;
        let Some(content) = content(&body.content, &pointer, schemas)? else {
            return Ok(None);
        };
        Ok(Some(Body {
            required: body.required,
            description: body.description.filter(|text| !text.trim().is_empty()),
            content,
        }))
    }

    fn responses(
        &self,
        schemas: &mut SchemaLowering<'_>,
    ) -> Result<(Vec<Response>, Vec<Response>), Diagnostic> {
        let at = self.pointer.child("responses");
        let mut success = Vec::new();
        let mut failures = Vec::new();
        for code in keys(self.value.get("responses")) {
            let Some(status) = status(code) else { continue };
            let Some(value) = self.value.get("responses").and_then(|all| all.get(code)) else {
                continue;
            };
            let (value, pointer) = resolved(self.root, value, at.child(code));
            let response: SpecResponse = read_node(value, &pointer)?;
            let response = Response {
                status,
                description: Some(response.description).filter(|text| !text.trim().is_empty()),
                content: content(&response.content, &pointer, schemas)?,
            };
            match status {
                Status::Code(200..300) | Status::Range(2) => success.push(response),
                _ => failures.push(response),
            }
        }
        // A document may describe its only answer as `default`.
        if success.is_empty()
            && let Some(index) = failures.iter().position(|r| r.status == Status::Default)
        {
            success.push(failures.remove(index));
        }
        success.sort_by_key(|response| response.status);
        failures.sort_by_key(|response| response.status);
        let mut contents = success.iter().map(|response| &response.content);
        if let Some(first) = contents.next()
            && contents.any(|other| other != first)
        {
            return Err(Diagnostic::new(
                Code::UnsupportedOperation,
                &at,
                "its success statuses answer with different bodies",
            ));
        }
        Ok((success, failures))
    }
}

/// The media type that the client uses: JSON before all others, else the first in sorted order.
fn content(
    content: &indexmap::IndexMap<String, MediaType>,
    pointer: &Pointer,
    schemas: &mut SchemaLowering<'_>,
) -> Result<Option<Content>, Diagnostic> {
    let mut choices: Vec<(Encoding, &String)> =
        content.keys().map(|name| (encoding(name), name)).collect();
    choices.sort();
    let Some((encoding, media_type)) = choices.first() else {
        return Ok(None);
    };
    let at = pointer.child("content").child(media_type);
    let schema = content
        .get(*media_type)
        .and_then(|media| media.schema.as_ref());
    let value = match schema {
        Some(schema) => schemas.use_of(schema),
        None => schemas.use_at(&at.child("schema")),
    };
    if *encoding == Encoding::Multipart && schema.is_none() {
        return Err(Diagnostic::new(
            Code::UnsupportedOperation,
            &at,
            "a multipart body without a schema has no parts",
        ));
    }
    Ok(Some(Content {
        media_type: (*media_type).clone(),
        encoding: *encoding,
        value,
    }))
}

pub(super) fn encoding(media_type: &str) -> Encoding {
    let essence = media_type
        .split(';')
        .next()
        .unwrap_or_default()
        .trim()
        .to_ascii_lowercase();
    match essence.as_str() {
        "multipart/form-data" => Encoding::Multipart,
        "application/xml" => Encoding::Text,
        "application/json" => Encoding::Json,
        other if other.ends_with("+json") => Encoding::Json,
        other if other.starts_with("text/") || other.ends_with("+xml") => Encoding::Text,
        _ => Encoding::Bytes,
    }
}

pub(super) fn status(code: &str) -> Option<Status> {
    match code.as_bytes() {
        b"default" => Some(Status::Default),
        [first @ b'1'..=b'5', b'X' | b'x', b'X' | b'x'] => Some(Status::Range(first - b'0')),
        _ => code
            .parse()
            .ok()
            .filter(|code| (100..600).contains(code))
            .map(Status::Code),
    }
}

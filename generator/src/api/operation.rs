//! Paths and methods to operations: path parts, parameters, bodies and responses.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::body::{bare_body, lower_body};
use super::example::collect_examples;
use super::parameter::Parameters;
use super::path::template;
use super::response::{links, lower_responses};
use super::schema::SchemaLowering;
use super::unreadable::find_unreadable;
use super::{Operation, keys, text};
use crate::diagnostic::{Code, Diagnostic};
pub(super) use crate::document::resolved;
use crate::document::{self, Described, Pointer};

/// The tag of operations that have none, as documentation shows it.
pub(crate) const UNTAGGED: &str = "default";

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
        let mut methods = BTreeSet::new();
        for described in document::operations(item, &at_path) {
            let mut problems = Vec::new();
            let key = format!("{} {path}", described.method);
            let method = check_method(&described, &mut methods, &key);
            let context = Context {
                root,
                item,
                item_pointer: at_path.clone(),
                value: described.value,
                path,
                method: described.method,
                key,
                pointer: described.pointer,
            };
            let readable = method.and_then(|()| {
                let operation = (context.value, &context.pointer);
                find_unreadable(root, (item, &at_path), operation, &context.key).map_or(Ok(()), Err)
            });
            let operation = match readable.and_then(|()| context.lower(schemas, &mut problems)) {
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
                        format!("duplicate operationId `{id}`; first used by {first}"),
                    ));
                }
            }
            operations.push((operation, problems));
        }
    }
    operations
}

/// Whether a request can be sent with the method of an operation, and no other operation of the
/// path has it: `additionalOperations` may say any text, also one that has a field of its own.
fn check_method(
    described: &Described<'_>,
    methods: &mut BTreeSet<String>,
    key: &str,
) -> Result<(), Diagnostic> {
    let method = &described.method;
    // A token (RFC 9110, sections 5.6.2 and 9.1).
    let in_token = |c: u8| c.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&c);
    let wrong = if method.is_empty() || !method.bytes().all(in_token) {
        "is no method of HTTP"
    } else if method == "CONNECT" {
        "asks a proxy for a tunnel, it goes to no path"
    } else if !methods.insert(method.clone()) {
        "has another operation on this path"
    } else {
        return Ok(());
    };
    let message = format!("`{key}` is left out: `{method}` {wrong}");
    let at = &described.pointer;
    Err(Diagnostic::new(Code::UnsupportedOperation, at, message))
}

/// One operation and where it stands.
struct Context<'a> {
    root: &'a Value,
    item: &'a Value,
    item_pointer: Pointer,
    value: &'a Value,
    path: &'a str,
    method: String,
    key: String,
    pointer: Pointer,
}

impl<'a> Context<'a> {
    fn lower(
        &self,
        schemas: &mut SchemaLowering<'a>,
        problems: &mut Vec<Diagnostic>,
    ) -> Result<Operation, Diagnostic> {
        let mut path = template(self.path);
        for text in &path.left_out {
            problems.push(Diagnostic::new(
                Code::PathMismatch,
                &self.item_pointer,
                format!("`{text}` is no part of a path; it is left out"),
            ));
        }
        let mut parameters = Parameters {
            root: self.root,
            schemas,
            notes: problems,
        };
        let nodes = [
            (self.item, self.item_pointer.clone()),
            (self.value, self.pointer.clone()),
        ];
        let parameters = parameters.lower(nodes, &mut path.parts)?;
        let body = lower_body(self.root, self.value, &self.pointer, schemas);
        let bare_body = match &body {
            Some(_) => None,
            None => bare_body(self.root, self.value),
        };
        let operation = (self.value, &self.pointer, self.method.as_str());
        let (success, failures) = lower_responses(self.root, operation, schemas, problems);
        problems.extend(links(self.root, self.value, &self.pointer));
        let (name, group) = chosen_names(self.value);
        let tags = group.map_or_else(|| tags(self.value), |group| vec![group]);
        Ok(Operation {
            key: self.key.clone(),
            pointer: self.pointer.clone(),
            item: self.item_pointer.clone(),
            id: text(self.value.get("operationId")),
            name,
            method: self.method.clone(),
            path: self.path.to_owned(),
            parts: path.parts,
            query: path.query,
            summary: text(self.value.get("summary")),
            description: text(self.value.get("description"))
                .or_else(|| text(self.item.get("description"))),
            deprecated: self
                .value
                .get("deprecated")
                .and_then(Value::as_bool)
                .unwrap_or(false),
            sunset: text(self.value.get("x-sunset")),
            stability: text(self.value.get("x-stability-level")),
            tags,
            parameters,
            body,
            bare_body,
            success,
            failures,
            examples: collect_examples(self.root, self.value, &self.pointer),
            security: None,
            scopes: BTreeMap::new(),
            server: None,
        })
    }
}

/// The tags of an operation; that of operations without one where it has none.
fn tags(operation: &Value) -> Vec<String> {
    let listed = operation.get("tags").and_then(Value::as_array);
    let mut tags: Vec<String> = Vec::new();
    for tag in listed.into_iter().flatten() {
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
    tags
}

/// The names that a person chose for an operation and its group, in the extensions that other generators
/// read. A group may be a path, as a list or with dots.
fn chosen_names(operation: &Value) -> (Option<String>, Option<String>) {
    let find = |keys: [&str; 2]| keys.into_iter().find_map(|key| operation.get(key));
    let name = text(find([
        "x-speakeasy-name-override",
        "x-fern-sdk-method-name",
    ]));
    let group = match find(["x-speakeasy-group", "x-fern-sdk-group-name"]) {
        Some(Value::Array(parts)) => {
            let parts: Vec<&str> = parts.iter().filter_map(Value::as_str).collect();
            Some(parts.join(" "))
        }
        other => text(other).map(|group| group.replace('.', " ")),
    };
    (name, group.filter(|group| !group.trim().is_empty()))
}

//! Paths and methods to operations: path parts, parameters, bodies and responses.

use std::collections::{BTreeMap, BTreeSet};

use heck::ToSnakeCase;
use serde_json::Value;

use super::Operation;
use super::body::{lower_body, untyped_body};
use super::example::collect_examples;
use super::external_docs;
use super::keywords::text;
use super::lowering::SchemaLowering;
use super::paging;
use super::parameter::Parameters;
use super::path::template;
use super::response::{links, lower_responses};
use super::unreadable::find_unreadable;
use crate::diagnostic::{Code, Diagnostic};
use crate::document::{self, Described, Node};

/// The tag of operations without tags, as documentation tools show it.
pub(crate) const UNTAGGED: &str = "default";

/// Every operation, or the reason why it is skipped, sorted by path and method.
pub(super) fn lower_all(
    root: &Node<'_>,
    lowering: &mut SchemaLowering<'_>,
) -> Vec<(Option<Operation>, Vec<Diagnostic>)> {
    let mut operations = Vec::new();
    let mut first_with_id: BTreeMap<String, String> = BTreeMap::new();
    for (path, item) in root.members("paths") {
        let mut methods = BTreeSet::new();
        for described in document::operations(&item) {
            let mut problems = Vec::new();
            let key = format!("{} {path}", described.method);
            let method = check_method(&described, &mut methods, &key);
            let context = Context {
                item: &item,
                node: described.node,
                path,
                method: described.method,
                key,
            };
            let readable = method.and_then(|()| {
                let found = find_unreadable(&item, &context.node, &context.key);
                found.map_or(Ok(()), Err)
            });
            let operation = match readable.and_then(|()| context.lower(lowering, &mut problems)) {
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

/// Checks that a request can be sent with the operation's method, and that no other operation of the
/// path has it: `additionalOperations` may have any key, including methods with a field of their own.
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
    let at = described.node.at();
    Err(Diagnostic::new(Code::UnsupportedOperation, at, message))
}

/// One operation, with its path item.
struct Context<'a> {
    item: &'a Node<'a>,
    node: Node<'a>,
    path: &'a str,
    method: String,
    key: String,
}

impl Context<'_> {
    fn lower(
        &self,
        lowering: &mut SchemaLowering<'_>,
        problems: &mut Vec<Diagnostic>,
    ) -> Result<Operation, Diagnostic> {
        let Self { item, node, .. } = self;
        let mut path = template(self.path);
        for text in &path.omitted {
            problems.push(Diagnostic::new(
                Code::PathMismatch,
                item.at(),
                format!("`{text}` is no part of a path; it is left out"),
            ));
        }
        let mut parameters = Parameters {
            lowering,
            notes: problems,
        };
        let parameters = parameters.lower([item, node], &mut path.parts)?;
        let body = lower_body(node, lowering);
        let untyped_body = match &body {
            Some(_) => None,
            None => untyped_body(node),
        };
        let (success, failures) = lower_responses(node, &self.method, lowering, problems);
        problems.extend(links(node));
        let (name, group) = chosen_names(node);
        let paging = paging::stated(node, problems);
        let mut tags = tags(node);
        if let Some(group) = group {
            problems.extend(replaced(node, &tags, &group));
            tags = vec![group];
        }
        Ok(Operation {
            key: self.key.clone(),
            pointer: node.at().clone(),
            item: item.at().clone(),
            id: node.text("operationId"),
            name,
            method: self.method.clone(),
            path: self.path.to_owned(),
            parts: path.parts,
            query: path.query,
            summary: node.text("summary"),
            description: external_docs::linked(
                node.text("description")
                    .or_else(|| item.text("description")),
                node.value(),
            ),
            deprecated: node.is("deprecated"),
            sunset: node.text("x-sunset"),
            stability: node.text("x-stability-level"),
            tags,
            parameters,
            body,
            untyped_body,
            success,
            failures,
            examples: collect_examples(node),
            paging,
        })
    }
}

/// The tags of an operation, or that of operations without tags.
fn tags(operation: &Node<'_>) -> Vec<String> {
    let mut tags: Vec<String> = Vec::new();
    for tag in operation.items("tags") {
        match tag.value().as_str().map(str::trim) {
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

/// Reports that a group replaces tags that differ from it.
fn replaced(operation: &Node<'_>, tags: &[String], group: &str) -> Option<Diagnostic> {
    let others: Vec<String> = (tags.iter())
        .filter(|tag| *tag != UNTAGGED && tag.to_snake_case() != group.to_snake_case())
        .map(|tag| format!("`{tag}`"))
        .collect();
    let message = format!(
        "the group `{group}` of the operation takes the place of its tags {}",
        others.join(", ")
    );
    let at = operation.at().child("tags");
    (!others.is_empty()).then(|| Diagnostic::new(Code::Contradiction, &at, message))
}

/// The names that the author chose for an operation and its group, in the extensions of other
/// generators. A group may be a path, as a list or with dots.
fn chosen_names(operation: &Node<'_>) -> (Option<String>, Option<String>) {
    let names = ["x-speakeasy-name-override", "x-fern-sdk-method-name"];
    let name = names.iter().find_map(|key| operation.text(key));
    let groups = ["x-speakeasy-group", "x-fern-sdk-group-name"];
    let group = groups.iter().find_map(|key| operation.written(key));
    let group = group.and_then(|group| match group.value() {
        Value::Array(parts) => {
            let parts: Vec<&str> = parts.iter().filter_map(Value::as_str).collect();
            Some(parts.join(" "))
        }
        other => text(other).map(|group| group.replace('.', " ")),
    });
    (name, group.filter(|group| !group.trim().is_empty()))
}

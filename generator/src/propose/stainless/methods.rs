//! Methods. In: the resources. Out: an action for each operation, with its name, group and paging.
//! Absent: checking whether a convention fits an operation.

use std::collections::BTreeMap;

use serde_json::Value;

use super::reading::{Reading, Resource};
use super::schemes::Scheme;
use crate::diagnostic::did_you_mean;
use crate::document::{METHODS, Node, Pointer, member};
use crate::propose::overlay_text::{Action, Change, Node as Text};

/// The supported keys of a resource and of a method.
const OF_RESOURCE: [&str; 3] = ["methods", "models", "subresources"];
const OF_METHOD: [&str; 3] = ["endpoint", "paginated", "type"];
/// The resource whose methods are those of the client.
const CLIENT: &str = "$client";

pub(super) fn actions(
    reading: &mut Reading<'_>,
    resources: &[Resource<'_>],
    schemes: &[Scheme],
) -> Vec<Action> {
    let mut known: Vec<String> = Vec::new();
    for (path, item) in Node::root(reading.effective).members("paths") {
        let methods = item.entries().into_iter().map(|(method, _)| method);
        let methods = methods.filter(|method| METHODS.contains(method));
        known.extend(methods.map(|method| format!("{method} {path}")));
    }
    let mut actions = Vec::new();
    let mut taken: BTreeMap<String, String> = BTreeMap::new();
    for resource in resources {
        for (key, node) in resource.node.entries() {
            if !OF_RESOURCE.contains(&key) {
                let meant = did_you_mean(key, OF_RESOURCE);
                reading.note(
                    node.at(),
                    format!("`{key}` of a resource has no effect{meant}"),
                );
            }
        }
        for (name, node) in resource.node.members("methods") {
            let full = format!("{}.{name}", resource.path.join("."));
            let Some(endpoint) = endpoint(reading, &node) else {
                continue;
            };
            if !known.contains(&endpoint) {
                let meant = did_you_mean(&endpoint, known.iter().map(String::as_str));
                let message = format!("the description has no operation `{endpoint}`{meant}");
                reading.error(node.at(), message);
                continue;
            }
            if let Some(first) = taken.get(&endpoint) {
                let message = format!("`{full}` has no effect: `{endpoint}` is already `{first}`");
                reading.note(node.at(), message);
                continue;
            }
            let mut evidence = vec![format!("{}: {full}", reading.place(node.at()))];
            let mut update = vec![("x-speakeasy-name-override".to_owned(), Text::text(name))];
            if resource.path != [CLIENT] {
                let group = resource.path.join(".");
                update.push(("x-speakeasy-group".to_owned(), Text::text(group)));
            }
            let (method, path) = endpoint.split_once(' ').unwrap_or_default();
            if let Some(scheme) = scheme(reading, &node, schemes, method, path) {
                evidence.push(format!(
                    "paging `{}` of {}: the request has its parameter, the response its properties",
                    scheme.name, scheme.place
                ));
                update.push(("x-speakeasy-pagination".to_owned(), scheme.node()));
            }
            actions.push(Action {
                evidence,
                target: format!("$.paths{}{}", member(path), member(method)),
                matches: 1,
                expect: Vec::new(),
                change: Change::Update(update),
            });
            taken.insert(endpoint, full);
        }
    }
    actions
}

/// The method and the path of an endpoint, the former in lower case.
fn endpoint(reading: &mut Reading<'_>, node: &Node<'_>) -> Option<String> {
    let said = match node.value() {
        Value::String(text) => Some(text.as_str()),
        Value::Object(_) => {
            for (key, inner) in node.entries() {
                if !OF_METHOD.contains(&key) {
                    let meant = did_you_mean(key, OF_METHOD);
                    reading.note(
                        inner.at(),
                        format!("`{key}` of a method has no effect{meant}"),
                    );
                }
            }
            node.str("endpoint")
        }
        _ => None,
    };
    let parts = said.and_then(|said| said.trim().split_once(char::is_whitespace));
    let Some((method, path)) = parts else {
        let message = "a method without an endpoint such as `get /pets` has no effect";
        reading.note(node.at(), message.to_owned());
        return None;
    };
    Some(format!("{} {}", method.to_ascii_lowercase(), path.trim()))
}

/// The scheme that a method names, or else the first that fits its operation.
fn scheme<'s>(
    reading: &mut Reading<'_>,
    node: &Node<'_>,
    schemes: &'s [Scheme],
    method: &str,
    path: &str,
) -> Option<&'s Scheme> {
    let at = Pointer::root().child("paths").child(path);
    let item = Node::find(reading.effective, at.clone())?;
    let operation = Node::find(reading.effective, at.child(method))?;
    let fitting = schemes.iter().find(|it| it.fits(&item, &operation));
    match node.value().get("paginated") {
        None => fitting,
        Some(Value::Bool(false)) => None,
        Some(Value::String(name)) => {
            let Some(scheme) = schemes.iter().find(|it| it.name == *name) else {
                let meant = did_you_mean(name, schemes.iter().map(|it| it.name.as_str()));
                let message = format!("paging `{name}` has no effect here{meant}");
                reading.note(node.at(), message);
                return None;
            };
            if !scheme.fits(&item, &operation) {
                let message = format!(
                    "paging `{name}` has no effect: `{method} {path}` lacks its parameter or its properties"
                );
                reading.note(node.at(), message);
                return None;
            }
            Some(scheme)
        }
        Some(_) => {
            if fitting.is_none() {
                let message = format!("no scheme of `pagination` fits `{method} {path}`");
                reading.note(node.at(), message);
            }
            fitting
        }
    }
}

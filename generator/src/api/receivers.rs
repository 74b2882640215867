//! What the API calls: webhooks and callbacks. The client has no part in them but the types of their
//! payloads; whoever receives them reads these.

use std::collections::BTreeSet;

use serde::Serialize;
use serde_json::Value;

use super::{SchemaId, Stands};
use crate::document::{self, Pointer, resolved};

/// One request that the API makes.
#[derive(Clone, Debug, Serialize)]
pub struct Receiver {
    /// What it is called: `webhook done (POST)`. Unique.
    pub key: String,
    /// Its Operation Object.
    pub at: Stands,
    /// The components that its payloads lead to right away.
    pub payloads: Vec<SchemaId>,
    /// The payloads that are described in place, as they are written.
    pub in_place: Vec<Value>,
}

/// All of a description, in the order of its keys.
pub(super) fn lower(root: &Value) -> Vec<Receiver> {
    let mut found = Vec::new();
    let at = Pointer::root().child("webhooks");
    items(root, root.get("webhooks"), &at, "webhook", &mut found);
    let paths = root.get("paths").and_then(Value::as_object);
    for (path, item) in paths.into_iter().flatten() {
        let at = Pointer::root().child("paths").child(path);
        let (item, at) = resolved(root, item, at);
        for operation in document::operations(item, &at) {
            let callbacks = operation.value.get("callbacks").and_then(Value::as_object);
            for (name, callback) in callbacks.into_iter().flatten() {
                let at = operation.pointer.child("callbacks").child(name);
                let (callback, at) = resolved(root, callback, at);
                let what = format!("callback {name} of {} {path}:", operation.method);
                items(root, Some(callback), &at, &what, &mut found);
            }
        }
    }
    found
}

/// The operations of path items by their names.
fn items(root: &Value, items: Option<&Value>, at: &Pointer, what: &str, found: &mut Vec<Receiver>) {
    let items = items.and_then(Value::as_object).into_iter().flatten();
    for (name, item) in items.filter(|(name, _)| !name.starts_with("x-")) {
        let (item, at) = resolved(root, item, at.child(name));
        for operation in document::operations(item, &at) {
            let body = operation.value.get("requestBody");
            let body = body.map(|body| resolved(root, body, Pointer::root()).0);
            let contents = body.and_then(|body| body.get("content")?.as_object());
            let schemas = contents.into_iter().flatten();
            let schemas = schemas.filter_map(|(_, content)| content.get("schema"));
            let (mut payloads, mut in_place) = (BTreeSet::new(), Vec::new());
            for schema in schemas {
                let schema = unwrapped(schema);
                components(schema, &mut payloads);
                if schema.get("$ref").is_none() {
                    let mut schema = schema.clone();
                    without_texts(&mut schema);
                    in_place.push(schema);
                }
            }
            found.push(Receiver {
                key: format!("{what} {name} ({})", operation.method),
                at: Stands(operation.pointer),
                payloads: payloads.into_iter().collect(),
                in_place,
            });
        }
    }
}

/// The schema that alternatives, or an `allOf`, of a single one stand for.
fn unwrapped(schema: &Value) -> &Value {
    let only = |(key, parts): (&String, &Value)| match parts.as_array()?.as_slice() {
        [_] if ["allOf", "anyOf", "oneOf"].contains(&key.as_str()) => Some(key.clone()),
        _ => None,
    };
    let members = schema.as_object().filter(|members| members.len() == 1);
    let key = members
        .and_then(|members| members.iter().next())
        .and_then(only);
    match key.and_then(|key| schema.get(&key)?.get(0)) {
        Some(part) => unwrapped(part),
        None => schema,
    }
}

/// Takes out what only people read.
fn without_texts(schema: &mut Value) {
    match schema {
        Value::Object(members) => {
            // A property of that name is a schema and no text.
            members.retain(|key, value| {
                !(value.is_string() && ["description", "title"].contains(&key.as_str()))
                    && key != "example"
            });
            members.values_mut().for_each(without_texts);
        }
        Value::Array(items) => items.iter_mut().for_each(without_texts),
        _ => {}
    }
}

/// The components that a schema refers to.
fn components(schema: &Value, found: &mut BTreeSet<SchemaId>) {
    match schema {
        Value::Object(members) => {
            let reference = members.get("$ref").and_then(Value::as_str);
            let target = reference.and_then(|it| Pointer::parse(it.strip_prefix('#')?));
            found.extend(target.map(SchemaId).filter(|id| id.component().is_some()));
            members.values().for_each(|it| components(it, found));
        }
        Value::Array(items) => items.iter().for_each(|it| components(it, found)),
        _ => {}
    }
}

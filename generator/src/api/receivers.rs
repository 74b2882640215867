//! What the API calls: webhooks and callbacks. The client has no part in them but the types of their
//! payloads; whoever receives them reads these.

use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::Value;

use super::schema::{Lowered, SchemaLowering};
use super::{Schema, SchemaId, Stands, Use, union_shape, variant_tags};
use crate::document::{self, Pointer, resolved};

/// One request that the API makes.
#[derive(Clone, Debug, Serialize)]
pub struct Receiver {
    /// What it is called: `webhook done (POST)`. Unique.
    pub key: String,
    /// Its Operation Object.
    pub at: Stands,
    /// Its payloads by media type.
    pub payloads: BTreeMap<String, Use>,
}

/// A receiver, and where the schemas of its payloads stand by media type.
struct Found {
    key: String,
    at: Pointer,
    schemas: Vec<(String, Pointer)>,
}

/// All of a description, in the order of its keys, and the schemas that their payloads have in place.
pub(super) fn lower(root: &Value) -> (Vec<Receiver>, BTreeMap<SchemaId, Schema>) {
    let found = all(root);
    if found.is_empty() {
        return (Vec::new(), BTreeMap::new());
    }
    let mut schemas = SchemaLowering::new(root);
    let mut payload = |pointer: &Pointer| {
        let (target, nullable) = schemas.follow(pointer);
        let schema = SchemaId(target);
        // Components are lowered with all others.
        match schema.component() {
            Some(_) => Use { schema, nullable },
            None => schemas.use_at(pointer),
        }
    };
    let receivers = found.into_iter().map(|one| Receiver {
        payloads: one
            .schemas
            .iter()
            .map(|(media_type, at)| (media_type.clone(), payload(at)))
            .collect(),
        key: one.key,
        at: Stands(one.at),
    });
    let receivers = receivers.collect();
    let Lowered {
        mut schemas,
        extends,
        ..
    } = schemas.finish();
    union_shape::settle(&mut schemas);
    variant_tags::mark(&mut schemas, &extends);
    (receivers, schemas)
}

fn all(root: &Value) -> Vec<Found> {
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
fn items(root: &Value, items: Option<&Value>, at: &Pointer, what: &str, found: &mut Vec<Found>) {
    let items = items.and_then(Value::as_object).into_iter().flatten();
    for (name, item) in items.filter(|(name, _)| !name.starts_with("x-")) {
        let (item, at) = resolved(root, item, at.child(name));
        for operation in document::operations(item, &at) {
            let at = operation.pointer.child("requestBody");
            let body = operation.value.get("requestBody");
            let body = body.map(|body| resolved(root, body, at));
            let contents = body.as_ref().and_then(|(body, at)| {
                let contents = body.get("content")?.as_object()?;
                Some((contents, at.child("content")))
            });
            let schemas = contents.into_iter().flat_map(|(contents, at)| {
                let described = contents.iter().filter(|(_, it)| it.get("schema").is_some());
                described.map(move |(media_type, _)| {
                    (media_type.clone(), at.child(media_type).child("schema"))
                })
            });
            found.push(Found {
                key: format!("{what} {name} ({})", operation.method),
                schemas: schemas.collect(),
                at: operation.pointer,
            });
        }
    }
}

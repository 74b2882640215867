//! The requests that the API makes: webhooks and callbacks. The client doesn't support them, but their
//! payloads have types for servers that receive them.

use std::collections::BTreeMap;

use serde_json::Value;

use super::lowering::SchemaLowering;
use super::response::comparable_schema;
use super::schema::{self, Lowered};
use super::{
    Receiver, Schema, SchemaId, SentParameter, SourceLocation, Use, VariantTags, union_shape,
    variant_tags,
};
use crate::document::{self, Node, Pointer};

/// A receiver, with the locations of its payloads' schemas by media type.
struct Found {
    key: String,
    at: Pointer,
    required: bool,
    schemas: Vec<(String, Pointer)>,
    headers: BTreeMap<String, SentParameter>,
    query: BTreeMap<String, SentParameter>,
    replies: BTreeMap<String, BTreeMap<String, Value>>,
}

/// All receivers of a description, in key order, and the inline schemas of their payloads with their
/// tags.
pub(super) fn lower(root: &Node<'_>) -> (Vec<Receiver>, BTreeMap<SchemaId, Schema>, VariantTags) {
    let found = all(root);
    if found.is_empty() {
        return (Vec::new(), BTreeMap::new(), VariantTags::new());
    }
    let mut lowering = SchemaLowering::new(root.clone());
    let mut payload = |pointer: &Pointer| {
        let (target, nullable) = lowering.schemas.follow(pointer);
        let schema = SchemaId(target);
        // Components are lowered with the other schemas.
        match schema.component() {
            Some(_) => Use { schema, nullable },
            None => lowering.use_at(pointer),
        }
    };
    let receivers = found.into_iter().map(|one| Receiver {
        payloads: one
            .schemas
            .iter()
            .map(|(media_type, at)| (media_type.clone(), payload(at)))
            .collect(),
        key: one.key,
        required: one.required,
        at: SourceLocation(one.at),
        headers: one.headers,
        query: one.query,
        replies: one.replies,
    });
    let receivers = receivers.collect();
    let Lowered {
        mut schemas,
        extends,
        shared,
        ..
    } = schema::lower_all(lowering);
    union_shape::settle(&mut schemas, &shared);
    let tags = variant_tags::settle(&mut schemas, &extends);
    (receivers, schemas, tags)
}

fn all(root: &Node<'_>) -> Vec<Found> {
    let mut found = Vec::new();
    if let Some(webhooks) = root.get("webhooks") {
        add(&webhooks, "webhook", &mut found);
    }
    for (path, item) in root.members("paths") {
        for operation in document::operations(&item) {
            for (name, callback) in operation.node.members("callbacks") {
                let what = format!("callback {name} of {} {path}:", operation.method);
                add(&callback, &what, &mut found);
            }
        }
    }
    found
}

/// Adds the operations of a map of path items.
fn add(items: &Node<'_>, what: &str, found: &mut Vec<Found>) {
    let items = items.entries().into_iter();
    for (name, item) in items.filter(|(name, _)| !name.starts_with("x-")) {
        let item = item.followed();
        for operation in document::operations(&item) {
            let body = operation.node.get("requestBody");
            let required = body.as_ref().is_some_and(|body| body.is("required"));
            let contents = body.map(|body| body.members("content"));
            let schemas = contents
                .into_iter()
                .flatten()
                .filter_map(|(media_type, media)| {
                    let schema = media.written("schema")?;
                    Some((media_type.to_owned(), schema.at().clone()))
                });
            found.push(Found {
                key: format!("{what} {name} ({})", operation.method),
                required,
                schemas: schemas.collect(),
                headers: parameters("header", [&item, &operation.node])
                    .map(|(name, header)| (name.to_ascii_lowercase(), header))
                    .collect(),
                query: parameters("query", [&item, &operation.node]).collect(),
                replies: replies(&operation.node),
                at: operation.node.at().clone(),
            });
        }
    }
}

/// The parameters of a path item and its operation that are sent there, by name.
fn parameters(
    location: &'static str,
    nodes: [&Node<'_>; 2],
) -> impl Iterator<Item = (String, SentParameter)> {
    let parameters = nodes.into_iter().flat_map(|node| node.items("parameters"));
    let parameters = parameters.filter(move |one| one.str("in") == Some(location));
    parameters.filter_map(|one| {
        let schema = one.get("schema");
        let parameter = SentParameter {
            required: one.is("required"),
            schema: schema.map_or(Value::Null, |schema| comparable_schema(&schema)),
        };
        Some((one.str("name")?.to_owned(), parameter))
    })
}

/// The responses that an operation expects.
fn replies(operation: &Node<'_>) -> BTreeMap<String, BTreeMap<String, Value>> {
    let replies = operation.members("responses").into_iter();
    let replies = replies.filter(|(status, _)| !status.starts_with("x-"));
    let replies = replies.map(|(status, reply)| {
        let contents = reply.members("content").into_iter();
        let contents = contents.map(|(media_type, media)| {
            let schema = media.get("schema");
            let schema = schema.map_or(Value::Null, |schema| comparable_schema(&schema));
            (media_type.to_owned(), schema)
        });
        (status.to_owned(), contents.collect())
    });
    replies.collect()
}

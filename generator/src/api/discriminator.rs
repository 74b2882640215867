//! The discriminator of a schema: the property that identifies the variant, and the variant of each of
//! its values.

use serde::Deserialize;
use serde_json::Value;

use super::keywords::Keywords;
use crate::document::{self, Node, Pointer};

/// A Discriminator Object.
#[derive(Clone, Debug)]
pub(super) struct Discriminator {
    pub(super) property: String,
    /// Tags, sorted, with their targets.
    pub(super) mapping: Vec<(String, String)>,
    /// The target of `defaultMapping` (OpenAPI 3.2).
    pub(super) default: Option<String>,
}

/// The discriminator of a schema; in Swagger 2.0 it is only the name of the property.
pub(super) fn discriminator(keywords: Keywords<'_>) -> Option<Discriminator> {
    let value = keywords.get("discriminator")?;
    let read = match value {
        Value::String(name) => openapiv3::Discriminator {
            property_name: name.clone(),
            ..openapiv3::Discriminator::default()
        },
        value => openapiv3::Discriminator::deserialize(value).ok()?,
    };
    let mut mapping: Vec<(String, String)> = read.mapping.into_iter().collect();
    mapping.sort();
    let default = value.get("defaultMapping").and_then(Value::as_str);
    Some(Discriminator {
        property: read.property_name,
        mapping,
        default: default.map(str::to_owned),
    })
}

/// The target of a mapping: a reference, a component by name, or a file named after one.
pub(super) fn component(root: &Value, to: &str) -> Option<Pointer> {
    let stem = to.rsplit('/').next().unwrap_or(to);
    let stem = stem.split_once('.').map_or(stem, |(stem, _)| stem);
    let names = [
        to.to_owned(),
        format!("#/components/schemas/{to}"),
        format!("#/components/schemas/{stem}"),
    ];
    let found = names
        .iter()
        .filter(|name| name.starts_with('#'))
        .find_map(|name| document::resolve(root, name).ok());
    let (at, _) = found?;
    // A component may be a reference to another one.
    let component = Node::find(root, at)?.followed();
    (!component.has("$ref")).then(|| component.at().clone())
}

//! The discriminator of a schema: the property that identifies the variant, and the variant of each of
//! its values.

use serde::Deserialize;
use serde_json::Value;

use super::keywords::Keywords;

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

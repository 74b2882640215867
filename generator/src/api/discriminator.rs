//! The discriminator of a schema: which property says what a value is, and which of its values lead where.

use serde::Deserialize;
use serde_json::Value;

use super::keywords::Keywords;

/// A Discriminator Object.
#[derive(Clone, Debug)]
pub(super) struct Discriminator {
    pub(super) property: String,
    /// Tags, sorted, and what each leads to.
    pub(super) mapping: Vec<(String, String)>,
    /// What `defaultMapping` of OpenAPI 3.2 leads to.
    pub(super) default: Option<String>,
}

/// The discriminator of a schema; Swagger 2.0 gives only the name of the property.
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

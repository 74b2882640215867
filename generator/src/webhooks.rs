//! `[webhooks]` of the configuration: the events that the API sends, and how it signs them. They are
//! described by a separate document, beside the description of the operations.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::api::is_token;
use crate::{ChosenType, Mention, Nullability, Personal, Source};

/// The events of an API and their signatures.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Table", into = "Table")]
pub struct Webhooks {
    /// The file that describes the events, located beside the configuration: OpenAPI with the types of
    /// the events under `components/schemas`. The types are named after the components, so these names
    /// must not change.
    pub description: String,
    /// The files of overlays that apply to it, located beside the configuration, in their order.
    pub overlay_files: Vec<String>,
    /// The content of that file, added by the code that loads the configuration.
    pub source: Source,
    /// The content of the overlays, likewise.
    pub overlays: Vec<Source>,
    /// How requests are signed.
    pub scheme: SigningScheme,
    /// Like [`Config::personal`](crate::Config::personal), for the types of the events.
    pub personal: Personal,
    /// Like [`Config::types`](crate::Config::types), for the types of the events.
    pub types: BTreeMap<String, ChosenType>,
    /// Like [`Config::derives`](crate::Config::derives), for the types of the events.
    pub derives: BTreeMap<String, Vec<Mention>>,
    /// Like [`Config::nullable`](crate::Config::nullable), for the types of the events.
    pub nullable: Nullability,
}

/// How an API signs its requests.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct SigningScheme {
    /// The header with the signature, a list of `name=value`.
    pub header: String,
    /// The name of the timestamp in it, if it has one.
    pub timestamp: Option<String>,
    /// The name of the signature in it.
    pub signature: String,
    /// The encoding of keys.
    pub key: KeyForm,
    /// Where the id of an event is located.
    pub id: EventId,
}

/// The encoding of keys.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum KeyForm {
    /// In hexadecimal digits.
    Hex,
    /// In base64.
    Base64,
    /// No encoding.
    #[default]
    Text,
}

/// Where the id of an event is located.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub enum EventId {
    /// In this property of the body.
    Property(String),
    /// In this header.
    Header(String),
}

/// `[webhooks]` as written in the configuration.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct Table {
    description: String,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    overlays: Vec<String>,
    header: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    timestamp: Option<String>,
    signature: String,
    #[serde(default)]
    key: KeyForm,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    id: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    id_header: Option<String>,
    #[serde(default)]
    personal: Personal,
    #[serde(default)]
    types: BTreeMap<String, ChosenType>,
    #[serde(default)]
    derives: BTreeMap<String, Vec<Mention>>,
    #[serde(default)]
    nullable: Nullability,
}

impl TryFrom<Table> for Webhooks {
    type Error = String;

    fn try_from(table: Table) -> Result<Self, String> {
        let overlays = table.overlays.iter().map(|name| ("overlays", name));
        for (key, name) in [("description", &table.description)]
            .into_iter()
            .chain(overlays)
        {
            if name.is_empty() || name.contains(['/', '\\']) || name.starts_with('.') {
                return Err(format!(
                    "`{name}` in `{key}` of `[webhooks]` is not a plain file name; name a file beside this \
                     one"
                ));
            }
        }
        let headers = [Some(&table.header), table.id_header.as_ref()];
        if let Some(header) = headers.into_iter().flatten().find(|it| !is_token(it)) {
            return Err(format!("`{header}` in `[webhooks]` is not a header name"));
        }
        let id = match (table.id, table.id_header) {
            (Some(property), None) => EventId::Property(property),
            (None, Some(header)) => EventId::Header(header.to_ascii_lowercase()),
            _ => {
                return Err(
                    "`[webhooks]` doesn't say where the id of an event is; add either `id`, a property of \
                     the body, or `id-header`"
                        .to_owned(),
                );
            }
        };
        Ok(Self {
            description: table.description,
            overlay_files: table.overlays,
            source: Source::default(),
            overlays: Vec::new(),
            scheme: SigningScheme {
                header: table.header.to_ascii_lowercase(),
                timestamp: table.timestamp,
                signature: table.signature,
                key: table.key,
                id,
            },
            personal: table.personal,
            types: table.types,
            derives: table.derives,
            nullable: table.nullable,
        })
    }
}

impl From<Webhooks> for Table {
    fn from(webhooks: Webhooks) -> Self {
        let (id, id_header) = match webhooks.scheme.id {
            EventId::Property(name) => (Some(name), None),
            EventId::Header(name) => (None, Some(name)),
        };
        Self {
            description: webhooks.description,
            overlays: webhooks.overlay_files,
            header: webhooks.scheme.header,
            timestamp: webhooks.scheme.timestamp,
            signature: webhooks.scheme.signature,
            key: webhooks.scheme.key,
            id,
            id_header,
            personal: webhooks.personal,
            types: webhooks.types,
            derives: webhooks.derives,
            nullable: webhooks.nullable,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_wrong_is_said() {
        let whole = r#"{"description": "events.yaml", "overlays": ["more.yaml"], "header": "Signature", "timestamp": "t",
            "signature": "v1", "key": "hex", "id": "event_id"}"#;
        let read: Webhooks = serde_json::from_str(whole).unwrap();
        assert_eq!(read.scheme.header, "signature");
        let again: Webhooks = serde_json::from_value(serde_json::json!(read)).unwrap();
        assert_eq!(again, read);
        for (from, to, said) in [
            ("events.yaml", "../events.yaml", "not a plain file name"),
            ("more.yaml", "more/more.yaml", "in `overlays`"),
            (
                "\"Signature\"",
                "\"X Signature\"",
                "`X Signature` in `[webhooks]`",
            ),
            ("\"id\"", "\"idd\"", "unknown field `idd`"),
            ("\"id\": \"event_id\"", "\"id-header\": \"a:b\"", "`a:b`"),
            (", \"id\": \"event_id\"", "", "add either `id`"),
            ("\"hex\"", "\"octal\"", "unknown variant `octal`"),
        ] {
            let error = serde_json::from_str::<Webhooks>(&whole.replace(from, to)).unwrap_err();
            assert!(error.to_string().contains(said), "{error}");
        }
    }
}

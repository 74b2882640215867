//! Pinned names, from `names.toml`, and their locations in it.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::diagnostic::{Diagnostic, Excerpt};

/// Where the methods of operations without a tag are placed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Untagged {
    /// On the client itself: `client.list_pets()`.
    Client,
    /// On a handle for the first word of the path: `client.pets().list_pets()`.
    Path,
}

/// Pinned names, from `names.toml`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Names {
    /// Where the methods of operations without a tag are placed; decided once, by their number.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub untagged: Option<Untagged>,
    /// `GET /agents/{agentId}` to the name of the method, such as `get_agent`.
    pub operations: BTreeMap<String, String>,
    /// Component name or JSON pointer of a schema to the name of the type, such as `Agent`. Equivalent
    /// schemas may share a name.
    pub schemas: BTreeMap<String, String>,
    /// The schema, named as in `schemas`, to its required properties in the order of the arguments of
    /// `new`, if there are several.
    pub arguments: BTreeMap<String, Vec<String>>,
    /// The schema, named as in `schemas`, to the module in `models` that contains its type, unless that
    /// is `models` itself.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub modules: BTreeMap<String, String>,
    /// The operation, named as in `operations`, to the tags under which it was released, if the
    /// description no longer has one of them.
    pub tags: BTreeMap<String, Vec<String>>,
    /// The former name of a type to the schema, named as in `schemas`, whose type replaced it.
    pub aliases: BTreeMap<String, String>,
    /// A tag to the method of the client that returns its handle.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub handles: BTreeMap<String, String>,
    /// The operation, named as in `operations`, to the arguments and setters of its parameters, by
    /// the names of the parameters.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub parameters: BTreeMap<String, BTreeMap<String, String>>,
    /// The schema, named as in `schemas`, to the fields of its properties, by the names of the
    /// properties.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub properties: BTreeMap<String, BTreeMap<String, String>>,
    /// The schema, named as in `schemas`, to its variants: those of an enum by value, those of a union
    /// by tag, or without tags by schema, named as in `schemas`.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub variants: BTreeMap<String, BTreeMap<String, String>>,
    /// The names of the types of events, which a separate document describes.
    #[serde(skip_serializing_if = "EventNames::is_empty")]
    pub webhooks: EventNames,
    /// The locations of the lines, for diagnostics.
    #[serde(skip)]
    pub lines: Arc<NameLines>,
}

/// Pinned names of the types of events, with the same tables as [`Names`].
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct EventNames {
    /// See [`Names::schemas`].
    pub schemas: BTreeMap<String, String>,
    /// See [`Names::aliases`].
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub aliases: BTreeMap<String, String>,
    /// See [`Names::properties`].
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub properties: BTreeMap<String, BTreeMap<String, String>>,
    /// See [`Names::variants`].
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub variants: BTreeMap<String, BTreeMap<String, String>>,
}

impl EventNames {
    /// Whether nothing is pinned.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

impl From<Names> for EventNames {
    fn from(names: Names) -> Self {
        Self {
            schemas: names.schemas,
            aliases: names.aliases,
            properties: names.properties,
            variants: names.variants,
        }
    }
}

/// The text of `names.toml`, and the location of each key. Any two are equal: names are the same
/// regardless of their location.
#[derive(Clone, Debug, Default)]
pub struct NameLines {
    /// The path as the user knows it.
    pub file: String,
    /// The whole text.
    pub text: String,
    /// The byte offset of each key, by the table, the nested table if there is one, and the key.
    pub keys: BTreeMap<Vec<String>, usize>,
}

impl PartialEq for NameLines {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

impl Eq for NameLines {}

impl NameLines {
    /// The lines of the tables in a table.
    fn within(&self, table: &str) -> Self {
        let keys = self.keys.iter().filter_map(|(path, &offset)| {
            let (first, path) = path.split_first()?;
            (first == table).then(|| (path.to_vec(), offset))
        });
        Self {
            file: self.file.clone(),
            text: self.text.clone(),
            keys: keys.collect(),
        }
    }
}

impl Names {
    /// The names of the types of events, as the names of a client that has no other types.
    pub(crate) fn of_events(&self) -> Self {
        let EventNames {
            schemas,
            aliases,
            properties,
            variants,
        } = self.webhooks.clone();
        Self {
            schemas,
            aliases,
            properties,
            variants,
            lines: Arc::new(self.lines.within("webhooks")),
            ..Self::default()
        }
    }

    /// Sets the location of a diagnostic to the line with this key, if known.
    pub(crate) fn locate(&self, path: &[&str], found: &mut Diagnostic) {
        let path: Vec<String> = path.iter().map(|&key| key.to_owned()).collect();
        let NameLines { file, text, keys } = &*self.lines;
        let offset = keys.get(&path);
        if let Some((place, excerpt)) = offset.and_then(|&offset| Excerpt::at(text, offset)) {
            found.file.clone_from(file);
            found.place = Some(place);
            found.excerpt = Some(Box::new(excerpt));
        }
    }
}

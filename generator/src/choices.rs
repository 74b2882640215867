//! The choices of types, derives, texts and dependencies in the configuration, as they are written. What they
//! mean for a description is decided with its client.

use std::collections::BTreeMap;
use std::fmt;
use std::marker::PhantomData;

use serde::de::value::MapAccessDeserializer;
use serde::de::{Error, MapAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::Value;

use crate::Mention;

/// What every client depends on.
const OWN_DEPENDENCIES: [&str; 3] = ["openapi-client-runtime", "serde", "serde-json"];

/// What is written as a text where one thing is to be said of it, else as a table.
trait TextOrTable: From<String> {
    /// What it is, in a sentence.
    const EXPECTED: &str;

    /// Reads the table.
    fn of_table<'de, D: Deserializer<'de>>(table: D) -> Result<Self, D::Error>;

    fn read<'de, D: Deserializer<'de>>(input: D) -> Result<Self, D::Error> {
        input.deserialize_any(Either(PhantomData))
    }
}

struct Either<T>(PhantomData<T>);

impl<'de, T: TextOrTable> Visitor<'de> for Either<T> {
    type Value = T;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(T::EXPECTED)
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<T, E> {
        Ok(text.to_owned().into())
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<T, A::Error> {
        T::of_table(MapAccessDeserializer::new(map))
    }
}

/// A type that a format, a component or a property has in place of the one that would be chosen: its path, or a
/// table with an example of its values.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(remote = "Self", deny_unknown_fields)]
pub struct ChosenType {
    /// The path of the type, such as `rust_decimal::Decimal`.
    #[serde(rename = "type")]
    pub path: Mention,
    /// A value as JSON has it, for generated tests.
    #[serde(deserialize_with = "some")]
    pub example: Option<Value>,
}

/// A table says more than a text would, null included.
fn some<'de, D: Deserializer<'de>>(input: D) -> Result<Option<Value>, D::Error> {
    Value::deserialize(input).map(Some)
}

impl From<String> for ChosenType {
    fn from(path: String) -> Self {
        Self {
            path: path.into(),
            example: None,
        }
    }
}

impl TextOrTable for ChosenType {
    const EXPECTED: &str = "the path of a type, or a table with `type` and `example`";

    fn of_table<'de, D: Deserializer<'de>>(table: D) -> Result<Self, D::Error> {
        Self::deserialize(table)
    }
}

impl<'de> Deserialize<'de> for ChosenType {
    fn deserialize<D: Deserializer<'de>>(input: D) -> Result<Self, D::Error> {
        Self::read(input)
    }
}

impl Serialize for ChosenType {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match &self.example {
            Some(_) => Self::serialize(self, serializer),
            None => self.path.serialize(serializer),
        }
    }
}

/// What is said of the handle of a tag.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ChosenHandle {
    /// Its documentation, in place of the description of the tag.
    pub docs: Mention,
}

/// Properties that may be absent or null, and whether the two are told apart. Each by its name on the wire, with
/// the name of the type before it where it is that of one type alone, or `*` for all.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Nullability {
    /// They are `Option`: null is read as `None`, and is not sent.
    pub option: Vec<Mention>,
    /// They are `Nullable`, whatever `option` says of all.
    pub nullable: Vec<Mention>,
}

/// A dependency of the client, as a manifest of Cargo has it: a version, or a table.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(
    remote = "Self",
    rename_all = "kebab-case",
    deny_unknown_fields,
    default
)]
pub struct Dependency {
    /// The versions that do.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub version: Option<String>,
    /// The folder, relative to the client or absolute.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub path: Option<String>,
    /// The address of a git repository.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub git: Option<String>,
    /// The branch of the repository.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub branch: Option<String>,
    /// The tag of the repository.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tag: Option<String>,
    /// The revision of the repository.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rev: Option<String>,
    /// The name of the package where it is another one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub package: Option<String>,
    /// The registry where it is another one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub registry: Option<String>,
    /// Whether it has its default features.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub default_features: Option<bool>,
    /// Its further features.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub features: Vec<String>,
}

impl From<String> for Dependency {
    fn from(version: String) -> Self {
        Self {
            version: Some(version),
            ..Self::default()
        }
    }
}

impl TextOrTable for Dependency {
    const EXPECTED: &str = "a version, or a table as in a manifest of Cargo";

    fn of_table<'de, D: Deserializer<'de>>(table: D) -> Result<Self, D::Error> {
        let read = Self::deserialize(table)?;
        match read.version.is_none() && read.path.is_none() && read.git.is_none() {
            true => Err(D::Error::custom(
                "a dependency needs `version`, `path` or `git`",
            )),
            false => Ok(read),
        }
    }
}

impl<'de> Deserialize<'de> for Dependency {
    fn deserialize<D: Deserializer<'de>>(input: D) -> Result<Self, D::Error> {
        Self::read(input)
    }
}

impl Serialize for Dependency {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        Self::serialize(self, serializer)
    }
}

/// The dependencies of a client beyond its own, by the names under which it uses them.
pub type Dependencies = BTreeMap<DependencyName, Dependency>;

/// The name under which a client uses a dependency: none of its own.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct DependencyName(String);

impl DependencyName {
    /// The name.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for DependencyName {
    type Error = String;

    fn try_from(name: String) -> Result<Self, String> {
        if OWN_DEPENDENCIES.contains(&name.replace('_', "-").as_str()) {
            return Err(format!(
                "every client depends on `{name}`; it cannot be chosen"
            ));
        }
        let begins = name.starts_with(|first: char| first.is_ascii_alphabetic() || first == '_');
        let is_name = |c: char| c.is_ascii_alphanumeric() || "-_".contains(c);
        match begins && name.chars().all(is_name) {
            true => Ok(Self(name)),
            false => Err(format!("`{name}` is no name of a package")),
        }
    }
}

impl From<DependencyName> for String {
    fn from(name: DependencyName) -> Self {
        name.0
    }
}

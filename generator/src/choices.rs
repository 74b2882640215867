//! The choices of types, derives, handle documentation and dependencies, as written in the
//! configuration. The client decides how they apply to a description.

use std::collections::BTreeMap;
use std::fmt;
use std::marker::PhantomData;

use serde::de::value::MapAccessDeserializer;
use serde::de::{Error, MapAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::Value;

use crate::Mention;

/// Dependencies that every client has.
const OWN_DEPENDENCIES: [&str; 3] = ["openapi-client-runtime", "serde", "serde-json"];

/// A setting that is a string in its short form and a table otherwise.
trait TextOrTable: From<String> {
    /// The expected forms, for error messages.
    const EXPECTED: &str;

    /// Deserializes the table.
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

/// The type of a format, a component or a property, in place of the generator's choice: its path, or a
/// table that also has an example of its values.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(remote = "Self", deny_unknown_fields)]
pub struct ChosenType {
    /// The path of the type, such as `rust_decimal::Decimal`.
    #[serde(rename = "type")]
    pub path: Mention,
    /// An example value as JSON, for generated tests.
    #[serde(deserialize_with = "some")]
    pub example: Option<Value>,
}

/// Deserializes null as `Some(Value::Null)`: the table form always has an example.
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

/// Settings for the handle of a tag.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ChosenHandle {
    /// Its documentation, in place of the tag's description.
    pub docs: Mention,
}

/// Properties that may be absent or null, and whether the two are distinguished. Each is a name on the
/// wire, preceded by the type's name if it applies to one type only, or `*` for all.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Nullability {
    /// They are `Option`: null is deserialized as `None` and never sent.
    pub option: Vec<Mention>,
    /// They are `Nullable`, even if `option` names all.
    pub nullable: Vec<Mention>,
}

/// A dependency of the client, as in a Cargo manifest: a version, or a table.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(
    remote = "Self",
    rename_all = "kebab-case",
    deny_unknown_fields,
    default
)]
pub struct Dependency {
    /// The version requirement.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub version: Option<String>,
    /// The folder, relative to the client or absolute.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub path: Option<String>,
    /// The URL of a git repository.
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
    /// The package's name, if the dependency has another one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub package: Option<String>,
    /// The registry, if not the default one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub registry: Option<String>,
    /// Whether its default features are enabled.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub default_features: Option<bool>,
    /// Its additional features.
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

/// The dependencies of a client beyond the standard ones, by the names under which it uses them.
pub type Dependencies = BTreeMap<DependencyName, Dependency>;

/// The name under which a client uses a dependency; not one of its standard dependencies.
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
            false => Err(format!("`{name}` is not a package name")),
        }
    }
}

impl From<DependencyName> for String {
    fn from(name: DependencyName) -> Self {
        name.0
    }
}

/// Properties that the rules for personal values classify wrongly. Each is a name on the wire, preceded
/// by the type's name if it applies to one type only: `subject`, `Team.name`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub struct Personal {
    /// `Debug` doesn't show their values.
    pub hide: Vec<Mention>,
    /// `Debug` shows their values, unless they are also in `hide`.
    pub show: Vec<Mention>,
}

//! The choices of types, derives, texts and dependencies in the configuration, as they are written. What they
//! mean for a description is decided with its client.

use std::collections::BTreeMap;
use std::fmt;

use serde::de::value::MapAccessDeserializer;
use serde::de::{Error, MapAccess, Visitor};
use serde::ser::SerializeStruct;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::Value;

use crate::Mention;

/// What every client depends on.
const OWN_DEPENDENCIES: [&str; 3] = ["openapi-client-runtime", "serde", "serde-json"];

/// A type that a format, a component or a property has in place of the one that would be chosen: its path, or a
/// table with an example of its values.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChosenType {
    /// The path of the type, such as `rust_decimal::Decimal`.
    pub path: Mention,
    /// A value as JSON has it, for generated tests.
    pub example: Option<Value>,
}

impl<'de> Deserialize<'de> for ChosenType {
    fn deserialize<D: Deserializer<'de>>(input: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        #[serde(deny_unknown_fields)]
        struct Table {
            r#type: String,
            example: Value,
        }

        struct PathOrTable;

        impl<'de> Visitor<'de> for PathOrTable {
            type Value = ChosenType;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("the path of a type, or a table with `type` and `example`")
            }

            fn visit_str<E: Error>(self, path: &str) -> Result<ChosenType, E> {
                Ok(ChosenType {
                    path: path.to_owned().into(),
                    example: None,
                })
            }

            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<ChosenType, A::Error> {
                let table = Table::deserialize(MapAccessDeserializer::new(map))?;
                Ok(ChosenType {
                    path: table.r#type.into(),
                    example: Some(table.example),
                })
            }
        }

        input.deserialize_any(PathOrTable)
    }
}

impl Serialize for ChosenType {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Some(example) = &self.example else {
            return self.path.serialize(serializer);
        };
        let mut table = serializer.serialize_struct("ChosenType", 2)?;
        table.serialize_field("type", &self.path)?;
        table.serialize_field("example", example)?;
        table.end()
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
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
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

impl<'de> Deserialize<'de> for Dependency {
    fn deserialize<D: Deserializer<'de>>(input: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        #[serde(deny_unknown_fields, rename_all = "kebab-case")]
        struct Table {
            version: Option<String>,
            path: Option<String>,
            git: Option<String>,
            branch: Option<String>,
            tag: Option<String>,
            rev: Option<String>,
            package: Option<String>,
            registry: Option<String>,
            default_features: Option<bool>,
            #[serde(default)]
            features: Vec<String>,
        }

        struct VersionOrTable;

        impl<'de> Visitor<'de> for VersionOrTable {
            type Value = Dependency;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a version, or a table as in a manifest of Cargo")
            }

            fn visit_str<E: Error>(self, version: &str) -> Result<Dependency, E> {
                Ok(Dependency {
                    version: Some(version.to_owned()),
                    ..Dependency::default()
                })
            }

            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Dependency, A::Error> {
                let table = Table::deserialize(MapAccessDeserializer::new(map))?;
                if table.version.is_none() && table.path.is_none() && table.git.is_none() {
                    return Err(A::Error::custom(
                        "a dependency needs `version`, `path` or `git`",
                    ));
                }
                Ok(Dependency {
                    version: table.version,
                    path: table.path,
                    git: table.git,
                    branch: table.branch,
                    tag: table.tag,
                    rev: table.rev,
                    package: table.package,
                    registry: table.registry,
                    default_features: table.default_features,
                    features: table.features,
                })
            }
        }

        input.deserialize_any(VersionOrTable)
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

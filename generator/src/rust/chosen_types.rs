//! The types that the configuration chooses for formats, components and properties, and the faults
//! of these choices.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

use super::foreign::ForeignPath;
use super::{Ident, Plain, Type};
use crate::api::{Api, Schema, SchemaId, SchemaKind};
use crate::diagnostic::{Code, Diagnostic, did_you_mean};
use crate::{ChosenType, Config};

/// The crates that every client can name.
const OWN_CRATES: [&str; 5] = [
    "std",
    "core",
    "serde",
    "serde_json",
    "openapi_client_runtime",
];

/// Keeps a property of a chosen format a string.
const TEXT: &str = "std::string::String";

/// A property, by the schema of its type and its name on the wire.
type Property = (SchemaId, String);

/// A chosen type, and a value of it.
#[derive(Clone, Debug)]
struct Choice {
    path: ForeignPath,
    sample: Option<Value>,
}

/// The chosen types, by the schemas and properties that have them.
#[derive(Debug, Default)]
pub(super) struct ChosenTypes {
    schemas: BTreeMap<SchemaId, Choice>,
    properties: BTreeMap<Property, Choice>,
}

impl ChosenTypes {
    /// The chosen type of a schema, if any.
    pub(super) fn of_schema(&self, id: &SchemaId) -> Option<&ForeignPath> {
        self.schemas.get(id).map(|choice| &choice.path)
    }

    /// The type of a property: a chosen one, else the given one.
    pub(super) fn of_property(&self, owner: &SchemaId, wire: &str, plain: Type) -> Type {
        match self.property(owner, wire) {
            Some(choice) => {
                let described = plain.described().clone();
                if described == Plain::String && choice.path.to_string() == TEXT {
                    return described;
                }
                Type::foreign(&choice.path, described)
            }
            None => plain,
        }
    }

    /// A value of a schema with a chosen type, if the choice or the format has one.
    pub(super) fn sample(&self, id: &SchemaId) -> Option<&Value> {
        self.schemas.get(id)?.sample.as_ref()
    }

    /// A value of a property with a chosen type.
    pub(super) fn sample_of_property(&self, owner: &SchemaId, wire: &str) -> Option<&Value> {
        self.property(owner, wire)?.sample.as_ref()
    }

    fn property(&self, owner: &SchemaId, wire: &str) -> Option<&Choice> {
        // Most clients choose nothing.
        let place = || (owner.clone(), wire.to_owned());
        (!self.properties.is_empty()).then(|| self.properties.get(&place()))?
    }

    /// Finds the nodes that the configuration names, and reports choices that are impossible.
    pub(super) fn find(
        api: &Api,
        named: &BTreeMap<SchemaId, Ident>,
        config: &Config,
        diagnostics: &mut Vec<Diagnostic>,
    ) -> Self {
        let mut found = Self::default();
        if config.types.is_empty() {
            return found;
        }
        let places = Places::of(api, named);
        // A choice for a component takes precedence over one for a format.
        let mut chosen: Vec<(&String, &ChosenType)> = config.types.iter().collect();
        chosen.sort_by_key(|(key, _)| !places.formats.contains_key(key.as_str()));
        for (key, chosen) in chosen {
            let Some(path) = check(chosen, config, diagnostics) else {
                continue;
            };
            let choice = |schema: &Schema| Choice {
                path: path.clone(),
                sample: chosen.example.clone().or_else(|| sample(schema)),
            };
            if let Some(schemas) = places.formats.get(key.as_str()) {
                let choices = schemas.iter().map(|it| (it.id.clone(), choice(it)));
                found.schemas.extend(choices);
            } else if let Some(schema) = places.components.get(key) {
                if matches!(schema.kind, SchemaKind::Object(_) | SchemaKind::Union(_)) {
                    let message = format!(
                        "`{key}` has a type of its own; types can be chosen for its properties, such as \
                         `{key}.NAME`"
                    );
                    diagnostics.push(chosen.path.report(Code::ImpossibleChoice, message));
                    continue;
                }
                found.schemas.insert(schema.id.clone(), choice(schema));
            } else if let Some(properties) = places.properties.get(key) {
                let choices = properties.iter();
                let choices = choices.map(|(place, schema)| (place.clone(), choice(schema)));
                found.properties.extend(choices);
            } else {
                let known = places.names();
                let meant = did_you_mean(key, known);
                let message = format!(
                    "`types` names `{key}`, which is not a format, component or property of a type{meant}"
                );
                diagnostics.push(chosen.path.report(Code::UnusedName, message));
            }
        }
        found
    }
}

/// The nodes that types can be chosen for.
struct Places<'a> {
    formats: BTreeMap<&'a str, Vec<&'a Schema>>,
    components: BTreeMap<String, &'a Schema>,
    properties: BTreeMap<String, Vec<(Property, &'a Schema)>>,
}

impl<'a> Places<'a> {
    fn of(api: &'a Api, named: &BTreeMap<SchemaId, Ident>) -> Self {
        let mut places = Self {
            formats: BTreeMap::new(),
            components: BTreeMap::new(),
            properties: BTreeMap::new(),
        };
        for schema in api.schemas.values() {
            if let Some(format) = format_of(schema) {
                places.formats.entry(format).or_default().push(schema);
            }
            if let Some(component) = schema.id.component() {
                places.components.insert(component, schema);
            }
        }
        for (id, model) in named {
            let Some(SchemaKind::Object(object)) = api.schemas.get(id).map(|it| &it.kind) else {
                continue;
            };
            for property in &object.properties {
                if let Some(schema) = api.schemas.get(&property.value.schema) {
                    let name = &property.name;
                    let place = (id.clone(), name.clone());
                    let of_name = places.properties.entry(format!("{model}.{name}"));
                    of_name.or_default().push((place, schema));
                }
            }
        }
        places
    }

    fn names(&self) -> BTreeSet<&str> {
        let formats = self.formats.keys().copied();
        let others = self.components.keys().chain(self.properties.keys());
        formats.chain(others.map(String::as_str)).collect()
    }
}

/// The format of values without a type of their own.
fn format_of(schema: &Schema) -> Option<&str> {
    let is_plain = matches!(
        schema.kind,
        SchemaKind::Integer(_) | SchemaKind::Number | SchemaKind::Decimal | SchemaKind::String(_)
    );
    let mut limits = schema.limits.iter().filter(|_| is_plain);
    limits.find(|(key, _)| *key == "format")?.1.as_str()
}

/// The path of a chosen type, which must be of a crate that the client depends on.
fn check(
    chosen: &ChosenType,
    config: &Config,
    diagnostics: &mut Vec<Diagnostic>,
) -> Option<ForeignPath> {
    let text = &chosen.path.name;
    let Some(path) = ForeignPath::read(text) else {
        let message = format!(
            "`{text}` is not the path of a type; include its crate, such as `rust_decimal::Decimal`"
        );
        diagnostics.push(chosen.path.report(Code::ImpossibleChoice, message));
        return None;
    };
    for krate in path.crates() {
        if !is_dependency(krate, config) {
            diagnostics.push(chosen.path.report(
                Code::ImpossibleChoice,
                format!(
                    "`{text}` is from the crate `{krate}`, which is not a dependency of the client"
                ),
            ));
            return None;
        }
    }
    Some(path)
}

/// Whether generated code can name a crate.
pub(super) fn is_dependency(krate: &str, config: &Config) -> bool {
    let mut chosen = config.dependencies.keys();
    OWN_CRATES.contains(&krate) || chosen.any(|name| name.as_str().replace('-', "_") == krate)
}

/// A string of a well-known format, for types that accept no other.
fn sample(schema: &Schema) -> Option<Value> {
    let format = format_of(schema).filter(|_| matches!(schema.kind, SchemaKind::String(_)))?;
    Some(json!(match format {
        "decimal" | "decimal128" => "1.5",
        "duration" => "PT1H",
        "email" | "idn-email" => "somebody@example.com",
        "hostname" | "idn-hostname" => "example.com",
        "ipv4" => "192.0.2.1",
        "ipv6" => "2001:db8::1",
        "time" => "03:04:05Z",
        "uri" | "iri" | "url" => "https://example.com/",
        _ => return None,
    }))
}

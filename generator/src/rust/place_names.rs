//! What a schema written in place is called: by the component, parameter or operation that it
//! stands in, and the way from there.

use std::collections::{BTreeMap, BTreeSet};

use super::Ident;
use super::operation_names::OperationName;
use crate::api::{Api, EnumWire, Object, SchemaId, SchemaKind, Union};
use crate::document::{Made, Pointer, Step};

/// The places that names begin with.
#[derive(Debug)]
pub(super) struct PlaceNames {
    /// Operations, and the schemas of their parameters: where these stand in a list says nothing.
    places: BTreeMap<Pointer, String>,
    /// What tells the variants of a union apart that are written in place.
    variants: BTreeMap<Pointer, String>,
}

impl PlaceNames {
    pub(super) fn new(api: &Api, operations: &[OperationName]) -> Self {
        let mut places = BTreeMap::new();
        for (operation, name) in api.operations.iter().zip(operations) {
            let name = &name.whole;
            places.insert(operation.pointer.clone(), name.to_string());
            for parameter in &operation.parameters {
                if let Some(value) = &parameter.value {
                    let place = places.entry(value.schema.0.clone());
                    place.or_insert_with(|| format!("{name} {}", parameter.name));
                }
            }
        }
        let unions = api
            .schemas
            .values()
            .filter_map(|schema| match &schema.kind {
                SchemaKind::Union(union) => Some(union),
                _ => None,
            });
        let variants = unions.flat_map(|union| variant_words(api, union)).collect();
        Self { places, variants }
    }

    /// The name of the schema at this place; `owner` is what its component is called.
    pub(super) fn name(&self, id: &SchemaId, owner: Option<&Ident>) -> Ident {
        let segments: Vec<String> = id.0.segments().collect();
        match segments.as_slice() {
            // A schema, or the one of a parameter, header, body or response.
            [components, kind, name, ..] if components == "components" => {
                let base = Pointer::root().child(components).child(kind).child(name);
                let owner = owner.map_or(name.as_str(), Ident::as_str);
                self.in_words(owner.to_owned(), base, &id.0)
            }
            _ => self
                .around(id)
                .unwrap_or_else(|| Ident::pascal(&id.0.to_string())),
        }
    }

    /// The name with the kind of component that the schema stands in, for where a schema of
    /// `components/schemas` has the plain one.
    pub(super) fn name_with_kind(&self, id: &SchemaId) -> Option<Ident> {
        let mut segments = id.0.segments();
        let kind = match (segments.next()?.as_str(), segments.next()?.as_str()) {
            ("components", "headers") => "Header",
            ("components", "parameters") => "Parameter",
            ("components", "requestBodies") => "Body",
            ("components", "responses") => "Response",
            _ => return None,
        };
        let name = self.name(id, None);
        Some(Ident::pascal(&format!("{name} {kind}")))
    }

    /// The name by the parameter or operation that the schema stands in.
    fn around(&self, id: &SchemaId) -> Option<Ident> {
        let mut place = id.0.clone();
        loop {
            if let Some(base) = self.places.get(&place) {
                return Some(self.in_words(base.clone(), place, &id.0));
            }
            let parent = place.parent();
            if parent == place {
                return None;
            }
            place = parent;
        }
    }

    /// A place in a schema as a name: `Agent`, then `properties`, `roles` and `items`, is
    /// `AgentRolesItem`.
    fn in_words(&self, mut name: String, base: Pointer, to: &Pointer) -> Ident {
        let rest = to.as_str().strip_prefix(base.as_str()).unwrap_or_default();
        let rest = Pointer::parse(rest).unwrap_or_default();
        let mut before = String::new();
        let mut at = base;
        for step in rest.steps() {
            let segment = match step {
                Step::Key(key) => key,
                Step::Made(made) => {
                    at = at.made(made);
                    let word = match made {
                        Made::Base => " Base",
                        Made::Form => " Form",
                        Made::Variant => " Variant",
                        Made::Merged | Made::Nothing => "",
                    };
                    name.push_str(word);
                    // The index of an alternative follows.
                    before = if made == Made::Variant { "oneOf" } else { "" }.to_owned();
                    continue;
                }
            };
            at = at.child(&segment);
            let word = match (before.as_str(), segment.as_str()) {
                (_, "properties" | "schema" | "content" | "allOf" | "parameters" | "responses")
                | (_, "oneOf" | "anyOf" | "$defs" | "contentSchema")
                // Which part of an allOf it is says nothing.
                | ("allOf", _) => None,
                (_, "items" | "prefixItems" | "itemSchema") => Some("Item"),
                (_, "additionalProperties") => Some("Value"),
                (_, "propertyNames") => Some("Key"),
                (_, "requestBody") => Some("Body"),
                ("responses", status) => Some(response_word(status)),
                ("oneOf" | "anyOf", index) => {
                    let word = self.variants.get(&at);
                    Some(word.map_or(index, String::as_str))
                }
                // A media type.
                (_, segment) if segment.contains('/') => None,
                (_, segment) => Some(segment),
            };
            if let Some(word) = word {
                name.push(' ');
                name.push_str(word);
            }
            before = segment;
        }
        Ident::pascal(&name)
    }
}

/// What a response's own schema is called behind the name of its operation.
fn response_word(status: &str) -> &str {
    match status {
        "400" => "Bad Request",
        "401" => "Unauthorized",
        "403" => "Forbidden",
        "404" => "Not Found",
        "409" => "Conflict",
        "422" => "Unprocessable Content",
        "429" => "Too Many Requests",
        "500" => "Server Error",
        _ if status.starts_with('2') => "Response",
        "default" => "Error",
        status => status,
    }
}

/// A word for each variant that is written in place: its tag, or what else no other variant has.
/// The order of the variants is none.
fn variant_words(api: &Api, union: &Union) -> Vec<(Pointer, String)> {
    let object = |id: &SchemaId| match &api.schemas.get(id)?.kind {
        SchemaKind::Object(object) => Some(object),
        _ => None,
    };
    let mut words = Vec::new();
    for (index, variant) in union.variants.iter().enumerate() {
        let id = &variant.value.schema;
        let others = union.variants.iter().enumerate();
        let others = others.filter(|(other, _)| *other != index);
        let others: Vec<&Object> = others
            .filter_map(|(_, other)| object(&other.value.schema))
            .collect();
        let word = variant.tag.clone().or_else(|| match object(id) {
            Some(own) => constant(api, own)
                .or_else(|| own_property(own, &others))
                .or_else(|| all_properties(own)),
            None => type_word(api, id),
        });
        words.extend(word.map(|word| (id.0.clone(), word)));
    }
    // What two variants have tells neither.
    let mut seen: BTreeMap<String, usize> = BTreeMap::new();
    for (_, word) in &words {
        *seen.entry(word.clone()).or_default() += 1;
    }
    words.retain(|(_, word)| seen.get(word) == Some(&1));
    words
}

/// What a variant is, where it is no object: an enumeration, a list, a map.
fn type_word(api: &Api, id: &SchemaId) -> Option<String> {
    Some(match &api.schemas.get(id)?.kind {
        SchemaKind::Enum(known) => match known.values.as_slice() {
            [only] => match &only.wire {
                EnumWire::Text(text) => text.clone(),
                EnumWire::Integer(number) => format!("value {number}"),
            },
            _ if known.is_integer() => "Integer Value".to_owned(),
            _ => "Value".to_owned(),
        },
        SchemaKind::List(_) => "List".to_owned(),
        SchemaKind::Union(_) => "Choice".to_owned(),
        _ => return None,
    })
}

/// The one value of a property that is always there.
fn constant(api: &Api, object: &Object) -> Option<String> {
    let required = object
        .properties
        .iter()
        .filter(|one| one.required.is_some());
    required.into_iter().find_map(|property| {
        let SchemaKind::Enum(known) = &api.schemas.get(&property.value.schema)?.kind else {
            return None;
        };
        match known.values.as_slice() {
            [only] => Some(match &only.wire {
                EnumWire::Text(text) => text.clone(),
                EnumWire::Integer(number) => format!("{} {number}", property.name),
            }),
            _ => None,
        }
    })
}

/// A property that no other variant has, required ones first.
fn own_property(object: &Object, others: &[&Object]) -> Option<String> {
    let shared: BTreeSet<&str> = others
        .iter()
        .flat_map(|other| &other.properties)
        .map(|property| property.name.as_str())
        .collect();
    let mut own: Vec<_> = object
        .properties
        .iter()
        .filter(|property| !shared.contains(property.name.as_str()))
        .collect();
    own.sort_by_key(|property| property.required.is_none());
    own.first()
        .map(|property| format!("with {}", property.name))
}

/// The few properties of an object that has none of its own.
fn all_properties(object: &Object) -> Option<String> {
    let names: Vec<&str> = object
        .properties
        .iter()
        .map(|property| property.name.as_str())
        .collect();
    (1..=3)
        .contains(&names.len())
        .then(|| format!("with {}", names.join(" and ")))
}

//! What a schema written in place is called: by the component, parameter or operation that it
//! stands in, and the way from there.

use std::collections::BTreeMap;

use super::Ident;
use crate::api::{Api, SchemaId};
use crate::document::Pointer;

/// The places that names begin with.
#[derive(Debug)]
pub(super) struct PlaceNames {
    /// The schemas of parameters: where they stand in a list says nothing.
    parameters: BTreeMap<Pointer, String>,
    /// The operations by path and method in lower case.
    operations: BTreeMap<(String, String), String>,
}

impl PlaceNames {
    pub(super) fn new(api: &Api) -> Self {
        let mut parameters = BTreeMap::new();
        let mut operations = BTreeMap::new();
        for operation in &api.operations {
            let name = operation.id.as_deref().unwrap_or(&operation.key);
            for parameter in &operation.parameters {
                if let Some(value) = &parameter.value {
                    parameters
                        .entry(value.schema.0.clone())
                        .or_insert_with(|| format!("{name} {}", parameter.name));
                }
            }
            if let Some(id) = &operation.id {
                let method = operation.method.to_ascii_lowercase();
                operations.insert((operation.path.clone(), method), id.clone());
            }
        }
        Self {
            parameters,
            operations,
        }
    }

    /// The name of the schema at this place; `owner` is what its component is called.
    pub(super) fn name(&self, id: &SchemaId, owner: Option<&Ident>) -> Ident {
        let segments: Vec<String> = id.0.segments().collect();
        match segments.as_slice() {
            [components, schemas, name, rest @ ..]
                if components == "components" && schemas == "schemas" =>
            {
                in_words(owner.map_or(name.as_str(), Ident::as_str).to_owned(), rest)
            }
            _ => match (self.of_parameter(id), segments.as_slice()) {
                (Some(name), _) => name,
                (None, [paths, path, method, rest @ ..]) if paths == "paths" => {
                    let operation = self.operations.get(&(path.clone(), method.clone()));
                    let base = operation.cloned();
                    in_words(base.unwrap_or_else(|| format!("{method} {path}")), rest)
                }
                _ => in_words(id.0.to_string(), &[]),
            },
        }
    }

    /// The name by the parameter whose schema this is, or stands in.
    fn of_parameter(&self, id: &SchemaId) -> Option<Ident> {
        let mut place = id.0.clone();
        loop {
            if let Some(base) = self.parameters.get(&place) {
                let rest = id.0.as_str().strip_prefix(place.as_str())?;
                let rest: Vec<String> = Pointer::parse(rest)?.segments().collect();
                return Some(in_words(base.clone(), &rest));
            }
            let parent = place.parent();
            if parent == place {
                return None;
            }
            place = parent;
        }
    }
}

/// A place in a schema as a name: `Agent`, then `properties`, `roles` and `items`, is
/// `AgentRolesItem`.
fn in_words(mut name: String, rest: &[String]) -> Ident {
    let mut before = "";
    for segment in rest {
        let word = match segment.as_str() {
            "properties" | "schema" | "content" | "allOf" | "parameters" | "responses"
            | "x-merged" | "$defs" => None,
            // Which part of an allOf it is says nothing.
            _ if before == "allOf" => None,
            "items" | "x-prefix-items" => Some("Item"),
            "additionalProperties" => Some("Value"),
            "x-property-names" => Some("Key"),
            "oneOf" | "anyOf" | "x-variant" => Some("Variant"),
            "x-base" => Some("Base"),
            "requestBody" => Some("Body"),
            // A media type.
            segment if segment.contains('/') => None,
            segment => Some(segment),
        };
        before = segment;
        if let Some(word) = word {
            name.push(' ');
            name.push_str(word);
        }
    }
    Ident::pascal(name.trim_end_matches(|c: char| c.is_ascii_digit() || c == ' '))
}

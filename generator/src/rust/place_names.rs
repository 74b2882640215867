//! What a schema written in place is called: by the component, parameter or operation that it
//! stands in, and the way from there.

use std::collections::BTreeMap;

use super::Ident;
use crate::api::{Api, SchemaId};
use crate::document::Pointer;

/// The places that names begin with.
#[derive(Debug)]
pub(super) struct PlaceNames {
    /// Operations, and the schemas of their parameters: where these stand in a list says nothing.
    places: BTreeMap<Pointer, String>,
}

impl PlaceNames {
    pub(super) fn new(api: &Api) -> Self {
        let mut places = BTreeMap::new();
        for operation in &api.operations {
            let name = operation.id.as_deref().unwrap_or(&operation.key);
            places.insert(operation.pointer.clone(), name.to_owned());
            for parameter in &operation.parameters {
                if let Some(value) = &parameter.value {
                    let place = places.entry(value.schema.0.clone());
                    place.or_insert_with(|| format!("{name} {}", parameter.name));
                }
            }
        }
        Self { places }
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
            _ => self
                .around(id)
                .unwrap_or_else(|| in_words(id.0.to_string(), &[])),
        }
    }

    /// The name by the parameter or operation that the schema stands in.
    fn around(&self, id: &SchemaId) -> Option<Ident> {
        let mut place = id.0.clone();
        loop {
            if let Some(base) = self.places.get(&place) {
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

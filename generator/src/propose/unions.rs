//! Unions: schemas with `oneOf` or `anyOf`.

use serde_json::Value;

use super::places::Places;
use crate::document::Pointer;

/// A schema with `oneOf` or `anyOf`.
pub(super) struct Union<'a> {
    pub(super) at: Pointer,
    /// `oneOf` or `anyOf`.
    pub(super) keyword: &'static str,
    pub(super) node: &'a Value,
    /// In the order of the description.
    pub(super) variants: Vec<Variant<'a>>,
}

/// One branch of a union.
#[derive(Clone)]
pub(super) struct Variant<'a> {
    /// The `$ref` as written; `None` for an inline branch.
    pub(super) reference: Option<&'a str>,
    /// The location of the schema, after following its `$ref`s.
    pub(super) at: Pointer,
    pub(super) schema: &'a Value,
}

impl<'a> Union<'a> {
    /// All unions of a description, in the order of their addresses, except those with a broken `$ref`.
    pub(super) fn all(places: &Places<'a>) -> Vec<Self> {
        places
            .schemas
            .iter()
            .filter_map(|(at, node)| Self::at(places, at, node))
            .collect()
    }

    /// The union at an address; `None` if the schema isn't a union.
    pub(super) fn at(places: &Places<'a>, at: &Pointer, node: &'a Value) -> Option<Self> {
        let (keyword, branches) = ["oneOf", "anyOf"]
            .into_iter()
            .find_map(|keyword| Some((keyword, node.get(keyword)?.as_array()?)))?;
        let list = at.child(keyword);
        let variants = branches
            .iter()
            .enumerate()
            .map(|(index, branch)| {
                let (at, schema) = places.resolve(&list.child(index))?;
                let reference = branch.get("$ref").and_then(Value::as_str);
                Some(Variant {
                    reference,
                    at,
                    schema,
                })
            })
            .collect::<Option<Vec<_>>>()?;
        (!variants.is_empty()).then(|| Self {
            at: at.clone(),
            keyword,
            node,
            variants,
        })
    }

    /// Whether no two branches have the same tag, so that tags can distinguish them.
    pub(super) fn has_distinct_tags(&self) -> bool {
        let mut tags: Vec<_> = self.variants.iter().filter_map(Variant::tag).collect();
        tags.sort_unstable();
        tags.dedup();
        tags.len() == self.variants.len()
    }

    /// The variant that an example object names, by the discriminator or, without one, by an undeclared
    /// member whose value is the tag of exactly one variant.
    pub(super) fn named_by(&self, places: &Places<'a>, value: &Value) -> Option<&Variant<'a>> {
        let object = value.as_object()?;
        if let Some(discriminator) = self.node.get("discriminator") {
            let name = object
                .get(discriminator.get("propertyName")?.as_str()?)?
                .as_str()?;
            let mapped = discriminator
                .get("mapping")
                .and_then(|mapping| mapping.get(name))
                .and_then(Value::as_str);
            return self.variants.iter().find(|variant| match mapped {
                Some(target) => variant.reference == Some(target),
                None => Places::component(&variant.at).as_deref() == Some(name),
            });
        }
        let mut named = self.variants.iter().filter(|variant| {
            let tag = variant.tag();
            object.iter().any(|(key, member)| {
                tag.is_some()
                    && member.as_str() == tag.as_deref()
                    && !self
                        .variants
                        .iter()
                        .any(|variant| variant.declares(places, key).is_some())
            })
        });
        named.next().filter(|_| named.next().is_none())
    }
}

impl<'a> Variant<'a> {
    /// The value that would identify this variant on the wire: its title up to the first underscore
    /// (`Failure_Agent` is `Failure`), or else its component name, cut in the same way.
    pub(super) fn tag(&self) -> Option<String> {
        let name = self
            .title()
            .map(str::to_owned)
            .or_else(|| Places::component(&self.at))?;
        let tag = name.split('_').next().unwrap_or_default();
        (!tag.is_empty()).then(|| tag.to_owned())
    }

    pub(super) fn title(&self) -> Option<&'a str> {
        self.schema.get("title").and_then(Value::as_str)
    }

    /// Whether it is a schema of JSON objects that a property can be added to; a nested union is not.
    pub(super) fn is_object(&self) -> bool {
        let has = |key: &str| self.schema.get(key).is_some();
        let is_object = match self.schema.get("type") {
            Some(kind) => kind == "object",
            None => has("properties") || has("allOf") || has("additionalProperties"),
        };
        is_object && !has("oneOf") && !has("anyOf")
    }

    /// Whether it is an object schema that doesn't declare its members.
    pub(super) fn is_empty_object(&self) -> bool {
        self.schema.get("type").is_some_and(|kind| kind == "object")
            && [
                "properties",
                "allOf",
                "oneOf",
                "anyOf",
                "additionalProperties",
                "required",
            ]
            .iter()
            .all(|key| self.schema.get(key).is_none_or(is_empty))
    }

    /// The schema that this variant, or a part of its `allOf`, declares for a property.
    pub(super) fn declares(&self, places: &Places<'a>, property: &str) -> Option<&'a Value> {
        declared(places, &self.at, property, 8)
    }

    /// The properties that the variant, or a part of its `allOf`, requires and lists values for.
    pub(super) fn listed(&self, places: &Places<'a>) -> Vec<(&'a str, Vec<&'a Value>)> {
        let parts = self.schema.get("allOf").and_then(Value::as_array);
        let parts = (0..parts.map_or(0, Vec::len)).filter_map(|index| {
            let at = self.at.child("allOf").child(index);
            places.resolve(&at).map(|(_, schema)| schema)
        });
        let names = std::iter::once(self.schema).chain(parts).flat_map(|part| {
            let required = part.get("required").and_then(Value::as_array);
            required.into_iter().flatten().filter_map(Value::as_str)
        });
        let mut listed: Vec<_> = names
            .filter_map(|name| {
                let declared = self.declares(places, name)?;
                let list = declared.get("enum").and_then(Value::as_array);
                match (declared.get("const"), list) {
                    (Some(value), _) => Some((name, vec![value])),
                    (None, list) => Some((name, list?.iter().collect())),
                }
            })
            .collect();
        listed.dedup();
        listed
    }

    /// Whether the variant itself lists a property as required.
    pub(super) fn requires(&self, property: &str) -> bool {
        let required = self.schema.get("required").and_then(Value::as_array);
        required.is_some_and(|required| required.iter().any(|name| name == property))
    }
}

fn declared<'a>(
    places: &Places<'a>,
    at: &Pointer,
    property: &str,
    depth: usize,
) -> Option<&'a Value> {
    let (at, schema) = places.resolve(at)?;
    if let Some(declared) = schema.get("properties").and_then(|all| all.get(property)) {
        return Some(declared);
    }
    let parts = schema
        .get("allOf")
        .and_then(Value::as_array)
        .map_or(0, Vec::len);
    let parts = if depth == 0 { 0 } else { parts };
    (0..parts)
        .find_map(|index| declared(places, &at.child("allOf").child(index), property, depth - 1))
}

fn is_empty(node: &Value) -> bool {
    match node {
        Value::Object(members) => members.is_empty(),
        Value::Array(items) => items.is_empty(),
        _ => false,
    }
}

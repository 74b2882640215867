//! The values that examples show for each schema.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::places::{Places, sorted};
use super::unions::Union;
use crate::document::Pointer;

/// A value in an example, and its location.
pub(super) struct Sighting<'a> {
    pub(super) value: &'a Value,
    pub(super) at: Pointer,
}

/// The values shown for each schema of a description.
pub(super) struct Evidence<'a> {
    by_schema: BTreeMap<Pointer, Vec<Sighting<'a>>>,
}

impl<'a> Evidence<'a> {
    /// Walks every example and its schema side by side.
    pub(super) fn gather(places: &Places<'a>) -> Self {
        let mut evidence = Self {
            by_schema: BTreeMap::new(),
        };
        for example in &places.examples {
            evidence.follow(
                places,
                &example.schema,
                example.value,
                &example.at,
                &mut BTreeSet::new(),
            );
        }
        evidence
    }

    /// The values seen for a schema; those of a `$ref` are recorded at its target.
    pub(super) fn at(&self, schema: &Pointer) -> &[Sighting<'a>] {
        self.by_schema.get(schema).map_or(&[], Vec::as_slice)
    }

    /// `here` holds the schemas already visited for this value, as unions and `allOf` may form cycles.
    fn follow(
        &mut self,
        places: &Places<'a>,
        schema: &Pointer,
        value: &'a Value,
        at: &Pointer,
        here: &mut BTreeSet<Pointer>,
    ) {
        let Some((schema, node)) = places.resolve(schema) else {
            return;
        };
        if !here.insert(schema.clone()) {
            return;
        }
        let sights = self.by_schema.entry(schema.clone()).or_default();
        sights.push(Sighting {
            value,
            at: at.clone(),
        });

        for index in 0..node
            .get("allOf")
            .and_then(Value::as_array)
            .map_or(0, Vec::len)
        {
            self.follow(places, &schema.child("allOf").child(index), value, at, here);
        }
        if let Some(union) = Union::at(places, &schema, node)
            && let Some(variant) = likeliest_variant(places, &union, value)
        {
            self.follow(places, &variant, value, at, here);
        }
        match value {
            Value::Object(members) => {
                for (key, member) in sorted(members) {
                    let declared = node.get("properties").and_then(|all| all.get(key));
                    let place = match (declared, node.get("additionalProperties")) {
                        (Some(_), _) => schema.child("properties").child(key),
                        (None, Some(Value::Object(_))) => schema.child("additionalProperties"),
                        _ => continue,
                    };
                    self.follow(places, &place, member, &at.child(key), &mut BTreeSet::new());
                }
            }
            Value::Array(items) if node.get("items").is_some() => {
                let place = schema.child("items");
                for (index, item) in items.iter().enumerate() {
                    self.follow(places, &place, item, &at.child(index), &mut BTreeSet::new());
                }
            }
            _ => {}
        }
    }
}

/// The variant that a value names, or else the first with its JSON type and, for an object, its
/// required members and most of the members shown.
fn likeliest_variant<'a>(places: &Places<'a>, union: &Union<'a>, value: &Value) -> Option<Pointer> {
    if let Some(named) = union.named_by(places, value) {
        return Some(named.at.clone());
    }
    let Some(members) = value.as_object() else {
        let same_type = |kind: Option<&Value>| kind.is_some_and(|kind| has_type(value, kind));
        let variant = union
            .variants
            .iter()
            .find(|variant| same_type(variant.schema.get("type")))?;
        return Some(variant.at.clone());
    };
    let fitting = union.variants.iter().filter(|variant| {
        let required = variant.schema.get("required").and_then(Value::as_array);
        let mut required = required.into_iter().flatten().filter_map(Value::as_str);
        variant.is_object() && required.all(|name| members.contains_key(name))
    });
    let declared = |key: &&String, schema: &Value| {
        schema
            .get("properties")
            .is_some_and(|all| all.get(*key).is_some())
    };
    fitting
        .rev()
        .max_by_key(|variant| {
            members
                .keys()
                .filter(|key| declared(key, variant.schema))
                .count()
        })
        .map(|variant| variant.at.clone())
}

fn has_type(value: &Value, kind: &Value) -> bool {
    match value {
        Value::String(_) => kind == "string",
        Value::Array(_) => kind == "array",
        Value::Bool(_) => kind == "boolean",
        Value::Number(_) => kind == "number" || kind == "integer",
        Value::Object(_) => kind == "object",
        Value::Null => false,
    }
}

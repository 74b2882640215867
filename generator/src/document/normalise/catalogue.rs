//! The objects and fields of the specifications that the generator knows, and those that a description
//! uses: the data of `FIELDS.md`.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value};

use super::fields::{FLOW, fields, inner};
use super::positions::{Kind, Shape, member};

/// The small inline objects, by the object and the field that contain them.
const INNER: [(Kind, &str); 4] = [
    (Kind::Schema, "discriminator"),
    (Kind::Schema, "xml"),
    (Kind::Schema, "externalDocs"),
    (Kind::SecurityScheme, "flows"),
];

/// The name of an OAuth flow in messages.
const A_FLOW: &str = "a flow";

/// The known fields of OpenAPI 3.0 to 3.2 and keywords of JSON Schema, by the name of their object in
/// messages. All others are reported.
#[must_use]
pub fn known_fields() -> BTreeMap<&'static str, Vec<&'static str>> {
    let of_kinds = Kind::ALL
        .iter()
        .filter_map(|&kind| Some((kind.name(), fields(kind)?)));
    let of_inner = INNER.iter().filter_map(|&(kind, field)| inner(kind, field));
    let all = of_kinds.chain(of_inner).chain([(A_FLOW, FLOW)]);
    all.map(|(name, fields)| (name, fields.to_vec())).collect()
}

/// The known fields that an OpenAPI 3 description uses, each with the name of its object.
#[must_use]
pub fn used_fields(description: &Value) -> BTreeSet<(&'static str, &'static str)> {
    let mut used = BTreeSet::new();
    object(description, Kind::Document, &mut used);
    used
}

type Used = BTreeSet<(&'static str, &'static str)>;

fn object(value: &Value, kind: Kind, used: &mut Used) {
    let Some(members) = value.as_object() else {
        return;
    };
    if let Some(fields) = fields(kind) {
        note(kind.name(), fields, members, used);
    }
    for (key, value) in members {
        if let (Some((name, fields)), Some(members)) = (inner(kind, key), value.as_object()) {
            note(name, fields, members, used);
            if key == "flows" {
                let flows = members.values().filter_map(Value::as_object);
                flows.for_each(|flow| note(A_FLOW, FLOW, flow, used));
            }
        }
        let Some((shape, kind)) = member(kind, key) else {
            continue;
        };
        match (shape, value) {
            (Shape::One, _) => object(value, kind, used),
            (Shape::List, Value::Array(items)) => {
                items.iter().for_each(|item| object(item, kind, used));
            }
            (_, Value::Object(items)) => items.values().for_each(|item| object(item, kind, used)),
            _ => {}
        }
    }
}

fn note(
    name: &'static str,
    fields: &'static [&'static str],
    members: &Map<String, Value>,
    used: &mut Used,
) {
    let known = fields.iter().filter(|field| members.contains_key(**field));
    used.extend(known.map(|field| (name, *field)));
}

//! Tests of the examples of schemas: each schema's own, and one combined from those of its
//! properties. Examples that their schemas exclude are reported, and are not tested.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value};

use super::model_names::Named;
use super::types::type_of;
use super::{Ident, SchemaExample, SchemaExamples, sample_value};
use crate::api::{Api, Property, SchemaId, SchemaKind, Use, fault};
use crate::diagnostic::{Code, Diagnostic};
use crate::document::Pointer;

/// To which depth values are combined.
const DEEPEST: usize = 8;

/// The most properties of a combined value: with each level they may multiply.
const MOST: usize = 200;

/// The values by type, in the order of the types.
pub(super) fn decide_schema_examples(
    shown: &Values<'_>,
    named: &Named,
    unused: &BTreeSet<Ident>,
) -> Vec<SchemaExamples> {
    let api = shown.api;
    let mut tests: BTreeMap<String, SchemaExamples> = BTreeMap::new();
    for schema in api.schemas.values() {
        let is_model = named.get(&schema.id).is_some();
        if !is_model && schema.id.component().is_none() {
            continue;
        }
        let of = Use {
            schema: schema.id.clone(),
            nullable: false,
        };
        let examples = shown.of_schema(&schema.id);
        if examples.is_empty() {
            continue;
        }
        let ty = type_of(api, named, &of);
        let key = match (named.get(&schema.id), schema.id.component()) {
            (Some(name), _) => name.to_string(),
            (None, component) => component.unwrap_or_default(),
        };
        let is_gated = ty.models().any(|name| unused.contains(name));
        let of_type = tests.entry(key.clone()).or_insert_with(|| SchemaExamples {
            key,
            is_gated,
            ty,
            examples: Vec::new(),
        });
        of_type.examples.extend(examples);
    }
    tests.into_values().collect()
}

/// The values that match their schemas; the others are reported.
fn valid<'a>(
    api: &'a Api,
    diagnostics: &mut Vec<Diagnostic>,
) -> BTreeMap<&'a Pointer, Vec<Shows<'a>>> {
    let mut valid = BTreeMap::new();
    let mut said = BTreeSet::new();
    for (node, shown) in &api.shown {
        let mut values = Vec::new();
        for (at, value) in &shown.values {
            match fault(api, &shown.of, value, at) {
                None => values.push((at, value)),
                Some(fault) => {
                    if said.insert(fault.at.clone()) {
                        diagnostics.push(report(&fault));
                    }
                }
            }
        }
        if !values.is_empty() {
            valid.insert(node, values);
        }
    }
    valid
}

/// Reports that an example does not match its schema.
pub(super) fn report(fault: &crate::api::Fault) -> Diagnostic {
    let message = format!("the example {}", fault.message);
    Diagnostic::new(Code::WrongExample, &fault.at, message)
}

/// A value and its position.
type Shows<'a> = (&'a Pointer, &'a Value);

/// The examples of a description.
pub(super) struct Values<'a> {
    pub(super) api: &'a Api,
    pub(super) named: &'a Named,
    valid: BTreeMap<&'a Pointer, Vec<Shows<'a>>>,
}

impl<'a> Values<'a> {
    /// The examples of a description; those that their schemas exclude are reported.
    pub(super) fn of(api: &'a Api, named: &'a Named, diagnostics: &mut Vec<Diagnostic>) -> Self {
        let valid = valid(api, diagnostics);
        Self { api, named, valid }
    }

    /// The first example of a schema itself.
    pub(super) fn own(&self, id: &SchemaId) -> Option<&'a Value> {
        Some(self.valid.get(&id.0)?.first()?.1)
    }

    fn of_schema(&self, id: &SchemaId) -> Vec<SchemaExample> {
        let own = self.valid.get(&id.0).into_iter().flatten();
        let mut examples: Vec<SchemaExample> = own
            .map(|(at, value)| SchemaExample {
                schema: id.0.as_str().to_owned(),
                pointer: at.as_str().to_owned(),
                value: (*value).clone(),
            })
            .filter(|example| !example.value.is_null())
            .collect();
        let of = Use {
            schema: id.clone(),
            nullable: false,
        };
        let made = self.made(id, DEEPEST, &mut { MOST });
        if let Some((value, true)) = made
            && !examples.iter().any(|other| other.value == value)
            && fault(self.api, &of, &value, &id.0).is_none()
        {
            examples.push(SchemaExample {
                schema: id.0.as_str().to_owned(),
                pointer: id.0.as_str().to_owned(),
                value,
            });
        }
        for example in &mut examples {
            let nulls = &self.named.nulls;
            example.value = nulls.without(self.api, &of, &example.value);
        }
        examples
    }

    /// An object combined from the examples of its properties, and whether there are any. Required
    /// properties without an example are made up; optional ones are absent. `None` if it would have
    /// more properties than `most`.
    fn made(&self, id: &SchemaId, left: usize, most: &mut usize) -> Option<(Value, bool)> {
        let SchemaKind::Object(object) = &self.api.schemas.get(id)?.kind else {
            return None;
        };
        let tags = self.api.tags_of(id);
        let mut made = Map::new();
        let mut shows = false;
        for property in &object.properties {
            *most = most.checked_sub(1)?;
            let fixed = tags.get(&property.name).or(property.constant.as_ref());
            let value = match (fixed, self.shown(property)) {
                (Some(fixed), _) => fixed.clone(),
                (None, Some(value)) => {
                    shows = true;
                    value
                }
                (None, None) if property.required.is_some() && left > 0 => {
                    match self.made(&property.value.schema, left - 1, most) {
                        Some((value, inner)) => {
                            shows |= inner;
                            value
                        }
                        None if *most == 0 => return None,
                        None => sample_value::make(self.api, self.named, &property.value),
                    }
                }
                (None, None) if property.required.is_some() => {
                    sample_value::make(self.api, self.named, &property.value)
                }
                (None, None) => continue,
            };
            made.insert(property.name.clone(), value);
        }
        Some((Value::Object(made), shows))
    }

    /// The example of a property: at its own node, at its schema, or of a list's item.
    pub(super) fn shown(&self, property: &Property) -> Option<Value> {
        let first = |node: &Pointer| Some(self.valid.get(node)?.first()?.1.clone());
        let schema = &property.value.schema;
        let own = first(&property.at.0).or_else(|| first(&schema.0));
        own.or_else(|| match &self.api.schemas.get(schema)?.kind {
            SchemaKind::List(item) => Some(Value::Array(vec![first(&item.schema.0)?])),
            _ => None,
        })
    }
}

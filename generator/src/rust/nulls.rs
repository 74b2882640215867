//! The properties that are `Option` although null and absence differ, by configuration: which these
//! are, and the value that remains without their null.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::Ident;
use crate::api::{Api, SchemaId, SchemaKind, Use, fault};
use crate::diagnostic::{Code, Diagnostic, did_you_mean};
use crate::document::Pointer;
use crate::{Mention, Nullability};

/// How deep a value is searched for null.
const DEEPEST: usize = 24;
/// The name of all properties.
const ALL: &str = "*";

/// The properties whose null is read as absence, by the schema of their type and their name on the wire.
#[derive(Debug, Default)]
pub(super) struct Nulls(BTreeSet<(SchemaId, String)>);

impl Nulls {
    /// Finds the configured properties, and reports names of no property that may be absent or
    /// null.
    pub(super) fn find(
        api: &Api,
        named: &BTreeMap<SchemaId, Ident>,
        chosen: &Nullability,
        diagnostics: &mut Vec<Diagnostic>,
    ) -> Self {
        if chosen.option.is_empty() && chosen.nullable.is_empty() {
            return Self::default();
        }
        let mut properties = Vec::new();
        for (id, model) in named {
            let Some(SchemaKind::Object(object)) = api.schemas.get(id).map(|it| &it.kind) else {
                continue;
            };
            for property in &object.properties {
                let schema = api.schemas.get(&property.value.schema);
                let is_either = property.required.is_none()
                    && (property.value.nullable || schema.is_some_and(|it| it.nullable))
                    && schema.is_some_and(|it| it.kind != SchemaKind::Any);
                if is_either {
                    properties.push((id, model, property.name.clone()));
                }
            }
        }
        let names = |mention: &Mention, model: &Ident, wire: &String| {
            mention.name == *wire || mention.name == format!("{model}.{wire}")
        };
        let both = properties.iter();
        let known: BTreeSet<String> = both
            .flat_map(|(_, model, wire)| [wire.clone(), format!("{model}.{wire}")])
            .collect();
        for (list, mentions) in [("option", &chosen.option), ("nullable", &chosen.nullable)] {
            for mention in mentions {
                let name = &mention.name;
                if known.contains(name) || name == ALL {
                    continue;
                }
                let meant = did_you_mean(name, known.iter().map(String::as_str));
                let message = format!(
                    "`{list}` of `nullable` names `{name}`, which is not a property that may be absent or null{meant}"
                );
                diagnostics.push(mention.report(Code::UnusedName, message));
            }
        }
        let chosen = properties.into_iter().filter(|(_, model, wire)| {
            let by_name = |list: &[Mention]| list.iter().any(|it| names(it, model, wire));
            let all = |list: &[Mention]| list.iter().any(|it| it.name == ALL);
            // A name takes precedence over all properties.
            match (by_name(&chosen.option), by_name(&chosen.nullable)) {
                (option, nullable) if option != nullable => option,
                _ => all(&chosen.option) && !all(&chosen.nullable),
            }
        });
        Self(chosen.map(|(id, _, wire)| (id.clone(), wire)).collect())
    }

    /// Whether null of a property is read as absence.
    pub(super) fn are_absent(&self, owner: &SchemaId, wire: &str) -> bool {
        // Most clients choose nothing.
        !self.0.is_empty() && self.0.contains(&(owner.clone(), wire.to_owned()))
    }

    /// A value as a client writes it after decoding it.
    pub(super) fn without(&self, api: &Api, of: &Use, value: &Value) -> Value {
        let mut value = value.clone();
        if !self.0.is_empty() {
            self.remove(api, of, &mut value, DEEPEST);
        }
        value
    }

    fn remove(&self, api: &Api, of: &Use, value: &mut Value, left: usize) {
        let Some(schema) = api.schemas.get(&of.schema).filter(|_| left > 0) else {
            return;
        };
        let left = left - 1;
        match (&schema.kind, value) {
            (SchemaKind::Object(object), Value::Object(members)) => {
                for property in &object.properties {
                    let wire = &property.name;
                    match members.get_mut(wire) {
                        Some(Value::Null) if self.are_absent(&schema.id, wire) => {
                            members.remove(wire);
                        }
                        Some(member) => self.remove(api, &property.value, member, left),
                        None => {}
                    }
                }
            }
            (SchemaKind::List(item), Value::Array(items)) => {
                for value in items {
                    self.remove(api, item, value, left);
                }
            }
            (SchemaKind::Map { value: of, .. }, Value::Object(members)) => {
                for value in members.values_mut() {
                    self.remove(api, of, value, left);
                }
            }
            (SchemaKind::Union(union), value) => {
                let fits = |of: &Use| fault(api, of, value, &Pointer::root()).is_none();
                let variant = union.variants.iter().find(|it| fits(&it.value));
                if let Some(variant) = variant {
                    self.remove(api, &variant.value, value, left);
                }
            }
            _ => {}
        }
    }
}

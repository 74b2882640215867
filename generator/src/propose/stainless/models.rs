//! Models. In: the resources. Out: names of `names.toml` for schemas whose component has another name.
//! Absent: names that apply to two schemas.

use std::collections::{BTreeMap, BTreeSet};

use heck::ToUpperCamelCase;
use serde_json::Value;

use super::reading::{Reading, Resource};
use crate::diagnostic::did_you_mean;
use crate::document::{Node, Pointer};
use crate::propose::places::Places;

pub(super) fn names(
    reading: &mut Reading<'_>,
    resources: &[Resource<'_>],
) -> BTreeMap<String, String> {
    let components = Node::root(reading.effective).get("components");
    let components = components.map(|it| it.members("schemas"));
    let components: Vec<&str> = components.into_iter().flatten().map(|it| it.0).collect();
    let mut found: BTreeMap<String, String> = BTreeMap::new();
    let mut taken: BTreeSet<String> = components
        .iter()
        .map(|it| it.to_upper_camel_case())
        .collect();
    for resource in resources {
        for (model, node) in resource.node.members("models") {
            let Value::String(said) = node.value() else {
                reading.note(
                    node.at(),
                    format!("model `{model}` has no effect: it is not a string with the name of a schema"),
                );
                continue;
            };
            let at = match said.strip_prefix('#') {
                Some(pointer) => Pointer::parse(pointer),
                None => {
                    let schemas = Pointer::root().child("components").child("schemas");
                    Some(schemas.child(said))
                }
            };
            let at = at.filter(|at| Node::find(reading.effective, at.clone()).is_some());
            let Some(at) = at else {
                let last = said.rsplit('/').next().unwrap_or(said);
                let meant = did_you_mean(last, components.iter().copied());
                let message = format!("the description has no schema `{said}`{meant}");
                reading.error(node.at(), message);
                continue;
            };
            let name = model.to_upper_camel_case();
            let component = Places::component(&at);
            if (component.as_ref()).is_some_and(|it| it.to_upper_camel_case() == name) {
                continue;
            }
            // Components are identified by name, other schemas by pointer.
            let key = component.unwrap_or_else(|| at.to_string());
            if let Some(first) = found.get(&key) {
                let message =
                    format!("model `{model}` has no effect: the schema is already `{first}`");
                reading.note(node.at(), message);
                continue;
            }
            let is_name = name.starts_with(char::is_alphabetic);
            if !is_name || !taken.insert(name.clone()) {
                let message = format!(
                    "model `{model}` has no effect: `{name}` is not a name for a single type"
                );
                reading.note(node.at(), message);
                continue;
            }
            found.insert(key, name);
        }
    }
    found
}

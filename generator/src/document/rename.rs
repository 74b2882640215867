//! Renames components, including the references to them.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use super::Keyed;
use super::Pointer;
use super::description::Document;

/// The objects that contain named schemas, in OpenAPI 3 and in Swagger 2.0.
const CONTAINERS: [&[&str]; 2] = [&["components", "schemas"], &["definitions"]];

/// The named schemas of a description.
fn schemas(value: &Value) -> Vec<(Pointer, &Map<String, Value>)> {
    let containers = CONTAINERS.iter().map(|path| {
        path.iter()
            .fold(Pointer::root(), |at, segment| at.child(segment))
    });
    containers
        .filter_map(|at| Some((at.clone(), at.find(value)?.as_object()?)))
        .collect()
}

/// Schemas that are equal in both descriptions except for their names: old address to new address.
/// Ambiguous cases aren't renamings.
pub(crate) fn renamed(base: &Value, revision: &Value) -> BTreeMap<Pointer, Pointer> {
    let mut renamed = BTreeMap::new();
    for (at, old) in schemas(base) {
        let Some(new) = at.find(revision).and_then(Value::as_object) else {
            continue;
        };
        let only = |these: &Map<String, Value>, those: &Map<String, Value>| {
            let names = these.keys().filter(|name| !those.contains_key(*name));
            names.cloned().collect::<Vec<_>>()
        };
        let (gone, came) = (only(old, new), only(new, old));
        if gone.is_empty() || came.is_empty() {
            continue;
        }
        let unnamed: BTreeMap<Pointer, Pointer> = gone
            .iter()
            .chain(&came)
            .map(|name| (at.child(name), Pointer::root()))
            .collect();
        let shape = |name: &str, value: &Value| {
            let mut value = value.clone();
            if let Value::Object(members) = &mut value
                && members.str("title") == Some(name)
            {
                members.remove("title");
            }
            redirect(&mut value, &unnamed);
            value.sort_all_objects();
            value.to_string()
        };
        let mut shapes: BTreeMap<String, (Vec<&String>, Vec<&String>)> = BTreeMap::new();
        for name in &gone {
            shapes
                .entry(shape(name, &old[name]))
                .or_default()
                .0
                .push(name);
        }
        for name in &came {
            shapes
                .entry(shape(name, &new[name]))
                .or_default()
                .1
                .push(name);
        }
        for (gone, came) in shapes.values() {
            if let ([gone], [came]) = (gone.as_slice(), came.as_slice()) {
                renamed.insert(at.child(gone), at.child(came));
            }
        }
    }
    renamed
}

/// Redirects the references to renamed components.
fn redirect(value: &mut Value, renamed: &BTreeMap<Pointer, Pointer>) {
    match value {
        Value::Object(members) => members.values_mut().for_each(|it| redirect(it, renamed)),
        Value::Array(items) => items.iter_mut().for_each(|it| redirect(it, renamed)),
        Value::String(text) => {
            let Some(target) = text.strip_prefix('#') else {
                return;
            };
            let found = renamed.iter().find_map(|(from, to)| {
                let rest = target.strip_prefix(from.as_str())?;
                (rest.is_empty() || rest.starts_with('/')).then(|| format!("#{to}{rest}"))
            });
            if let Some(found) = found {
                *text = found;
            }
        }
        _ => {}
    }
}

impl Document {
    /// Renames schemas and updates all references to them.
    pub(crate) fn rename(&mut self, renamed: &BTreeMap<Pointer, Pointer>) {
        if renamed.is_empty() {
            return;
        }
        let before = self.origins.clone();
        for (from, to) in renamed {
            let (Some(old), Some(new)) = (from.last(), to.last()) else {
                continue;
            };
            let parent = self.value.pointer_mut(from.parent().as_str());
            let Some(members) = parent.and_then(Value::as_object_mut) else {
                continue;
            };
            if let Some(schema) = members.remove(&old) {
                members.insert(new, schema);
                self.origins.copy(&before, from, to);
            }
        }
        redirect(&mut self.value, renamed);
        self.value.sort_all_objects();
    }
}

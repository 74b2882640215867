//! `$dynamicRef` and `$recursiveRef`: references whose target depends on the path by which they are
//! reached (JSON Schema 2020-12 core, section 8.2.3.2; 2019-09 core, section 8.2.4.2). With only one
//! possible target they become a `$ref`. A template, whose users bind its anchor (OpenAPI 3.1.1,
//! Generic (Template) Data Structures), is copied into each user. Remaining references are reported
//! with the other unsupported keywords.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value};

use super::resources::{Resources, with_fragment};
use crate::document::Keyed;
use crate::document::origin::Origins;
use crate::document::{Pointer, resolve};

/// The maximum depth of templates that use templates.
const DEEPEST: usize = 8;

/// The schemas that are bound to the anchors of a template, by anchor name.
type Bound = BTreeMap<String, Pointer>;

/// Replaces the references whose target can be determined.
pub(super) fn bind(root: &mut Value, origins: &mut Origins) {
    if !has_any(root) {
        return;
    }
    let mut found = Found::default();
    found.walk(root, &mut Pointer::root(), false);
    let mut changes: Vec<(Pointer, &str, String)> = Vec::new();
    for holder in &found.recursive {
        if let Some(target) = found.recursive_target(root, holder) {
            changes.push((holder.clone(), "$recursiveRef", with_fragment(&target, "")));
        }
    }
    let instances = found.instances(root);
    for (holder, reference) in &found.dynamic {
        if let Some(target) = found.dynamic_target(root, holder, reference) {
            changes.push((holder.clone(), "$dynamicRef", target));
        }
    }
    for (holder, key, reference) in changes {
        if let Some(Value::Object(members)) = root.pointer_mut(holder.as_str())
            && members.remove(key).is_some()
        {
            origins.write(&holder.child("$ref"), origins.of(&holder.child(key)));
            members.entry("$ref").or_insert_with(|| reference.into());
        }
    }
    for instance in instances {
        instance.write(root, origins);
    }
}

/// The dynamic references and anchors of a document.
#[derive(Default)]
struct Found {
    resources: Resources,
    /// The schemas with `$dynamicRef`, and its value.
    dynamic: Vec<(Pointer, String)>,
    /// The schemas with `$recursiveRef`.
    recursive: Vec<Pointer>,
    /// The schemas with `$dynamicAnchor`, by name.
    anchors: BTreeMap<String, Vec<Pointer>>,
    /// The schemas with `$recursiveAnchor: true`.
    recursive_anchors: Vec<Pointer>,
}

impl Found {
    /// `names` tells whether the keys are names chosen by the author.
    fn walk(&mut self, node: &Value, at: &mut Pointer, names: bool) {
        let length = at.len();
        match node {
            Value::Object(members) => {
                if !names {
                    self.schema(members, at);
                }
                for (key, child) in members {
                    if names || !is_data(key) {
                        at.push(key);
                        self.walk(child, at, !names && holds_names(key));
                        at.truncate(length);
                    }
                }
            }
            Value::Array(items) => {
                for (index, child) in items.iter().enumerate() {
                    at.push(index);
                    self.walk(child, at, false);
                    at.truncate(length);
                }
            }
            _ => {}
        }
    }

    fn schema(&mut self, members: &Map<String, Value>, at: &Pointer) {
        self.resources.name(members, at);
        let text = |key: &str| members.get(key).and_then(Value::as_str);
        if let Some(name) = text("$dynamicAnchor") {
            let all = self.anchors.entry(name.to_owned()).or_default();
            all.push(at.clone());
        }
        if let Some(reference) = text("$dynamicRef") {
            self.dynamic.push((at.clone(), reference.to_owned()));
        }
        if members.is("$recursiveAnchor") {
            self.recursive_anchors.push(at.clone());
        }
        if text("$recursiveRef").is_some() {
            self.recursive.push(at.clone());
        }
    }

    /// The target of a `$recursiveRef`: the anchored schema, resource or component that contains it.
    /// `None` if another schema with a `$recursiveAnchor` reaches that target, as it then depends on
    /// the path.
    fn recursive_target(&self, root: &Value, holder: &Pointer) -> Option<Pointer> {
        let around = |at: &&Pointer| is_within(holder, at);
        let anchor = self.recursive_anchors.iter().filter(around).max();
        let resource = self.resources.resource(holder);
        let component = || {
            let mut segments = holder.segments();
            let place = [segments.next()?, segments.next()?, segments.next()?];
            (place[0] == "components" && place[1] == "schemas").then(|| {
                let at = Pointer::root().child("components").child("schemas");
                at.child(&place[2])
            })
        };
        let target = match anchor {
            Some(anchor) => anchor.clone(),
            None if !resource.as_str().is_empty() => return Some(resource),
            None => return component(),
        };
        let others = self.recursive_anchors.iter().filter(|it| **it != target);
        let mut others = others.filter(|other| !is_within(other, &target));
        let reached = others.any(|other| self.reaches(root, other, &target));
        (!reached).then_some(target)
    }

    /// Whether the references in one schema lead to another, or into it.
    fn reaches(&self, root: &Value, from: &Pointer, to: &Pointer) -> bool {
        let mut seen = BTreeSet::from([from.clone()]);
        let mut waiting = vec![from.clone()];
        while let Some(at) = waiting.pop() {
            for (holder, reference) in references(root, &at) {
                let Some(target) = self.target(root, &holder, &reference) else {
                    continue;
                };
                if is_within(&target, to) {
                    return true;
                }
                if seen.insert(target.clone()) {
                    waiting.push(target);
                }
            }
        }
        false
    }

    fn target(&self, root: &Value, holder: &Pointer, reference: &str) -> Option<Pointer> {
        let local = self.resources.local(root, holder, reference);
        let reference = local.as_deref().unwrap_or(reference);
        Some(resolve(root, reference).ok()?.0)
    }

    /// The target of a `$dynamicRef` that no user of a template has bound: the only anchor with that
    /// name, or else the template's own. If its initial target isn't a `$dynamicAnchor`, it is a plain
    /// reference (section 8.2.3.2).
    fn dynamic_target(&self, root: &Value, holder: &Pointer, reference: &str) -> Option<String> {
        let (_, name) = reference.split_once('#')?;
        let anchors = self.anchors.get(name).map_or(&[][..], Vec::as_slice);
        let first = self.target(root, holder, reference);
        if let Some(plain) = first.filter(|first| !anchors.contains(first)) {
            return Some(with_fragment(&plain, ""));
        }
        match anchors {
            [] => Some(reference.to_owned()),
            [only] => Some(with_fragment(only, "")),
            several => {
                let own = several.iter().filter(|at| is_within(holder, &owner(at)));
                Some(with_fragment(own.max_by_key(|at| owner(at).len())?, ""))
            }
        }
    }

    /// The copies of templates.
    fn instances(&self, root: &Value) -> Vec<Instance> {
        let mut users: BTreeMap<Pointer, Bound> = BTreeMap::new();
        for (name, anchors) in self.anchors.iter().filter(|(_, all)| all.len() > 1) {
            for anchor in anchors {
                let bound = users.entry(owner(anchor)).or_default();
                bound.insert(name.clone(), anchor.clone());
            }
        }
        let mut instances = Vec::new();
        for (user, bound) in users {
            let Some(members) = user.find(root).and_then(Value::as_object) else {
                continue;
            };
            let parts = members.list("allOf");
            let at = user.child("allOf");
            let parts = (0..parts.map_or(0, Vec::len)).map(|index| at.child(index));
            for holder in std::iter::once(user.clone()).chain(parts) {
                let reference = holder.find(root).and_then(|it| it.str("$ref"));
                let target = reference.and_then(|it| self.target(root, &holder, it));
                let Some(template) = target.filter(|it| !is_within(it, &user)) else {
                    continue;
                };
                let mut copying = Copying {
                    found: self,
                    root,
                    bound: &bound,
                    within: vec![user.clone()],
                    is_bound: false,
                };
                let value = copying.template(&template);
                if let (true, Some(Value::Object(value))) = (copying.is_bound, value) {
                    instances.push(Instance {
                        holder,
                        template,
                        value,
                    });
                }
            }
        }
        instances
    }
}

/// State while copying a template for one user.
struct Copying<'a> {
    found: &'a Found,
    root: &'a Value,
    bound: &'a Bound,
    /// The user, and the templates being copied.
    within: Vec<Pointer>,
    /// Whether a reference was bound.
    is_bound: bool,
}

impl Copying<'_> {
    fn template(&mut self, at: &Pointer) -> Option<Value> {
        if self.within.len() > DEEPEST || self.within.contains(at) {
            return None;
        }
        self.within.push(at.clone());
        let copy = at.find(self.root).map(|node| self.copy(node, at, false));
        self.within.pop();
        copy
    }

    fn copy(&mut self, node: &Value, at: &Pointer, names: bool) -> Value {
        let members = match node {
            Value::Object(members) => members,
            Value::Array(items) => {
                let items = items.iter().enumerate();
                return items
                    .map(|(index, item)| self.copy(item, &at.child(index), false))
                    .collect();
            }
            other => return other.clone(),
        };
        let mut copy = Map::new();
        for (key, child) in members {
            if !names && is_data(key) {
                copy.insert(key.clone(), child.clone());
                continue;
            }
            match (names, key.as_str(), child.as_str()) {
                (false, "$id" | "$anchor" | "$dynamicAnchor" | "$defs", _) => {}
                (false, "$dynamicRef", Some(reference)) => {
                    let name = reference.split_once('#').map_or("", |(_, name)| name);
                    let bound = self.bound.get(name).map(|it| with_fragment(it, ""));
                    self.is_bound |= bound.is_some();
                    let target =
                        bound.or_else(|| self.found.dynamic_target(self.root, at, reference));
                    if let Some(target) = target {
                        copy.insert("$ref".to_owned(), target.into());
                    }
                }
                (false, "$ref", Some(reference)) => {
                    let target = self.found.target(self.root, at, reference);
                    let before = std::mem::replace(&mut self.is_bound, false);
                    let inner = target.as_ref().and_then(|it| self.template(it));
                    match (inner, target) {
                        (Some(Value::Object(inner)), _) if self.is_bound => copy.extend(inner),
                        (_, Some(target)) => {
                            copy.insert("$ref".to_owned(), with_fragment(&target, "").into());
                        }
                        _ => {
                            copy.insert("$ref".to_owned(), reference.into());
                        }
                    }
                    self.is_bound |= before;
                }
                _ => {
                    let child = self.copy(child, &at.child(key), !names && holds_names(key));
                    copy.insert(key.clone(), child);
                }
            }
        }
        Value::Object(copy)
    }
}

/// A copy of a template, and the schema that references it.
struct Instance {
    holder: Pointer,
    template: Pointer,
    value: Map<String, Value>,
}

impl Instance {
    /// Replaces the reference by the copy, keeping the user's other keywords.
    fn write(self, root: &mut Value, origins: &mut Origins) {
        let Some(Value::Object(members)) = root.pointer_mut(self.holder.as_str()) else {
            return;
        };
        members.remove("$ref");
        let conflict = |(key, value): (&String, &Value)| {
            let remark = ["title", "description", "example", "examples"];
            let own = members.get(key);
            !remark.contains(&key.as_str()) && own.is_some_and(|own| own != value)
        };
        if self.value.iter().any(conflict) {
            let parts = members.entry("allOf");
            if let Value::Array(parts) = parts.or_insert_with(|| Value::Array(Vec::new())) {
                let to = self.holder.child("allOf").child(parts.len());
                origins.write(&to, origins.of(&self.template));
                parts.push(Value::Object(self.value));
            }
            return;
        }
        for (key, value) in self.value {
            if !members.contains_key(&key) {
                let from = origins.of(&self.template.child(&key));
                origins.write(&self.holder.child(&key), from);
                members.insert(key, value);
            }
        }
    }
}

/// The schema that binds an anchor: the one whose `$defs` contain it, or else the one that has it.
fn owner(anchor: &Pointer) -> Pointer {
    let definitions = anchor.parent();
    match definitions.last().as_deref() {
        Some("$defs" | "definitions") => definitions.parent(),
        _ => anchor.clone(),
    }
}

fn is_within(inner: &Pointer, outer: &Pointer) -> bool {
    let rest = inner.as_str().strip_prefix(outer.as_str());
    rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

/// The references in a schema, and the schemas that contain them.
fn references(root: &Value, at: &Pointer) -> Vec<(Pointer, String)> {
    let mut found = Vec::new();
    let mut waiting: Vec<(Pointer, &Value)> = at
        .find(root)
        .map(|it| (at.clone(), it))
        .into_iter()
        .collect();
    while let Some((at, node)) = waiting.pop() {
        match node {
            Value::Object(members) => {
                if let Some(reference) = members.str("$ref") {
                    found.push((at.clone(), reference.to_owned()));
                }
                let children = members.iter().map(|(key, child)| (at.child(key), child));
                waiting.extend(children);
            }
            Value::Array(items) => {
                let items = items.iter().enumerate();
                waiting.extend(items.map(|(index, child)| (at.child(index), child)));
            }
            _ => {}
        }
    }
    found
}

/// Whether the document may have such references at all: a quick check without addresses.
fn has_any(node: &Value) -> bool {
    match node {
        Value::Object(members) => {
            ["$dynamicRef", "$recursiveRef"]
                .iter()
                .any(|key| members.contains_key(*key))
                || members.values().any(has_any)
        }
        Value::Array(items) => items.iter().any(has_any),
        _ => false,
    }
}

/// Whether the value of a key is data of the API rather than part of its description.
fn is_data(key: &str) -> bool {
    ["example", "examples", "default", "enum", "const"].contains(&key) || key.starts_with("x-")
}

/// Whether the value of a key is a map whose keys are names.
fn holds_names(key: &str) -> bool {
    [
        "properties",
        "patternProperties",
        "dependentSchemas",
        "$defs",
        "definitions",
        "schemas",
        "parameters",
        "responses",
        "requestBodies",
        "headers",
        "paths",
        "pathItems",
        "webhooks",
        "content",
        "callbacks",
    ]
    .contains(&key)
}

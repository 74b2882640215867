//! Joins several files into one value: a pass over the description and everything that it references.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use serde_json::{Map, Value};

use super::Files;
use super::components::Components;
use super::read::{Library, Node, Target};
use crate::diagnostic::Diagnostic;
use crate::document::Keyed;
use crate::document::normalise::{Kind, Shape, member, same_parameter};
use crate::document::origin::{Origin, Origins};
use crate::document::text::Text;
use crate::document::{Limits, Pointer};

/// The maximum number of nodes that replace their references. Nodes that can be components become
/// components, so only path items, operations and whole containers count.
const MOST_REPLACED: usize = 50_000;
/// The maximum nesting depth of replaced nodes.
const DEEPEST: usize = 64;

/// The result of joining files.
pub(in crate::document) struct Joined {
    /// The texts of the files.
    pub(in crate::document) texts: Vec<Text>,
    pub(in crate::document) origins: Origins,
    /// The broken references, by their origin, with the reason.
    pub(in crate::document) dead: BTreeMap<(usize, Pointer), String>,
    pub(in crate::document) notes: Vec<Diagnostic>,
}

/// Joins the files into the description; `name` is the description's name in diagnostics.
pub(in crate::document) fn join(
    value: &mut Value,
    files: &Files,
    name: &str,
    limits: Limits,
) -> Joined {
    let (library, texts, mut notes) = Library::new(files, value, name, limits);
    let mut join = Join {
        library,
        components: Components::new(value.has("swagger")),
        origins: Origins::default(),
        dead: BTreeMap::new(),
        unreadable: BTreeSet::new(),
        queue: VecDeque::new(),
        replacing: Vec::new(),
        replaced: 0,
    };
    join.containers(value);
    join.known(value);
    join.object(value, Kind::Document, &mut Pointer::root());
    while let Some((kind, node, mut at)) = join.queue.pop_front() {
        let Some(mut component) = join.copy(&node, &at) else {
            continue;
        };
        join.object(&mut component, kind, &mut at);
        put(value, &at, component);
    }
    for path in &join.unreadable {
        notes.extend(join.library.wrong(path));
    }
    Joined {
        texts,
        origins: join.origins,
        dead: join.dead,
        notes,
    }
}

struct Join<'f> {
    library: Library<'f>,
    components: Components,
    origins: Origins,
    dead: BTreeMap<(usize, Pointer), String>,
    /// The paths of referenced files that can't be read.
    unreadable: BTreeSet<String>,
    /// The components to be written.
    queue: VecDeque<(Kind, Node, Pointer)>,
    /// The nodes being replaced, from the outermost to the innermost.
    replacing: Vec<Node>,
    replaced: usize,
}

impl Join<'_> {
    /// Replaces `components` and its sections if they are references to files.
    fn containers(&mut self, value: &mut Value) {
        let sections = self.components.sections();
        let sections = sections
            .iter()
            .map(|(section, _)| self.components.at(section));
        let containers: BTreeSet<Pointer> = sections.flat_map(|at| [at.parent(), at]).collect();
        for at in containers {
            if !at.as_str().is_empty()
                && let Some(container) = value.pointer_mut(at.as_str())
            {
                self.replace(container, &at);
            }
        }
    }

    /// Records the nodes of other files that are components of the description already.
    fn known(&mut self, value: &Value) {
        for (section, _) in self.components.sections() {
            let section_at = self.components.at(section);
            let members = section_at.find(value).and_then(Value::as_object);
            for (name, component) in members.into_iter().flatten() {
                let at = section_at.child(name);
                self.components.take(at.clone());
                if let Some(node) = self.node(&at) {
                    self.components.know(section, node, &at);
                }
                if let Some(Target::Node(node)) = self.target(component, &at)
                    && component.as_object().is_some_and(|it| it.len() == 1)
                {
                    self.components.know(section, node, &at);
                }
            }
        }
    }

    /// The node of another file that is the origin of the node at `at`.
    fn node(&self, at: &Pointer) -> Option<Node> {
        let origin = self.origins.of(at);
        let file = origin.text.checked_sub(1)?;
        Some(Node {
            file,
            at: origin.pointer,
        })
    }

    /// The target of a node's reference; `None` if it has none.
    fn target(&self, node: &Value, at: &Pointer) -> Option<Target> {
        let reference = node.str("$ref")?;
        Some(self.library.follow(self.node(at).as_ref(), reference))
    }

    /// The value of a node, recorded as the origin of `at`.
    fn copy(&mut self, node: &Node, at: &Pointer) -> Option<Value> {
        let value = self.library.get(node)?.clone();
        let origin = Origin {
            text: node.file + 1,
            pointer: node.at.clone(),
        };
        self.origins.write(at, origin);
        Some(value)
    }

    /// Replaces a reference by its target. `false` if that isn't in another file.
    fn replace(&mut self, holder: &mut Value, at: &Pointer) -> bool {
        match self.target(holder, at) {
            None | Some(Target::Local) => false,
            Some(Target::Description(fragment)) => {
                holder["$ref"] = format!("#{fragment}").into();
                false
            }
            Some(Target::Node(node)) => self.put_in_place(holder, at, &node),
            Some(Target::Dead(reason)) => {
                self.kill(holder, at, reason);
                false
            }
            Some(Target::Unreadable(path)) => {
                self.unreadable.insert(path);
                false
            }
        }
    }

    fn put_in_place(&mut self, holder: &mut Value, at: &Pointer, node: &Node) -> bool {
        if self.replacing.contains(node) {
            self.kill(holder, at, "the reference is circular".to_owned());
            return false;
        }
        if self.replaced >= MOST_REPLACED || self.replacing.len() >= DEEPEST {
            let reason = format!(
                "more than {MOST_REPLACED} references are inlined, or they are nested more than {DEEPEST} levels deep"
            );
            self.kill(holder, at, reason);
            return false;
        }
        self.replaced += 1;
        let own = match holder.take() {
            Value::Object(own) => own,
            _ => Map::new(),
        };
        let fields = own.into_iter().filter(|(key, _)| key != "$ref");
        let fields: Vec<(String, Value, Origin)> = fields
            .map(|(key, value)| {
                let origin = self.origins.of(&at.child(&key));
                (key, value, origin)
            })
            .collect();
        let Some(value) = self.copy(node, at) else {
            return false;
        };
        *holder = value;
        if let Value::Object(members) = holder {
            for (key, value, origin) in fields {
                let at = at.child(&key);
                match (members.get_mut(&key), value) {
                    (Some(Value::Array(theirs)), Value::Array(items)) => {
                        self.add_items(theirs, items, &at, &origin);
                    }
                    (_, value) => {
                        self.origins.write(&at, origin);
                        members.insert(key, value);
                    }
                }
            }
        }
        true
    }

    /// Appends the items beside a reference to the list at `at`; they replace parameters of the same
    /// name and location.
    fn add_items(
        &mut self,
        list: &mut Vec<Value>,
        items: Vec<Value>,
        at: &Pointer,
        origin: &Origin,
    ) {
        for (index, item) in items.into_iter().enumerate() {
            if let Some(same) = list.iter().position(|other| same_parameter(other, &item)) {
                self.origins.remove_item(at, same, list.len());
                list.remove(same);
            }
            let origin = Origin {
                text: origin.text,
                pointer: origin.pointer.child(index),
            };
            self.origins.write(&at.child(list.len()), origin);
            list.push(item);
        }
    }

    /// Records why a reference is broken. Unchanged, the fragment of a reference in another file would
    /// be resolved within the description.
    fn kill(&mut self, holder: &mut Value, at: &Pointer, reason: String) {
        if let Some(node) = self.node(at)
            && let Some(reference) = holder.str("$ref")
            && reference.starts_with('#')
        {
            holder["$ref"] = format!("{}{reference}", self.library.path(node.file)).into();
        }
        let origin = self.origins.of(&at.child("$ref"));
        self.dead.insert((origin.text, origin.pointer), reason);
    }

    fn object(&mut self, node: &mut Value, kind: Kind, at: &mut Pointer) {
        let before = self.replacing.len();
        let mut is_component = false;
        // A replaced node may be a reference again, with other fields beside it.
        while let Some(target) = self.target(node, at) {
            match (target, self.components.section(kind)) {
                (Target::Node(target), Some(section)) => {
                    let address = self.component(kind, section, &target);
                    if address == *at && !is_component {
                        is_component = true;
                        if self.put_in_place(node, at, &target) {
                            self.replacing.push(target);
                            continue;
                        }
                    }
                    node["$ref"] = address.reference().into();
                    break;
                }
                (Target::Node(target), None) => {
                    if !self.put_in_place(node, at, &target) {
                        break;
                    }
                    self.replacing.push(target);
                }
                (Target::Description(fragment), _) => {
                    node["$ref"] = format!("#{fragment}").into();
                    break;
                }
                (Target::Dead(reason), _) => {
                    self.kill(node, at, reason);
                    break;
                }
                (Target::Unreadable(path), _) => {
                    self.unreadable.insert(path);
                    break;
                }
                (Target::Local, _) => break,
            }
        }
        if kind == Kind::Schema {
            self.mapping(node, at);
            if self.node(at).is_some()
                && let Value::Object(members) = node
            {
                // References are pointers from here on, and an `$id` would change their meaning.
                members.remove("$id");
            }
        }
        self.members(node, kind, at);
        self.replacing.truncate(before);
    }

    /// The address of the component for a node, which is created if necessary.
    fn component(&mut self, kind: Kind, section: &'static str, node: &Node) -> Pointer {
        if let Some(known) = self.components.get(section, node) {
            return known.clone();
        }
        let path = self.library.path(node.file);
        let address = self.components.add(section, node.clone(), path);
        self.queue.push_back((kind, node.clone(), address.clone()));
        address
    }

    fn members(&mut self, node: &mut Value, kind: Kind, at: &mut Pointer) {
        let Value::Object(members) = node else {
            return;
        };
        let length = at.len();
        for (key, child) in members {
            let Some((shape, kind)) = self.member(kind, key) else {
                continue;
            };
            at.push(key);
            if shape == Shape::One {
                self.object(child, kind, at);
            } else {
                let before = self.replacing.len();
                // References to whole maps and lists are not valid OpenAPI, but common.
                let is_reference = |it: &Value| it.str("$ref").is_some();
                while is_reference(child) {
                    let Some(Target::Node(target)) = self.target(child, at) else {
                        break;
                    };
                    if !self.put_in_place(child, at, &target) {
                        break;
                    }
                    self.replacing.push(target);
                }
                self.each(child, kind, at);
                self.replacing.truncate(before);
            }
            at.truncate(length);
        }
    }

    fn each(&mut self, container: &mut Value, kind: Kind, at: &mut Pointer) {
        let length = at.len();
        let mut one = |key: &dyn std::fmt::Display, child: &mut Value| {
            at.push(key);
            self.object(child, kind, at);
            at.truncate(length);
        };
        match container {
            Value::Array(items) => {
                let items = items.iter_mut().enumerate();
                items.for_each(|(index, child)| one(&index, child));
            }
            Value::Object(members) => {
                members.iter_mut().for_each(|(key, child)| one(key, child));
            }
            _ => {}
        }
    }

    /// The content of a member, including Swagger 2.0.
    fn member(&self, kind: Kind, key: &str) -> Option<(Shape, Kind)> {
        let swagger = self.components.section(Kind::Schema) == Some("definitions");
        Some(match (kind, key) {
            (Kind::Document, "definitions") if swagger => (Shape::Map, Kind::Schema),
            (Kind::Document, "parameters") if swagger => (Shape::Map, Kind::Parameter),
            (Kind::Document, "responses") if swagger => (Shape::Map, Kind::Response),
            (Kind::Response, "schema") if swagger => (Shape::One, Kind::Schema),
            _ => return member(kind, key),
        })
    }

    /// Updates the mapping of a discriminator like the references of the variants.
    fn mapping(&mut self, schema: &mut Value, at: &Pointer) {
        let node = self.node(at);
        let mapping = schema.pointer_mut("/discriminator/mapping");
        let Some(Value::Object(mapping)) = mapping else {
            return;
        };
        for target in mapping.values_mut() {
            let Some(text) = target.as_str() else {
                continue;
            };
            let is_name = !text.contains(['#', '/', '.']);
            if is_name {
                continue;
            }
            match self.library.follow(node.as_ref(), text) {
                Target::Node(node) => {
                    let section = self.components.section(Kind::Schema).unwrap_or_default();
                    let address = self.component(Kind::Schema, section, &node);
                    *target = address.reference().into();
                }
                Target::Description(fragment) => *target = format!("#{fragment}").into(),
                Target::Local | Target::Dead(_) | Target::Unreadable(_) => {}
            }
        }
    }
}

/// Writes a component of the description; its section is created if necessary.
fn put(value: &mut Value, at: &Pointer, component: Value) {
    let mut node = value;
    for segment in at.segments() {
        if !node.is_object() {
            *node = Value::Object(Map::new());
        }
        let Value::Object(members) = node else {
            return;
        };
        node = members.entry(segment).or_insert(Value::Null);
    }
    *node = component;
}

//! The parsed files, and resolving references to their nodes.

use std::collections::BTreeMap;

use percent_encoding::percent_decode_str;
use serde_json::Value;

use super::Files;
use super::leads::{Leads, folder_uri, leads, split};
use crate::Source;
use crate::diagnostic::Diagnostic;
use crate::document::Keyed;
use crate::document::text::Text;
use crate::document::{Limits, Pointer};

/// The maximum number of references followed in a row before a cycle is assumed.
const LONGEST_CHAIN: usize = 32;

/// One file.
pub(super) struct File {
    pub(super) path: String,
    pub(super) value: Value,
    /// The `$id`s of its schemas, as paths below the folder: `$ref`s in them are relative to these.
    bases: BTreeMap<Pointer, String>,
}

/// A node of one of the files.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Node {
    /// The index of the file.
    pub(super) file: usize,
    pub(super) at: Pointer,
}

/// The target of a reference.
pub(super) enum Target {
    /// Unchanged: the reference stays as written.
    Local,
    /// A node of the description, by the fragment for a `$ref` to it.
    Description(String),
    Node(Node),
    /// A file that is neither YAML nor JSON, by its path.
    Unreadable(String),
    /// Broken, with the reason.
    Dead(String),
}

/// The files of a description that could be read.
pub(super) struct Library<'f> {
    files: &'f Files,
    folder: Option<String>,
    /// The base of references in the description.
    base: String,
    by_path: BTreeMap<String, Result<usize, Vec<Diagnostic>>>,
    /// The nodes that `$id` names.
    named: BTreeMap<String, Node>,
    pub(super) read: Vec<File>,
}

impl<'f> Library<'f> {
    /// Parses all files. `name` is the name of the description in diagnostics.
    pub(super) fn new(
        files: &'f Files,
        description: &Value,
        name: &str,
        limits: Limits,
    ) -> (Self, Vec<Text>, Vec<Diagnostic>) {
        let own = files.own();
        let uri = ["$self", "$id"]
            .iter()
            .find_map(|key| description.get(*key)?.as_str());
        let folder = uri.and_then(|uri| folder_uri(own, uri));
        let base = match uri.map(|uri| leads(folder.as_deref(), own, uri)) {
            Some(Leads::File(path)) => path,
            _ => own.to_owned(),
        };
        let mut library = Self {
            files,
            folder,
            base,
            by_path: BTreeMap::new(),
            named: BTreeMap::new(),
            read: Vec::new(),
        };
        let prefix = name.strip_suffix(own).unwrap_or_default();
        let (mut texts, mut notes) = (Vec::new(), Vec::new());
        for (path, text) in files.texts() {
            let source = Source {
                name: format!("{prefix}{path}"),
                text: text.to_owned(),
                ..Source::default()
            };
            let found = match Text::parse_any(&source, limits) {
                Ok((text, value, found)) => {
                    texts.push(text);
                    notes.extend(found);
                    Ok(library.keep(path, value))
                }
                Err(found) => Err(found),
            };
            library.by_path.insert(path.to_owned(), found);
        }
        (library, texts, notes)
    }

    fn keep(&mut self, path: &str, value: Value) -> usize {
        let file = self.read.len();
        let mut bases = BTreeMap::from([(Pointer::root(), path.to_owned())]);
        self.name(&value, &mut Pointer::root(), path, file, &mut bases);
        let path = path.to_owned();
        self.read.push(File { path, value, bases });
        file
    }

    /// Finds the `$id`s of the schemas in a file.
    fn name(
        &mut self,
        value: &Value,
        at: &mut Pointer,
        base: &str,
        file: usize,
        bases: &mut BTreeMap<Pointer, String>,
    ) {
        let mut base = base.to_owned();
        if let Some(id) = value.str("$id")
            && let Leads::File(path) = leads(self.folder.as_deref(), &base, id)
        {
            let node = Node {
                file,
                at: at.clone(),
            };
            self.named.entry(path.clone()).or_insert(node);
            bases.insert(at.clone(), path.clone());
            base = path;
        }
        let length = at.len();
        let mut below = |key: &dyn std::fmt::Display, child: &Value| {
            if child.is_object() || child.is_array() {
                at.push(key);
                self.name(child, at, &base, file, bases);
                at.truncate(length);
            }
        };
        match value {
            Value::Object(members) => members.iter().for_each(|(key, child)| below(key, child)),
            Value::Array(items) => {
                let items = items.iter().enumerate();
                items.for_each(|(index, child)| below(&index, child));
            }
            _ => {}
        }
    }

    /// The findings about a file that can't be read.
    pub(super) fn wrong(&self, path: &str) -> Vec<Diagnostic> {
        let found = self
            .by_path
            .get(path)
            .and_then(|found| found.as_ref().err());
        found.cloned().unwrap_or_default()
    }

    /// The path of a file.
    pub(super) fn path(&self, file: usize) -> &str {
        self.read.get(file).map_or("", |file| file.path.as_str())
    }

    /// The value of a node.
    pub(super) fn get(&self, node: &Node) -> Option<&Value> {
        node.at.find(&self.read.get(node.file)?.value)
    }

    /// Resolves a reference in the description, or in the node `from` of a file. A target that is only
    /// a reference is followed.
    pub(super) fn follow(&self, from: Option<&Node>, reference: &str) -> Target {
        let mut target = self.target(from, reference);
        for _ in 0..LONGEST_CHAIN {
            let Target::Node(node) = &target else {
                return target;
            };
            let members = self.get(node).and_then(Value::as_object);
            let Some(next) = members
                .filter(|members| members.len() == 1)
                .and_then(|members| members.str("$ref"))
            else {
                return target;
            };
            target = self.target(Some(node), next);
        }
        Target::Dead("the reference is circular".to_owned())
    }

    fn target(&self, from: Option<&Node>, reference: &str) -> Target {
        let (_, fragment) = split(reference);
        let (base, resource) = match from {
            None => (self.base.as_str(), None),
            Some(node) => {
                let Some((base, resource)) = self.resource(node) else {
                    return Target::Local;
                };
                (base, Some(resource))
            }
        };
        match leads(self.folder.as_deref(), base, reference) {
            Leads::Within => match resource {
                None => Target::Local,
                Some(resource) => self.fragment(resource, fragment),
            },
            Leads::File(path) if path == self.files.own() || path == self.base => {
                Target::Description(fragment.to_owned())
            }
            Leads::File(path) => {
                if let Some(node) = self.named.get(&path) {
                    return self.fragment(node.clone(), fragment);
                }
                match (self.by_path.get(&path), self.files.get(&path)) {
                    (Some(Ok(file)), _) => {
                        let at = Pointer::root();
                        self.fragment(Node { file: *file, at }, fragment)
                    }
                    (Some(Err(_)), _) => Target::Unreadable(path),
                    (None, Some(Err(reason))) => Target::Dead(reason.to_owned()),
                    (None, _) => Target::Local,
                }
            }
            Leads::Url => Target::Dead(
                "URLs are not followed; save a copy next to the description and reference the copy"
                    .to_owned(),
            ),
            Leads::Outside => {
                Target::Dead("it is outside the folder of the description".to_owned())
            }
        }
    }

    /// The nearest schema around a node with an `$id`, or the root of its file.
    fn resource(&self, node: &Node) -> Option<(&str, Node)> {
        let bases = &self.read.get(node.file)?.bases;
        let mut at = node.at.clone();
        while !bases.contains_key(&at) && !at.as_str().is_empty() {
            at = at.parent();
        }
        let base = bases.get(&at)?;
        let file = node.file;
        Some((base, Node { file, at }))
    }

    /// The node that a fragment names: by a pointer, or by an anchor.
    fn fragment(&self, resource: Node, fragment: &str) -> Target {
        let decoded = percent_decode_str(fragment).decode_utf8_lossy();
        let Some(value) = self.get(&resource) else {
            return Target::Local;
        };
        let below = |pointer: &Pointer| {
            let at = format!("{}{}", resource.at.as_str(), pointer.as_str());
            Pointer::parse(&at).map(|at| Node {
                file: resource.file,
                at,
            })
        };
        for spelling in [decoded.as_ref(), fragment] {
            if let Some(pointer) = Pointer::parse(spelling) {
                if pointer.find(value).is_some()
                    && let Some(node) = below(&pointer)
                {
                    return Target::Node(node);
                }
            } else if let Some(pointer) = anchor(value, &mut Pointer::root(), spelling)
                && let Some(node) = below(&pointer)
            {
                return Target::Node(node);
            }
        }
        Target::Dead(format!("the file has no `{decoded}`"))
    }
}

/// The schema with this anchor.
fn anchor(value: &Value, at: &mut Pointer, name: &str) -> Option<Pointer> {
    let is_it = |key: &str| value.get(key).and_then(Value::as_str) == Some(name);
    if is_it("$anchor") || is_it("$dynamicAnchor") {
        return Some(at.clone());
    }
    let length = at.len();
    let mut below = |key: &dyn std::fmt::Display, child: &Value| {
        at.push(key);
        let found = anchor(child, at, name);
        at.truncate(length);
        found
    };
    match value {
        Value::Object(members) => members.iter().find_map(|(key, child)| below(key, child)),
        Value::Array(items) => {
            let mut items = items.iter().enumerate();
            items.find_map(|(index, child)| below(&index, child))
        }
        _ => None,
    }
}

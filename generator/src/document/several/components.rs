//! The components created for nodes of other files.

use std::collections::{BTreeMap, BTreeSet};

use super::read::Node;
use crate::document::Pointer;
use crate::document::normalise::Kind;

/// Names of files that aren't descriptive; the folder's name is used instead.
const GENERIC_NAMES: [&str; 4] = ["index", "_index", "main", "schema"];

/// The address of each node, by the kind of component.
pub(super) struct Components {
    swagger: bool,
    known: BTreeMap<(&'static str, Node), Pointer>,
    taken: BTreeSet<Pointer>,
}

impl Components {
    /// `swagger` is true for Swagger 2.0.
    pub(super) fn new(swagger: bool) -> Self {
        Self {
            swagger,
            known: BTreeMap::new(),
            taken: BTreeSet::new(),
        }
    }

    /// The names of all sections, and the kind of component in each.
    pub(super) fn sections(&self) -> Vec<(&'static str, Kind)> {
        use Kind::*;
        let all = [
            Schema,
            Parameter,
            RequestBody,
            Response,
            Header,
            Callback,
            Link,
            Example,
            SecurityScheme,
        ];
        let named = all.into_iter();
        named
            .filter_map(|kind| Some((self.section(kind)?, kind)))
            .collect()
    }

    /// The section for components of a kind; `None` if the kind can't be referenced.
    pub(super) fn section(&self, kind: Kind) -> Option<&'static str> {
        Some(match (kind, self.swagger) {
            (Kind::Schema, false) => "schemas",
            (Kind::Schema, true) => "definitions",
            (Kind::Parameter, _) => "parameters",
            (Kind::Response, _) => "responses",
            (_, true) => return None,
            (Kind::RequestBody, _) => "requestBodies",
            (Kind::Header, _) => "headers",
            (Kind::Callback, _) => "callbacks",
            (Kind::Link, _) => "links",
            (Kind::Example, _) => "examples",
            (Kind::SecurityScheme, _) => "securitySchemes",
            _ => return None,
        })
    }

    /// The address of a section.
    pub(super) fn at(&self, section: &str) -> Pointer {
        let root = Pointer::root();
        if self.swagger {
            root.child(section)
        } else {
            root.child("components").child(section)
        }
    }

    /// Marks the name of a component in the description as taken.
    pub(super) fn take(&mut self, at: Pointer) {
        self.taken.insert(at);
    }

    /// Records that a node is the component at this address, unless it is recorded as another one.
    pub(super) fn know(&mut self, section: &'static str, node: Node, at: &Pointer) {
        self.known
            .entry((section, node))
            .or_insert_with(|| at.clone());
    }

    /// The component of a node, if recorded.
    pub(super) fn get(&self, section: &'static str, node: &Node) -> Option<&Pointer> {
        self.known.get(&(section, node.clone()))
    }

    /// The address for a node that isn't a component yet, named after its key, or after its file.
    pub(super) fn add(&mut self, section: &'static str, node: Node, path: &str) -> Pointer {
        let at = self.at(section);
        let mut parts: Vec<&str> = path.split('/').collect();
        let stem = parts.pop().unwrap_or_default();
        let stem = stem.rsplit_once('.').map_or(stem, |(stem, _)| stem);
        let folder = parts.pop().unwrap_or_default();
        let name = match node.at.last() {
            Some(key) => key,
            None if GENERIC_NAMES.contains(&stem) && !folder.is_empty() => folder.to_owned(),
            None => stem.to_owned(),
        };
        let around = if node.at.as_str().is_empty() {
            folder
        } else {
            stem
        };
        let longer = (!around.is_empty()).then(|| format!("{around}_{name}"));
        let numbered = (2..).map(|number| format!("{name}{number}"));
        let free = [name.clone()].into_iter().chain(longer).chain(numbered);
        let mut free = free.map(|name| at.child(name));
        let address = free.find(|at| !self.taken.contains(at)).unwrap_or_default();
        self.taken.insert(address.clone());
        self.known.insert((section, node), address.clone());
        address
    }
}

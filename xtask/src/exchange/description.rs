//! A description, prepared for judging exchanges.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use generator::diagnostic::Place;
use generator::document::{self, Document, Node, Pointer};
use serde_json::Value;

use super::message::Request;
use super::routes::{self, Route, Routes};
use super::schemas::{Checker, Direction, resolve};

/// The checkers of schemas by pointer; `None` if the node is not a valid schema.
type Checkers = BTreeMap<(Direction, String), Option<Arc<Checker>>>;

/// An effective description with its operations, and the checkers of the schemas used so far. Threads
/// can share it.
pub(crate) struct Description {
    document: Document,
    operations: Vec<Operation>,
    routes: Routes,
    /// The locations and names of the keys that are credentials.
    pub(super) credentials: Vec<(String, String)>,
    checkers: Mutex<Checkers>,
    unusable: Mutex<BTreeMap<String, String>>,
}

/// An operation.
#[derive(Clone, Debug)]
pub(crate) struct Operation {
    /// The method, in upper case.
    pub(crate) method: String,
    /// The path as in the description.
    pub(crate) path: String,
    /// The operationId.
    pub(crate) id: Option<String>,
    /// Its position in the description.
    pub(crate) pointer: Pointer,
    /// Its parameters, including those of the path item.
    pub(crate) parameters: Vec<Parameter>,
}

impl Operation {
    /// `GET /agents/{id}`
    pub(crate) fn key(&self) -> String {
        format!("{} {}", self.method, self.path)
    }
}

/// A parameter.
#[derive(Clone, Debug)]
pub(crate) struct Parameter {
    pub(crate) name: String,
    /// `path`, `query`, `header` or `cookie`.
    pub(crate) location: String,
    pub(crate) is_required: bool,
    pub(crate) allows_empty: bool,
    pub(crate) style: String,
    pub(crate) explode: bool,
    /// Its position in the description, after resolving references.
    pub(crate) pointer: Pointer,
    /// Its schema, and whether that describes JSON in a string.
    pub(crate) schema: Option<(Pointer, bool)>,
}

impl Description {
    /// Prepares an effective description.
    pub(crate) fn of(document: Document) -> Self {
        let root = document.value();
        let mut operations = Vec::new();
        let mut routes = Routes::default();
        for (path, item) in document.root().members("paths") {
            for document::Described { method, node } in document::operations(&item) {
                let bases = routes::bases(root, item.value(), node.value());
                routes.add(&method, path, &bases, operations.len());
                operations.push(Operation {
                    method,
                    path: path.to_owned(),
                    id: node.str("operationId").map(str::to_owned),
                    pointer: node.at().clone(),
                    parameters: parameters([node, item.clone()]),
                });
            }
        }
        Self {
            credentials: credentials(root),
            document,
            operations,
            routes,
            checkers: Mutex::default(),
            unusable: Mutex::default(),
        }
    }

    /// The effective description as a value.
    pub(crate) fn root(&self) -> &Value {
        self.document.value()
    }

    /// All operations, in the order of their paths.
    pub(crate) fn operations(&self) -> &[Operation] {
        &self.operations
    }

    /// The names of the query parameters that are credentials.
    pub(crate) fn query_credentials(&self) -> Vec<&str> {
        let of_query = self
            .credentials
            .iter()
            .filter(|(location, _)| location == "query");
        of_query.map(|(_, name)| name.as_str()).collect()
    }

    /// The operation that a request is for: the one with the most specific path template.
    pub(crate) fn route(&self, request: &Request) -> Route {
        self.routes.find(request)
    }

    /// File, line and column of a node of the effective description: `spec/api.yaml:12:5`. Takes a pass
    /// over the text; [`positions`](Self::positions) looks up many in one pass.
    pub(crate) fn position(&self, pointer: &Pointer) -> Option<String> {
        let (file, place) = self.document.place(pointer)?;
        Some(printed(&file, place))
    }

    /// File, line and column of many nodes, looked up in one pass over the text.
    pub(crate) fn positions<'a>(
        &self,
        pointers: impl IntoIterator<Item = &'a Pointer>,
    ) -> BTreeMap<Pointer, String> {
        let pointers: Vec<Pointer> = pointers.into_iter().cloned().collect();
        let sites = self.document.sites(pointers).into_iter();
        let sites = sites.filter_map(|(at, (file, place))| Some((at, printed(&file, place?))));
        sites.collect()
    }

    /// The written position of a node of the effective description; `None` if an overlay added it, or it
    /// is in another file.
    pub(crate) fn origin(&self, pointer: &Pointer) -> Option<Pointer> {
        self.document.origin(pointer)
    }

    /// The node at a pointer, after resolving references.
    pub(crate) fn node(&self, pointer: &Pointer) -> (Pointer, &Value) {
        match Node::find(self.root(), pointer.clone()).map(Node::followed) {
            Some(node) => (node.at().clone(), node.value()),
            None => (pointer.clone(), &Value::Null),
        }
    }

    /// The checker of a schema; `None` if the node is not a valid schema.
    pub(crate) fn checker(&self, schema: &Pointer, direction: Direction) -> Option<Arc<Checker>> {
        let key = (direction, schema.as_str().to_owned());
        let lock = self.checkers.lock();
        let mut known = lock.unwrap_or_else(PoisonError::into_inner);
        let made = || match Checker::of(self.root(), schema.as_str(), direction) {
            Ok(checker) => Some(Arc::new(checker)),
            Err((error, without)) => {
                let lock = self.unusable.lock();
                let mut unusable = lock.unwrap_or_else(PoisonError::into_inner);
                unusable.insert(schema.as_str().to_owned(), error);
                without.map(Arc::new)
            }
        };
        known.entry(key).or_insert_with(made).clone()
    }

    /// The schemas that can't be fully checked, by pointer, with the reason.
    pub(crate) fn unusable(&self) -> BTreeMap<String, String> {
        let lock = self.unusable.lock();
        lock.unwrap_or_else(PoisonError::into_inner).clone()
    }
}

fn printed(file: &str, place: Place) -> String {
    format!("{file}:{}:{}", place.line, place.column)
}

/// The parameters of an operation; those of the path item apply unless the operation has one of the
/// same name.
fn parameters(levels: [Node<'_>; 2]) -> Vec<Parameter> {
    let mut found: Vec<Parameter> = Vec::new();
    for node in levels {
        for parameter in node.items("parameters") {
            let text = |key: &str| parameter.str(key).unwrap_or_default().to_owned();
            let (name, location) = (text("name"), text("in"));
            let is_known = |it: &Parameter| it.name == name && it.location == location;
            // These three are described elsewhere (OpenAPI 3.0.4, Parameter Object).
            let ignored = ["accept", "content-type", "authorization"];
            let is_ignored =
                location == "header" && ignored.contains(&name.to_ascii_lowercase().as_str());
            if name.is_empty() || is_ignored || found.iter().any(is_known) {
                continue;
            }
            let is_form = matches!(location.as_str(), "query" | "cookie");
            let style = parameter.str("style");
            let style = style
                .unwrap_or(if is_form { "form" } else { "simple" })
                .to_owned();
            let media = parameter.members("content").into_iter().next();
            let schema = match media {
                Some((name, media)) => {
                    let is_json = super::message::is_json(&super::message::essence(name));
                    media.written("schema").map(|it| (it, is_json))
                }
                None => parameter.written("schema").map(|it| (it, false)),
            };
            found.push(Parameter {
                is_required: parameter.is("required") || location == "path",
                allows_empty: parameter.is("allowEmptyValue"),
                explode: parameter.flag("explode").unwrap_or(style == "form"),
                name,
                location,
                style,
                pointer: parameter.at().clone(),
                schema: schema.map(|(it, is_json)| (it.at().clone(), is_json)),
            });
        }
    }
    found
}

/// The types that a schema allows, by its own `type` and those of its parts and variants.
pub(super) fn types(root: &Value, schema: &Value, depth: usize, into: &mut Vec<String>) {
    let schema = resolve(root, schema);
    if depth > 12 {
        return;
    }
    match schema["type"].as_str() {
        Some(kind) => into.push(kind.to_owned()),
        None if schema["properties"].is_object() => into.push("object".to_owned()),
        None => {
            for value in schema["enum"].as_array().into_iter().flatten() {
                into.push(
                    match value {
                        Value::Bool(_) => "boolean",
                        Value::Number(_) => "number",
                        _ => "string",
                    }
                    .to_owned(),
                );
            }
        }
    }
    for key in ["allOf", "oneOf", "anyOf"] {
        for part in schema[key].as_array().into_iter().flatten() {
            types(root, part, depth + 1, into);
        }
    }
}

/// The locations and names of all keys that are credentials.
fn credentials(root: &Value) -> Vec<(String, String)> {
    let schemes = root["components"]["securitySchemes"].as_object();
    let schemes = schemes.into_iter().flatten();
    let keys = schemes.filter_map(|(_, scheme)| {
        let scheme = resolve(root, scheme);
        let text = |key: &str| Some(scheme.get(key)?.as_str()?.to_owned());
        Some((text("in")?, text("name")?))
    });
    keys.collect()
}

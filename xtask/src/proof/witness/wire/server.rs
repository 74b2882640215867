//! A server derived only from a description: checks whether it accepts a request of the released
//! client, and decodes the intended values. Behavior of a real API beyond its description is unknown.

use std::collections::BTreeSet;
use std::rc::Rc;

use generator::document::{Document, Pointer};
use serde_json::Value;

use crate::exchange::{Description, Headers, Operation, Request, Values, essence};

/// The intended values, by location and name; the body has no name.
pub(super) type Meant = Values;

/// A server of one description.
pub(super) struct Server {
    document: Rc<Document>,
    description: Description,
}

impl Server {
    pub(super) fn of(document: Rc<Document>) -> Self {
        Self {
            description: Description::of((*document).clone()),
            document,
        }
    }

    pub(super) fn is_of(&self, document: &Rc<Document>) -> bool {
        Rc::ptr_eq(&self.document, document)
    }

    /// The reason why it refuses a request, or decodes another value than intended; `None` if it
    /// accepts it.
    pub(super) fn refusal(&self, sent: &Value, meant: &Meant) -> Option<String> {
        let Some(target) = sent["url"].as_str() else {
            return Some("no request was sent".to_owned());
        };
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        let headers = sent["headers"].as_array().into_iter().flatten();
        let headers = headers.map(|it| (text(&it[0]), text(&it[1]))).collect();
        let request = Request {
            method: text(&sent["method"]),
            target: target.to_owned(),
            headers: Headers(headers),
            body: Some(text(&sent["body"]).into_bytes()),
        };
        let judged = self.description.request(&request);
        let operations = self.description.operations();
        let operation = judged.operation.and_then(|at| operations.get(at));
        if !operation.is_some_and(|operation| self.is_at(operation, target)) {
            return Some(format!(
                "no server accepts {} {}",
                request.method,
                request.path()
            ));
        }
        if let Some(found) = judged.findings.iter().find(|it| it.is_violation) {
            let value = found.value.as_ref().map(|it| format!(": {it}"));
            let (place, value) = (found.place(), value.unwrap_or_default());
            return Some(format!("the {place}: {}{value}", found.message));
        }
        let media_type = request.headers.first("content-type").unwrap_or_default();
        let is_form = FORMS.contains(&essence(media_type).as_str());
        let body = judged.body.as_ref().filter(|_| is_form);
        let fields = body.and_then(Value::as_object).into_iter().flatten();
        let meant_body = meant.get(&("body".to_owned(), String::new()));
        let fields = fields.filter_map(|(name, read)| Some((name, meant_body?.get(name)?, read)));
        let read = judged.values.iter();
        let read = read.filter_map(|(at, read)| Some((&at.1, meant.get(at)?, read)));
        let mut others = read
            .chain(fields)
            .filter(|(_, meant, read)| !same(meant, read));
        let (name, _, read) = others.next()?;
        Some(format!(
            "`{name}` is decoded as another value than was sent: {read}"
        ))
    }

    /// Whether a URL is below a base URL of an operation.
    fn is_at(&self, operation: &Operation, target: &str) -> bool {
        let root = self.description.root();
        let node = |pointer: &Pointer| root.pointer(pointer.as_str()).unwrap_or(&Value::Null);
        let item = operation.pointer.parent();
        let mut bases = servers(root, node(&item), node(&operation.pointer)).into_iter();
        let path = target.split(['?', '#']).next().unwrap_or_default();
        bases.any(|base| path.starts_with(base.trim_end_matches('/')))
    }
}

/// The media types of forms, whose fields are decoded one by one.
const FORMS: [&str; 2] = ["application/x-www-form-urlencoded", "multipart/form-data"];

/// The base URLs, with each value of each variable.
fn servers(root: &Value, item: &Value, operation: &Value) -> Vec<String> {
    let all = [operation, item, root].into_iter();
    let all = all.filter_map(|node| node.get("servers")?.as_array());
    let all = all.filter(|servers| !servers.is_empty());
    let first = all.into_iter().next().into_iter().flatten();
    let mut urls = Vec::new();
    for server in first {
        let mut of_server = vec![server["url"].as_str().unwrap_or_default().to_owned()];
        for (name, variable) in server["variables"].as_object().into_iter().flatten() {
            let values = variable["enum"].as_array().into_iter().flatten();
            let values: BTreeSet<&str> = values
                .chain([&variable["default"]])
                .filter_map(Value::as_str)
                .collect();
            let with = |url: &String| -> Vec<String> {
                let replaced = values
                    .iter()
                    .map(|it| url.replace(&format!("{{{name}}}"), it));
                replaced.collect()
            };
            of_server = of_server.iter().flat_map(with).collect();
        }
        urls.extend(of_server);
    }
    urls
}

/// Whether a decoded value is the intended one, apart from differences of notation.
fn same(meant: &Value, found: &Value) -> bool {
    let text = |value: &Value| {
        value
            .as_str()
            .map_or_else(|| value.to_string(), str::to_owned)
    };
    match (meant, found) {
        (Value::Array(meant), Value::Array(found)) => {
            meant.iter().map(text).eq(found.iter().map(text))
        }
        // What only the server sets is not sent, and a property that was not declared is a text.
        (Value::Object(meant), Value::Object(found)) => found
            .iter()
            .all(|(name, found)| meant.get(name).is_some_and(|meant| same(meant, found))),
        (_, Value::Object(_)) | (Value::Object(_), _) => true,
        (Value::Array(meant), found) => meant.len() == 1 && text(&meant[0]) == text(found),
        (meant, Value::Array(found)) => found.len() == 1 && text(meant) == text(&found[0]),
        (meant, found) => {
            let (meant, found) = (text(meant), text(found));
            // Times have more than one notation.
            let is_time = |it: &str| it.contains('T') && it.contains(':');
            meant == found
                || is_time(&meant) && is_time(&found) && meant.get(..10) == found.get(..10)
        }
    }
}

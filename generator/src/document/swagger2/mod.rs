//! Swagger 2.0 to OpenAPI 3.0. In: the value of a Swagger 2.0 description with all overlays applied.
//! Out: the same API as OpenAPI 3.0 writes it, with the origin of every node that moved. Absent:
//! references, which the normaliser leads to where components stand now, and the keywords of
//! schemas, which 2.0 and 3.0 all but share.

mod bodies;
mod inputs;
mod parameters;
mod responses;
mod security;

use serde_json::{Map, Value, json};

use super::METHODS;
use super::Pointer;
use super::origin::Origins;
use crate::diagnostic::{Code, Diagnostic};
use inputs::Inputs;

/// Rewrites a Swagger 2.0 description in place. What has the wrong form stays as it is, for the
/// normaliser to judge.
pub(super) fn convert(value: &mut Value, origins: &mut Origins) -> Vec<Diagnostic> {
    let Value::Object(root) = value else {
        return Vec::new();
    };
    let before = origins.clone();
    let mut conversion = Conversion {
        consumes: media_types(root.remove("consumes")),
        produces: media_types(root.remove("produces")),
        shared: root.get("parameters").cloned().unwrap_or_default(),
        moves: Moves { before, origins },
        found: Vec::new(),
    };
    root.remove("swagger");
    root.insert("openapi".to_owned(), "3.0.3".into());
    conversion.servers(root);
    conversion.components(root);
    let at = Pointer::root().child("paths");
    if let Some(Value::Object(paths)) = root.get_mut("paths") {
        for (path, item) in paths {
            conversion.path_item(item, &at.child(path));
        }
    }
    conversion.found
}

/// What holds for the whole description, and what is known of it.
struct Conversion<'c> {
    consumes: Option<Vec<String>>,
    produces: Option<Vec<String>>,
    /// `parameters` of the root, as they were.
    shared: Value,
    moves: Moves<'c>,
    found: Vec<Diagnostic>,
}

/// The origins as they were, and as they become.
struct Moves<'c> {
    before: Origins,
    origins: &'c mut Origins,
}

impl Moves<'_> {
    /// Says that what stands at `to` now stood at `from` in the Swagger description.
    fn note(&mut self, from: &Pointer, to: &Pointer) {
        self.origins.copy(&self.before, from, to);
    }
}

impl Conversion<'_> {
    fn servers(&mut self, root: &mut Map<String, Value>) {
        let host = root.remove("host");
        let path = root.remove("basePath");
        let schemes = media_types(root.remove("schemes")).unwrap_or_default();
        let host = host.as_ref().and_then(Value::as_str).unwrap_or_default();
        let path = path.as_ref().and_then(Value::as_str).unwrap_or_default();
        let from = Pointer::root().child(if host.is_empty() { "basePath" } else { "host" });
        let path = path.trim_end_matches('/');
        if let Some(first) = schemes
            .iter()
            .position(|it| it.eq_ignore_ascii_case("https"))
        {
            let others = (0..schemes.len()).filter(|index| *index != first);
            for index in others.collect::<Vec<_>>() {
                let message = format!("`{}` beside `https` is not used", schemes[index]);
                self.say(&Pointer::root().child("schemes").child(index), message);
            }
        }
        let servers: Vec<Value> = if host.is_empty() {
            if path.is_empty() {
                return;
            }
            vec![json!({ "url": path })]
        } else {
            let host = host.trim_end_matches('/');
            // Nobody sends a token in the open where there is another way.
            let of = |scheme: &str| schemes.iter().any(|it| it.eq_ignore_ascii_case(scheme));
            let plain = of("http") && !of("https");
            let scheme = if plain { "http" } else { "https" };
            vec![json!({ "url": format!("{scheme}://{host}{path}") })]
        };
        self.moves.note(&from, &Pointer::root().child("servers"));
        root.insert("servers".to_owned(), Value::Array(servers));
    }

    fn components(&mut self, root: &mut Map<String, Value>) {
        let mut components = match root.remove("components") {
            Some(Value::Object(components)) => components,
            _ => Map::new(),
        };
        let at = Pointer::root().child("components");
        let from = Pointer::root();
        if let Some(definitions) = root.remove("definitions") {
            self.moves
                .note(&from.child("definitions"), &at.child("schemas"));
            components.insert("schemas".to_owned(), definitions);
        }
        if let Some(schemes) = root.remove("securityDefinitions") {
            let to = at.child("securitySchemes");
            self.moves.note(&from.child("securityDefinitions"), &to);
            components.insert("securitySchemes".to_owned(), security::schemes(schemes));
        }
        if let Some(Value::Object(responses)) = root.remove("responses") {
            let converted = responses.into_iter().map(|(name, response)| {
                let from = from.child("responses").child(&name);
                let to = at.child("responses").child(&name);
                self.moves.note(&from, &to);
                (name, self.response(response, &from, &to, None))
            });
            let converted: Map<String, Value> = converted.collect();
            components.insert("responses".to_owned(), converted.into());
        }
        if let Some(Value::Object(parameters)) = root.remove("parameters") {
            let (mut plain, mut bodies) = (Map::new(), Map::new());
            for (name, parameter) in parameters {
                let from = from.child("parameters").child(&name);
                match parameter.get("in").and_then(Value::as_str) {
                    Some("body") => {
                        let to = at.child("requestBodies").child(&name);
                        let body = self.json_body(&parameter, &from, &to, None);
                        bodies.insert(name, body);
                    }
                    // Parts of a form stand in the operations that send it.
                    Some("formData") => {}
                    _ => {
                        let to = at.child("parameters").child(&name);
                        self.moves.note(&from, &to);
                        plain.insert(name, self.parameter(parameter, &from, &to));
                    }
                }
            }
            components.insert("parameters".to_owned(), plain.into());
            components.insert("requestBodies".to_owned(), bodies.into());
        }
        root.insert("components".to_owned(), components.into());
    }

    fn path_item(&mut self, item: &mut Value, at: &Pointer) {
        let Value::Object(item) = item else { return };
        let mut of_path = Inputs::default();
        if let Some(Value::Array(parameters)) = item.remove("parameters") {
            let (plain, inputs) = self.sort_parameters(parameters, &at.child("parameters"));
            of_path = inputs;
            item.insert("parameters".to_owned(), plain.into());
        }
        for method in METHODS {
            if let Some(Value::Object(operation)) = item.get_mut(method) {
                self.operation(operation, &of_path, &at.child(method));
            }
        }
    }

    fn operation(&mut self, operation: &mut Map<String, Value>, of_path: &Inputs, at: &Pointer) {
        let consumes = media_types(operation.remove("consumes"));
        let produces = media_types(operation.remove("produces"));
        if operation.remove("schemes").is_some() {
            self.say(
                &at.child("schemes"),
                "`schemes` of a single operation; those of the whole description are used",
            );
        }
        let mut inputs = of_path.clone();
        if let Some(Value::Array(parameters)) = operation.remove("parameters") {
            let (plain, own) = self.sort_parameters(parameters, &at.child("parameters"));
            inputs.extend(own);
            operation.insert("parameters".to_owned(), plain.into());
        }
        if let Some(consumes) = &consumes {
            self.consumed(consumes, &inputs, at);
        }
        if let Some(body) = self.request_body(inputs, &at.child("requestBody"), consumes) {
            operation.insert("requestBody".to_owned(), body);
        }
        if let Some(Value::Object(responses)) = operation.get_mut("responses") {
            let at = at.child("responses");
            for (status, response) in responses {
                let at = at.child(status);
                *response = self.response(response.take(), &at, &at, produces.as_deref());
            }
        }
    }

    fn say(&mut self, at: &Pointer, message: impl Into<String>) {
        self.found
            .push(Diagnostic::new(Code::Converted, at, message));
    }
}

/// A list of texts that is there; a single one is a list of one.
fn media_types(value: Option<Value>) -> Option<Vec<String>> {
    let names: Vec<String> = match value? {
        Value::String(one) => vec![one],
        Value::Array(several) => several
            .iter()
            .filter_map(Value::as_str)
            .map(str::to_owned)
            .collect(),
        _ => return None,
    };
    (!names.is_empty()).then_some(names)
}

/// `content` with one schema for several media types. It stands at the first of them, JSON where
/// that is one, and the others refer to it, so that it is one type.
fn content(mut media_types: Vec<String>, schema: Value, at: &Pointer) -> (Value, Pointer) {
    media_types.sort_by_key(|name| !name.to_ascii_lowercase().contains("json"));
    let mut content = Map::new();
    let mut first = None;
    for name in media_types {
        let here = at.child("content").child(&name).child("schema");
        let schema = match &first {
            None => {
                first = Some(here);
                schema.clone()
            }
            Some(_) if schema.get("$ref").is_some() => schema.clone(),
            Some(first) => json!({ "$ref": first.reference() }),
        };
        content.insert(name, json!({ "schema": schema }));
    }
    (Value::Object(content), first.unwrap_or_else(|| at.clone()))
}

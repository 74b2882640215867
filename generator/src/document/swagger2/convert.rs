//! The walk through a Swagger 2.0 description: its root, its path items, their operations.

use serde_json::{Map, Value};

use super::content::media_types;
use super::conversion::{Conversion, Moves};
use super::inputs::Inputs;
use super::security;
use crate::diagnostic::Diagnostic;
use crate::document::Keyed;
use crate::document::origin::Origins;
use crate::document::{METHODS, Pointer};

/// Converts a Swagger 2.0 description in place. Malformed parts stay unchanged, for the normaliser to
/// report.
pub(in crate::document) fn convert(value: &mut Value, origins: &mut Origins) -> Vec<Diagnostic> {
    let Value::Object(root) = value else {
        return Vec::new();
    };
    let before = origins.clone();
    let mut conversion = Conversion {
        consumes: media_types(root.remove("consumes")),
        produces: media_types(root.remove("produces")),
        shared: root.keyword("parameters").cloned().unwrap_or_default(),
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

impl Conversion<'_> {
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
                match parameter.str("in") {
                    Some("body") => {
                        let to = at.child("requestBodies").child(&name);
                        let body = self.json_body(&parameter, &from, &to, None);
                        bodies.insert(name, body);
                    }
                    // Form parameters move to the operations that use them.
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
                "`schemes` of an operation is ignored; the `schemes` of the description apply",
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
}

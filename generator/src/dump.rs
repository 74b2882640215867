//! The data of a stage, for finding out why the client is as it is.

use serde::Serialize;

use crate::diagnostic::{Code, Diagnostic};
use crate::document::Pointer;
use crate::{Effective, Input, api, emit, output, rust};

/// A stage of the pipeline.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// The effective description.
    Document,
    /// The API, every reference resolved.
    Api,
    /// The client as Rust items.
    Rust,
    /// The client as source text.
    Tokens,
}

/// An operation with the related parts of the API.
#[derive(Serialize)]
struct OperationDump<'a> {
    #[serde(flatten)]
    operation: &'a api::Operation,
    security: Option<&'a api::Requirement>,
    requires: Option<&'a api::StatedRequirement>,
    servers: Option<&'a Vec<api::Server>>,
}

/// Prints the data of a stage: all of it, or one operation or schema.
///
/// An operation is named by its operationId or by method and path (`GET /agents`), a schema by its
/// component's name, by a JSON pointer or, from the Rust stage on, by the name of its type. The output
/// is YAML (JSON on request), or source text for the last stage. `None` if the name is unknown.
///
/// # Errors
///
/// All errors in the description and its overlays.
pub fn dump(
    input: &Input,
    stage: Stage,
    name: Option<&str>,
    json: bool,
) -> Result<Option<String>, Vec<Diagnostic>> {
    let Effective {
        document,
        mut diagnostics,
        ..
    } = Effective::read(input)?;
    if stage == Stage::Document {
        let found = match name {
            None => Some(document.value()),
            Some(name) => find_node(&document, name),
        };
        return found.map(|value| print(value, json)).transpose();
    }
    let api = api::lower(&document, input.config.auth.as_ref(), &mut diagnostics);
    if stage == Stage::Api {
        let Some(name) = name else {
            return print(&api, json).map(Some);
        };
        let named = |one: &&api::Operation| one.key == name || one.id.as_deref() == Some(name);
        if let Some(operation) = api.operations.iter().find(named) {
            let of_operation = OperationDump {
                operation,
                security: api.security.own.get(&operation.key),
                requires: api.security.stated.of(&operation.key),
                servers: api.own_servers.get(&operation.key),
            };
            return print(&of_operation, json).map(Some);
        }
        let schema = api.schemas.values().find(|schema| {
            schema.id.0.as_str() == name || schema.id.component().as_deref() == Some(name)
        });
        return schema.map(|schema| print(schema, json)).transpose();
    }
    let client = rust::decide(&api, &input.names, &input.config, None, &mut diagnostics);
    let operation = name.and_then(|name| {
        client
            .operations
            .iter()
            .position(|one| one.key == name || one.id == name || one.name.as_str() == name)
    });
    let type_name = name.map(|name| {
        let component = Pointer::parse(name).and_then(|pointer| api::SchemaId(pointer).component());
        let pinned = client
            .names
            .schemas
            .get(component.as_deref().unwrap_or(name));
        pinned.map_or(name, String::as_str)
    });
    let model = client
        .models
        .iter()
        .find(|model| Some(model.name.as_str()) == type_name);
    match (stage, name, operation, model) {
        (Stage::Rust, None, ..) => print(&client, json).map(Some),
        (Stage::Rust, _, Some(index), _) => print(&client.operations.get(index), json).map(Some),
        (Stage::Rust, _, None, Some(model)) => print(model, json).map(Some),
        (_, None, ..) => {
            let files = output::print(&client, output::Layout::Modules).map_err(internal)?;
            if json {
                return print(&files, true).map(Some);
            }
            let texts = files
                .iter()
                .map(|(path, text)| format!("// {path}\n{text}\n"));
            Ok(Some(texts.collect()))
        }
        (_, _, Some(index), _) => {
            let tokens = emit::one_operation(&client, index);
            source(output::print_items(tokens), json)
        }
        (_, _, None, Some(model)) => source(output::print_items(emit::model(&client, model)), json),
        (_, _, None, None) => Ok(None),
    }
}

fn find_node<'a>(
    document: &'a crate::document::Document,
    name: &str,
) -> Option<&'a serde_json::Value> {
    if name.starts_with('/') {
        return document.get(&Pointer::parse(name)?);
    }
    let schema = Pointer::root()
        .child("components")
        .child("schemas")
        .child(name);
    if let Some(node) = document.get(&schema) {
        return Some(node);
    }
    let mut all = document.described();
    let found = all
        .find(|(key, operation)| key == name || operation.node.str("operationId") == Some(name))?;
    Some(found.1.node.value())
}

fn source(printed: Result<String, String>, json: bool) -> Result<Option<String>, Vec<Diagnostic>> {
    let text = printed.map_err(internal)?;
    if json {
        print(&text, true).map(Some)
    } else {
        Ok(Some(text))
    }
}

fn print(value: &(impl Serialize + ?Sized), json: bool) -> Result<String, Vec<Diagnostic>> {
    // Converted via JSON, since the YAML serializer doesn't support nested enums.
    let value = serde_json::to_value(value).map_err(|error| internal(error.to_string()))?;
    if json {
        Ok(format!("{value:#}\n"))
    } else {
        serde_yaml::to_string(&value).map_err(|error| internal(error.to_string()))
    }
}

fn internal(message: String) -> Vec<Diagnostic> {
    vec![Diagnostic::new(Code::Internal, &Pointer::root(), message)]
}

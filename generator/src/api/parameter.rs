//! Parameters of a path item and its operation, merged.

use std::collections::BTreeMap;

use openapiv3::{Parameter as SpecParameter, ParameterSchemaOrContent, QueryStyle, ReferenceOr};
use serde_json::Value;

use super::operation::resolved;
use super::schema::SchemaLowering;
use super::shallow::read_node;
use super::{ListStyle, Location, Parameter, PathPart, text};
use crate::diagnostic::{Code, Diagnostic};
use crate::document::Pointer;

/// The parameters of an operation: those of the path item with the operation's own in their
/// place, those of the path in its order, the others sorted by location and name.
pub(super) fn lower_parameters(
    root: &Value,
    nodes: [(&Value, Pointer); 2],
    parts: &[PathPart],
    schemas: &mut SchemaLowering<'_>,
) -> Result<Vec<Parameter>, Diagnostic> {
    let [_, (_, operation)] = &nodes;
    let operation = operation.clone();
    let mut found: BTreeMap<(Location, String), Parameter> = BTreeMap::new();
    for (node, pointer) in nodes {
        let pointer = pointer.child("parameters");
        let list = node
            .get("parameters")
            .and_then(Value::as_array)
            .into_iter()
            .flatten();
        for (index, value) in list.enumerate() {
            let (value, at) = resolved(root, value, pointer.child(index));
            if let Some(parameter) = lower(value, &at, schemas)? {
                found.insert((parameter.location, parameter.name.clone()), parameter);
            }
        }
    }
    let mut parameters = Vec::new();
    for part in parts {
        let PathPart::Parameter(name) = part else {
            continue;
        };
        match found.remove(&(Location::Path, name.clone())) {
            Some(parameter) => parameters.push(parameter),
            None if parameters
                .iter()
                .any(|parameter: &Parameter| parameter.name == *name) => {}
            None => {
                return Err(Diagnostic::new(
                    Code::UnsupportedOperation,
                    &operation,
                    format!("the path has a parameter `{name}` that nothing describes"),
                ));
            }
        }
    }
    parameters.extend(
        found
            .into_values()
            .filter(|one| one.location != Location::Path),
    );
    Ok(parameters)
}

/// One parameter; none for headers that the client sets itself (OpenAPI 3.0.3, Parameter Object:
/// `Accept`, `Content-Type` and `Authorization` are ignored).
fn lower(
    value: &Value,
    pointer: &Pointer,
    schemas: &mut SchemaLowering<'_>,
) -> Result<Option<Parameter>, Diagnostic> {
    let parameter: SpecParameter = read_node(value, pointer)?;
    let location = match &parameter {
        SpecParameter::Path { .. } => Location::Path,
        SpecParameter::Query { .. } => Location::Query,
        SpecParameter::Header { .. } => Location::Header,
        SpecParameter::Cookie { .. } => Location::Cookie,
    };
    let style = match &parameter {
        SpecParameter::Query {
            style,
            parameter_data,
            ..
        } => match (style, parameter_data.explode) {
            // Only `form` explodes where nothing is said.
            (QueryStyle::SpaceDelimited, None | Some(false)) => ListStyle::Space,
            (QueryStyle::PipeDelimited, None | Some(false)) => ListStyle::Pipe,
            (QueryStyle::Form, Some(false)) => ListStyle::Comma,
            _ => ListStyle::Repeat,
        },
        _ => ListStyle::Comma,
    };
    let data = parameter.parameter_data();
    let ignored = ["accept", "content-type", "authorization"];
    if location == Location::Header && ignored.contains(&data.name.to_ascii_lowercase().as_str()) {
        return Ok(None);
    }
    let value_use = match &data.format {
        ParameterSchemaOrContent::Schema(schema) => schemas.use_of(schema),
        ParameterSchemaOrContent::Content(content) => {
            let schema: Option<&ReferenceOr<_>> =
                content.values().find_map(|media| media.schema.as_ref());
            match schema {
                Some(schema) => schemas.use_of(schema),
                None => schemas.use_at(&pointer.child("schema")),
            }
        }
    };
    Ok(Some(Parameter {
        required: data.required || location == Location::Path,
        name: data.name,
        location,
        description: text(value.get("description")),
        deprecated: data.deprecated.unwrap_or(false),
        style,
        value: value_use,
        example: value.get("example").cloned(),
    }))
}

//! Parameters outside of bodies: in 2.0 each is its own schema.

use serde_json::{Map, Value, json};

use super::conversion::Conversion;
use super::inputs::Inputs;
use crate::document::Keyed;
use crate::document::Pointer;

/// The fields of a parameter or header that move to its schema in 3.0.
const OF_SCHEMA: [&str; 17] = [
    "type",
    "format",
    "items",
    "default",
    "maximum",
    "exclusiveMaximum",
    "minimum",
    "exclusiveMinimum",
    "maxLength",
    "minLength",
    "pattern",
    "maxItems",
    "minItems",
    "uniqueItems",
    "enum",
    "multipleOf",
    "x-nullable",
];

impl Conversion<'_> {
    /// Separates the body parameters from a list of parameters.
    pub(super) fn sort_parameters(
        &mut self,
        parameters: Vec<Value>,
        at: &Pointer,
    ) -> (Vec<Value>, Inputs) {
        let (mut plain, mut inputs) = (Vec::new(), Inputs::default());
        for (index, parameter) in parameters.into_iter().enumerate() {
            let from = at.child(index);
            let name = shared_name(&parameter);
            let shared = name.as_ref().and_then(|name| self.shared.get(name));
            let location = shared.unwrap_or(&parameter).keyword("in");
            match location.and_then(Value::as_str) {
                Some("body") => inputs.body = Some((from, parameter)),
                Some("formData") => {
                    let (from, parameter) = match (name, shared) {
                        (Some(name), Some(shared)) => (
                            Pointer::root().child("parameters").child(name),
                            shared.clone(),
                        ),
                        _ => (from, parameter),
                    };
                    inputs.form.push((from, parameter));
                }
                _ => {
                    let to = at.child(plain.len());
                    self.moves.note(&from, &to);
                    plain.push(self.parameter(parameter, &from, &to));
                }
            }
        }
        (plain, inputs)
    }

    /// A path, query or header parameter, or a response header.
    pub(super) fn parameter(&mut self, parameter: Value, from: &Pointer, to: &Pointer) -> Value {
        let Value::Object(mut parameter) = parameter else {
            return parameter;
        };
        if parameter.contains_key("$ref") || parameter.contains_key("schema") {
            return Value::Object(parameter);
        }
        let location = parameter.str("in");
        let location = location.unwrap_or("header").to_owned();
        let format = self.collection_format(&mut parameter, &location, from);
        if let Some((style, explode)) = format {
            parameter.insert("style".to_owned(), style.into());
            parameter.insert("explode".to_owned(), explode.into());
        }
        let schema = schema(&mut parameter);
        self.moves.note(from, &to.child("schema"));
        parameter.insert("schema".to_owned(), schema);
        Value::Object(parameter)
    }

    /// Style and explode of an array; not used for other values.
    pub(super) fn collection_format(
        &mut self,
        parameter: &mut Map<String, Value>,
        location: &str,
        at: &Pointer,
    ) -> Option<(&'static str, bool)> {
        let format = parameter.remove("collectionFormat");
        let nested = parameter
            .get_mut("items")
            .and_then(|items| items.as_object_mut()?.remove("collectionFormat"));
        if parameter.str("type") != Some("array") {
            return None;
        }
        let usual = match location {
            "query" | "formData" => "form",
            _ => "simple",
        };
        let format = format.as_ref().and_then(Value::as_str).unwrap_or("csv");
        let found = match (format, usual) {
            ("csv", _) => Some((usual, false)),
            ("multi", "form") => Some(("form", true)),
            ("ssv", "form") => Some(("spaceDelimited", false)),
            ("pipes", "form") => Some(("pipeDelimited", false)),
            _ => None,
        };
        if found.is_none() {
            let message =
                format!("`{format}` is not supported in {location}; items are separated by commas");
            self.say(&at.child("collectionFormat"), message);
        }
        if let Some(nested) = nested.filter(|it| *it != json!("csv")) {
            let message = format!(
                "`collectionFormat` {nested} is not supported in a nested array; its items are separated by commas"
            );
            self.say(&at.child("items").child("collectionFormat"), message);
        }
        Some(found.unwrap_or((usual, false)))
    }
}

/// Extracts the schema from a parameter or header.
pub(super) fn schema(parameter: &mut Map<String, Value>) -> Value {
    let fields = OF_SCHEMA.iter();
    fields
        .filter_map(|field| Some(((*field).to_owned(), parameter.remove(*field)?)))
        .collect::<Map<_, _>>()
        .into()
}

/// The name of the shared parameter that a parameter references.
pub(super) fn shared_name(parameter: &Value) -> Option<String> {
    let reference = parameter.str("$ref")?;
    let pointer = Pointer::of_reference(reference)?;
    let mut segments = pointer.segments();
    let first = segments.next()?;
    let name = segments.next()?;
    (first == "parameters" && segments.next().is_none()).then_some(name)
}

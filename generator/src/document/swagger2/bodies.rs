//! Request bodies: a parameter in `body`, or those in `formData` together.

use serde_json::{Map, Value, json};

use super::content::content;
use super::conversion::Conversion;
use super::inputs::Inputs;
use super::parameters::{schema, shared_name};
use crate::document::Keyed;
use crate::document::Pointer;

const FORM: &str = "application/x-www-form-urlencoded";
const MULTIPART: &str = "multipart/form-data";

impl Conversion<'_> {
    /// Reports the media types of an operation that its body isn't sent as: a form is sent as a form,
    /// or as multipart if it has files; other bodies are sent as neither.
    pub(super) fn consumed(&mut self, consumes: &[String], inputs: &Inputs, operation: &Pointer) {
        let files = inputs.form.iter().any(|(_, part)| is_file(part));
        for (index, name) in consumes.iter().enumerate() {
            let is_form = name == FORM || name == MULTIPART;
            let why = match &inputs.body {
                Some(_) if is_form => "a parameter in `body` is not sent as a form",
                // Often declared out of habit, for operations without a body.
                None if inputs.form.is_empty() => continue,
                None if !is_form => "parameters in `formData` are sent as a form",
                None if files && name == FORM => {
                    "a form with files is sent as `multipart/form-data`"
                }
                _ => continue,
            };
            let at = operation.child("consumes").child(index);
            self.say(&at, format!("`{name}` is ignored: {why}"));
        }
    }

    pub(super) fn request_body(
        &mut self,
        inputs: Inputs,
        to: &Pointer,
        consumes: Option<Vec<String>>,
    ) -> Option<Value> {
        if let Some((from, parameter)) = inputs.body {
            if let Some((first, _)) = inputs.form.first() {
                self.say(
                    first,
                    "parameters in `formData` are ignored, as there is one in `body`",
                );
            }
            return Some(self.json_body(&parameter, &from, to, consumes));
        }
        (!inputs.form.is_empty()).then(|| self.form(inputs.form, to, consumes))
    }

    /// The body that a parameter in `body` describes.
    pub(super) fn json_body(
        &mut self,
        parameter: &Value,
        from: &Pointer,
        to: &Pointer,
        consumes: Option<Vec<String>>,
    ) -> Value {
        // A shared body has the media types of the whole description.
        let differs = consumes.is_some() && consumes != self.consumes;
        if let Some(name) = shared_name(parameter).filter(|_| differs)
            && let Some(shared) = self.shared.get(&name).cloned()
            && !shared.has("$ref")
        {
            let from = Pointer::root().child("parameters").child(name);
            return self.json_body(&shared, &from, to, consumes);
        }
        self.moves.note(from, to);
        if let Some(reference) = parameter.str("$ref") {
            let moved = reference.replacen("#/parameters/", "#/components/requestBodies/", 1);
            return json!({ "$ref": moved });
        }
        let mut media_types = consumes
            .or_else(|| self.consumes.clone())
            .unwrap_or_default();
        // These apply to other operations of the description.
        media_types.retain(|name| name != FORM && name != MULTIPART);
        if media_types.is_empty() {
            media_types.push("application/json".to_owned());
        }
        let schema = parameter.keyword("schema").cloned().unwrap_or_default();
        let schema = if schema.is_null() { json!({}) } else { schema };
        let (content, first) = content(media_types, schema, to);
        self.moves.note(&from.child("schema"), &first);
        // Fields that 3.0 doesn't have are reported when they are normalised.
        let mut body = parameter.as_object().cloned().unwrap_or_default();
        body.retain(|field, _| !matches!(field.as_str(), "name" | "in" | "schema"));
        body.insert("content".to_owned(), content);
        Value::Object(body)
    }

    fn form(
        &mut self,
        parts: Vec<(Pointer, Value)>,
        to: &Pointer,
        consumes: Option<Vec<String>>,
    ) -> Value {
        let named = consumes.or_else(|| self.consumes.clone());
        let mut media_types = named.unwrap_or_default();
        media_types.retain(|name| name == FORM || name == MULTIPART);
        if parts.iter().any(|(_, part)| is_file(part)) {
            media_types = vec![MULTIPART.to_owned()];
        } else if media_types.is_empty() {
            media_types.push(FORM.to_owned());
        }
        let at = to.child("content").child(&media_types[0]).child("schema");
        if let Some((first, _)) = parts.first() {
            self.moves.note(&first.clone(), to);
        }
        let (mut properties, mut required, mut encoding) = (Map::new(), Vec::new(), Map::new());
        for (from, part) in parts {
            let Value::Object(mut part) = part else {
                continue;
            };
            let Some(Value::String(name)) = part.remove("name") else {
                self.say(
                    &from,
                    "a parameter in `formData` has no `name`; it is skipped",
                );
                continue;
            };
            if part.is("required") {
                required.push(name.clone());
            }
            if let Some((style, explode)) = self.collection_format(&mut part, "formData", &from) {
                encoding.insert(name.clone(), json!({ "style": style, "explode": explode }));
            }
            let mut schema = schema(&mut part);
            // Other fields that a schema doesn't have are reported when they are normalised.
            part.retain(|field, value| match field.as_str() {
                "in" | "required" => false,
                "allowEmptyValue" => *value != Value::Bool(false),
                _ => true,
            });
            if let Value::Object(schema) = &mut schema {
                schema.append(&mut part);
            }
            self.moves.note(&from, &at.child("properties").child(&name));
            properties.insert(name, schema);
        }
        let needed = !required.is_empty();
        let schema = json!({ "type": "object", "properties": properties, "required": required });
        let (mut content, _) = content(media_types, schema, to);
        if !encoding.is_empty()
            && let Value::Object(content) = &mut content
        {
            for media_type in content.values_mut() {
                media_type["encoding"] = Value::Object(encoding.clone());
            }
        }
        json!({ "required": needed, "content": content })
    }
}

fn is_file(part: &Value) -> bool {
    part.str("type") == Some("file")
}

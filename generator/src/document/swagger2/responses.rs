//! Responses: in 2.0 one schema for all media types that an operation produces.

use serde_json::{Value, json};

use super::content::content;
use super::conversion::Conversion;
use crate::document::Keyed;
use crate::document::Pointer;

impl Conversion<'_> {
    /// A response; `produces` is given if the operation's differs from the description's.
    pub(super) fn response(
        &mut self,
        response: Value,
        from: &Pointer,
        to: &Pointer,
        produces: Option<&[String]>,
    ) -> Value {
        let Value::Object(mut response) = response else {
            return response;
        };
        if let Some(Value::Object(headers)) = response.get_mut("headers") {
            for (name, header) in headers {
                let (from, to) = (
                    from.child("headers").child(name),
                    to.child("headers").child(name),
                );
                *header = self.parameter(header.take(), &from, &to);
            }
        }
        let examples = response.remove("examples");
        let Some(schema) = response.remove("schema") else {
            return Value::Object(response);
        };
        let produces = produces.map(<[String]>::to_vec);
        let mut media_types = produces
            .or_else(|| self.produces.clone())
            .unwrap_or_default();
        if media_types.is_empty() {
            let file = schema.str("type") == Some("file");
            let usual = if file {
                "application/octet-stream"
            } else {
                "application/json"
            };
            media_types.push(usual.to_owned());
        }
        let (mut content, first) = content(media_types, schema, to);
        self.moves.note(&from.child("schema"), &first);
        if let Some(Value::Object(examples)) = examples {
            for (name, example) in examples {
                if let Some(Value::Object(media_type)) = content.get_mut(&name) {
                    let at = to.child("content").child(&name).child("example");
                    self.moves.note(&from.child("examples").child(&name), &at);
                    media_type.insert("example".to_owned(), example);
                }
            }
        }
        response.insert("content".to_owned(), content);
        json!(response)
    }
}

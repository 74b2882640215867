//! Security schemes: 3.0 has `http` for `basic`, and the flows of OAuth by their names.

use crate::document::Keyed;
use serde_json::{Map, Value, json};

/// The security schemes in the form of 3.0.
pub(super) fn schemes(mut schemes: Value) -> Value {
    for scheme in schemes.as_object_mut().into_iter().flatten() {
        if let Value::Object(scheme) = scheme.1 {
            convert(scheme);
        }
    }
    schemes
}

fn convert(scheme: &mut Map<String, Value>) {
    match scheme.str("type") {
        Some("basic") => {
            scheme.insert("type".to_owned(), "http".into());
            scheme.insert("scheme".to_owned(), "basic".into());
        }
        Some("oauth2") => {
            let flow = match scheme.remove("flow").as_ref().and_then(Value::as_str) {
                Some("application") => "clientCredentials",
                Some("accessCode") => "authorizationCode",
                Some("password") => "password",
                _ => "implicit",
            };
            let mut fields = Map::new();
            for field in ["authorizationUrl", "tokenUrl", "scopes"] {
                fields.extend(scheme.remove(field).map(|value| (field.to_owned(), value)));
            }
            scheme.insert("flows".to_owned(), json!({ flow: fields }));
        }
        _ => {}
    }
}

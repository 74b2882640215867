//! The options of a single call.

use http::HeaderName;
use serde::Serialize;

use super::call_options::CallOptions;
use super::draft::Request;
use super::{Body, encode};
use crate::Credential;
use crate::client::{Token, is_of_message};
use crate::json::sending;

impl Request {
    pub(crate) fn options(&self) -> Option<&CallOptions> {
        self.options.as_deref()
    }

    pub(crate) fn options_mut(&mut self) -> &mut CallOptions {
        self.options.get_or_insert_default()
    }

    pub(crate) fn set_safe_to_repeat(&mut self) {
        self.info.safe_to_repeat = true;
    }

    /// The value is a secret like that of a default header.
    pub(crate) fn set_own_header(&mut self, name: &str, value: &str) {
        let checked = match HeaderName::try_from(name) {
            Ok(header) if is_of_message(&header) => Err("the HTTP library sets it".to_owned()),
            Ok(header) => Token::of_header(value).map(|value| (header, value)),
            Err(_) => Err("this is not a header name".to_owned()),
        };
        match checked {
            Ok((header, value)) => self.pipeline.set_header(header, value),
            Err(reason) => self.refuse(format!("the header {name:?} cannot be sent: {reason}")),
        }
    }

    pub(crate) fn set_own_credential(&mut self, scheme: Option<&str>, credential: &Credential) {
        if let Err(reason) = self.pipeline.set_credential(scheme, credential) {
            self.refuse(reason);
        }
    }

    pub(crate) fn add_query(&mut self, name: String, value: &str) {
        let pair = encode::pair(&name, value);
        self.options_mut().query.push((name, pair));
    }

    pub(crate) fn set_property(&mut self, name: String, value: &(impl Serialize + ?Sized)) {
        let json = sending(|| crate::json::to_vec(value));
        match json.map(|json| String::from_utf8_lossy(&json).into_owned()) {
            Ok(json) => {
                let properties = &mut self.options_mut().properties;
                properties.retain(|(known, _)| *known != name);
                properties.push((name, json));
            }
            Err(error) => {
                self.refuse(format!(
                    "the property {name:?} cannot be serialized as JSON: {error}"
                ));
            }
        }
    }

    /// The body with the caller's additional properties.
    pub(super) fn body_with_properties(&self) -> Result<Option<Body>, String> {
        let body = self.body.as_ref().map(|(_, body)| body);
        let properties = self.options().map(|options| &options.properties[..]);
        let Some(properties) = properties.filter(|added| !added.is_empty()) else {
            return Ok(body.cloned());
        };
        let mut json = body.and_then(Body::as_bytes).map(|json| json.to_vec());
        for (name, value) in properties {
            json = json.and_then(|json| super::switch::with_property(&json, name, value));
        }
        match json {
            Some(json) => Ok(Some(json.into())),
            None => Err("properties were added to a body that is not a JSON object".to_owned()),
        }
    }
}

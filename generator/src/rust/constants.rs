//! Parameters that have one value only: the client sends them, and a call has no argument for them.

use serde::Serialize;

use crate::api::{Api, Location, Operation, Parameter, SchemaKind, Style};

/// A required parameter with its only value.
#[derive(Clone, Debug, Serialize)]
pub struct ConstantParameter {
    /// The name on the wire.
    pub wire: String,
    /// Where it is sent.
    pub location: Location,
    /// Its value as a string.
    pub text: String,
}

/// The constant parameters of an operation.
pub(super) fn of(api: &Api, operation: &Operation) -> Vec<ConstantParameter> {
    let parameters = operation.parameters.iter();
    parameters.filter_map(|it| constant(api, it)).collect()
}

/// The parameter with its only value. Optional ones are left to the caller, and so are values that a path
/// or header can't hold, or that are no line of text.
pub(super) fn constant(api: &Api, parameter: &Parameter) -> Option<ConstantParameter> {
    let is_usual = match parameter.location {
        Location::Path | Location::Header => parameter.style == Style::Simple,
        Location::Query | Location::Cookie => parameter.style == Style::Form,
        Location::QueryString => false,
    };
    let value = parameter.value.as_ref()?;
    if !parameter.required || !is_usual || parameter.reserved || value.nullable {
        return None;
    }
    let schema = api.schemas.get(&value.schema)?;
    let SchemaKind::Enum(of) = &schema.kind else {
        return None;
    };
    let [only] = of.values.as_slice() else {
        return None;
    };
    let is_open = schema.limits.iter().any(|(key, _)| {
        let open = [crate::api::OPEN_ENUM, crate::api::OPEN_VALUES];
        open.contains(key)
    });
    let text = only.wire.text();
    let is_sendable = match parameter.location {
        Location::Path => !text.trim_matches('.').is_empty(),
        Location::Header => text.bytes().all(|it| matches!(it, b' '..=b'~')) && text.trim() == text,
        _ => true,
    };
    let is_line = |text: &str| !text.is_empty() && !text.chars().any(char::is_control);
    let is_told = is_line(&text) && is_line(&parameter.name);
    (!is_open && is_sendable && is_told).then(|| ConstantParameter {
        wire: parameter.name.clone(),
        location: parameter.location,
        text,
    })
}

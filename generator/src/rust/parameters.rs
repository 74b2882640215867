//! Converts parameters to arguments and setters: their types, how they are passed, and the runtime
//! call that encodes them. Strings and lists of strings have separate calls, which compile to less
//! code than the general one.

use std::collections::BTreeSet;

use super::chosen_names::Chosen;
use super::context::Context;
use super::docs::clean;
use super::models::passing;
use super::types::type_of;
use super::{
    Encoding, Generic, Input, ListStyle, ModelKind, Passing, PathForm, PathPart, Plain, Positions,
    Target, Type, constants, limits,
};
use crate::api::{self, Location, QueryText, Style};

impl Context<'_> {
    /// The parameters of an operation, and whether each is required.
    pub(super) fn parameters(
        &self,
        operation: &api::Operation,
        taken: &mut BTreeSet<String>,
    ) -> Vec<(bool, Input)> {
        let chosen = Chosen::claim(self.names.parameters.get(&operation.key), false, taken);
        let parameters = operation.parameters.iter();
        let parameters = parameters.filter(|it| constants::constant(self.api, it).is_none());
        let names = chosen.or_snake(parameters.clone().map(|it| it.name.as_str()), taken);
        (parameters.zip(names))
            .map(|(parameter, name)| {
                let (ty, target) = self.target(parameter);
                let input = Input {
                    name,
                    wire: parameter.name.clone(),
                    docs: self.docs(parameter, &ty),
                    passing: match &ty {
                        ty if *ty == Plain::String => Passing::Str,
                        ty if self.is_open(ty) => Passing::Into,
                        ty => passing(ty),
                    },
                    ty,
                    target,
                    positions: Positions::default(),
                    deprecated: parameter.deprecated,
                };
                (parameter.required, input)
            })
            .collect()
    }

    /// The documentation of a parameter: its description, then its default on the server and its limits.
    fn docs(&self, parameter: &api::Parameter, ty: &Type) -> Vec<String> {
        let mut docs = (parameter.description.as_deref()).map_or_else(Vec::new, clean);
        let schema = parameter.value.as_ref();
        let schema = schema.and_then(|value| self.api.schemas.get(&value.schema));
        let facts = schema.map_or_else(Vec::new, |schema| limits::of_values(&schema.limits, ty));
        match docs.as_mut_slice() {
            _ if facts.is_empty() => {}
            [] => docs.push(facts.join(" ")),
            [line] => {
                if line.ends_with(|c: char| c.is_alphanumeric() || matches!(c, '`' | ')')) {
                    line.push('.');
                }
                line.push(' ');
                line.push_str(&facts.join(" "));
            }
            _ => {
                docs.push(String::new());
                docs.extend(facts);
            }
        }
        docs
    }

    fn target(&self, parameter: &api::Parameter) -> (Type, Target) {
        let ty = match &parameter.value {
            Some(value) => type_of(self.api, self.named, value),
            None => Plain::String.into(),
        };
        let encoding = Encoding {
            location: parameter.location,
            style: parameter.style,
            explode: parameter.explode,
            reserved: parameter.reserved,
        };
        let list_style = match (parameter.style, parameter.explode) {
            (Style::Form, true) => Some(ListStyle::Repeat),
            (Style::Form, false) => Some(ListStyle::Comma),
            (Style::Space, false) => Some(ListStyle::Space),
            (Style::Pipe, false) => Some(ListStyle::Pipe),
            _ => None,
        };
        // No style can encode a null item.
        let ty = match parameter.style {
            Style::Json => ty,
            _ => ty.without_null_items(),
        };
        let target = match (parameter.location, list_style, ty.inside(Generic::Vec)) {
            (Location::Path, ..) => Target::Path,
            (Location::QueryString, ..) => Target::Styled(encoding),
            (Location::Query, ..) if parameter.reserved => Target::Styled(encoding),
            (Location::Query, Some(style), Some(item)) if self.is_text(item) => {
                Target::QueryList(style)
            }
            _ if parameter.style == Style::Json || !self.is_text(&ty) => Target::Styled(encoding),
            (Location::Query, ..) => Target::Query,
            (Location::Header, ..) => Target::Header,
            (Location::Cookie, ..) => Target::Cookie,
        };
        (ty, target)
    }

    /// Whether the values of a type are encoded as a single string, by `Display`.
    fn is_text(&self, ty: &Type) -> bool {
        let Some(name) = ty.as_model() else {
            return ty.plain().is_some_and(|plain| plain.facts().is_text);
        };
        let model = self.models.get(name);
        model.is_some_and(|model| matches!(model.kind, ModelKind::Enum(_)))
    }

    /// The path of an operation in parts, with its parameters as arguments.
    pub(super) fn path_parts(
        &self,
        operation: &api::Operation,
        arguments: &[Input],
    ) -> Vec<PathPart> {
        let parts = &operation.parts;
        let mut made = Vec::new();
        for (index, part) in parts.iter().enumerate() {
            let wire = match part {
                api::PathPart::Literal(text) => {
                    made.push(PathPart::Literal(encode(text, b"/-._~!$&'()*+,;=:@")));
                    continue;
                }
                api::PathPart::Parameter(wire) => wire,
            };
            let argument = arguments
                .iter()
                .find(|input| input.target == Target::Path && input.wire == *wire);
            let parameter = operation
                .parameters
                .iter()
                .find(|one| one.location == Location::Path && one.name == *wire);
            let Some(parameter) = parameter else {
                continue;
            };
            if let Some(constant) = constants::constant(self.api, parameter) {
                made.push(PathPart::Literal(encode(&constant.text, b"-._~")));
                continue;
            }
            let Some(argument) = argument else {
                continue;
            };
            let begins = match index.checked_sub(1).and_then(|before| parts.get(before)) {
                Some(api::PathPart::Literal(text)) => text.ends_with('/'),
                Some(api::PathPart::Parameter(_)) => false,
                None => true,
            };
            let ends = match parts.get(index + 1) {
                Some(api::PathPart::Literal(text)) => text.starts_with('/'),
                Some(api::PathPart::Parameter(_)) => false,
                None => true,
            };
            let styled = parameter.style != Style::Simple || !self.is_text(&argument.ty);
            let form = if parameter.reserved && !parameter.slashes {
                PathForm::Reserved(parameter.style, parameter.explode)
            } else if styled {
                PathForm::Styled(parameter.style, parameter.explode)
            } else if parameter.slashes {
                PathForm::Segments
            } else if begins && ends {
                PathForm::Segment
            } else {
                PathForm::Part
            };
            let used = parts.iter().filter(|one| *one == part).count();
            let styled = matches!(form, PathForm::Styled(..) | PathForm::Reserved(..));
            let borrowed = match argument.passing {
                Passing::Str => false,
                // An id is copied.
                Passing::Into if argument.ty == Plain::Uuid => styled,
                Passing::Value => styled || used > 1,
                Passing::Into | Passing::Items | Passing::IntoItems => true,
            };
            made.push(PathPart::Argument {
                wire: wire.clone(),
                name: argument.name.clone(),
                form,
                borrowed,
                converted: argument.passing == Passing::Into && !borrowed && used == 1,
            });
        }
        made
    }
}

/// The query text of an operation's path, without parameters that are required anyway.
pub(super) fn fixed_query(operation: &api::Operation) -> Vec<QueryText> {
    let is_required = |name: &str| {
        let mut parameters = operation.parameters.iter();
        parameters.any(|one| one.location == Location::Query && one.required && one.name == name)
    };
    let fixed = operation.query.iter();
    fixed
        .filter(|one| !is_required(&one.name))
        .map(|one| QueryText {
            name: one.name.clone(),
            text: encode(&one.text, b"/-._~!$&()*+,;=:@?"),
        })
        .collect()
}

/// Encoded text of a path template: characters that a path can't hold are percent-encoded (RFC
/// 3986, section 3.3), and so is a percent sign that encodes nothing.
fn encode(text: &str, allowed: &[u8]) -> String {
    let mut encoded = String::with_capacity(text.len());
    for (index, byte) in text.bytes().enumerate() {
        let escape = byte == b'%'
            && text
                .as_bytes()
                .get(index + 1..index + 3)
                .is_some_and(|digits| digits.iter().all(u8::is_ascii_hexdigit));
        if byte.is_ascii_alphanumeric() || allowed.contains(&byte) || escape {
            encoded.push(char::from(byte));
        } else {
            encoded.push_str(&format!("%{byte:02X}"));
        }
    }
    encoded
}

//! Parameters of a path item and its operation, merged, and matched with the path.

use std::collections::BTreeMap;

use super::lowering::SchemaLowering;
use super::media_type::{Side, encoding, has_parts};
use super::path::plain_name;
use super::{Encoding, Location, Parameter, PathPart, SourceLocation, Style};
use crate::diagnostic::{Code, Diagnostic};
use crate::document::{Node, Pointer};

/// Headers of the message itself, which its sender sets (RFC 9110, sections 7.2, 7.6.1 and 8.6).
const MESSAGE_HEADERS: [&str; 9] = [
    "connection",
    "content-length",
    "host",
    "keep-alive",
    "proxy-connection",
    "te",
    "trailer",
    "transfer-encoding",
    "upgrade",
];

/// Lowers the parameters of one operation.
pub(super) struct Parameters<'a, 'b> {
    pub(super) lowering: &'b mut SchemaLowering<'a>,
    /// The findings: notes only, as nothing but an error skips an operation here.
    pub(super) notes: &'b mut Vec<Diagnostic>,
}

impl Parameters<'_, '_> {
    /// The parameters of an operation: those of the path item, overridden by the operation's own; those
    /// of the path in its order, the others sorted by location and name. The parts of the path get the
    /// names of the parameters.
    pub(super) fn lower(
        &mut self,
        [item, operation]: [&Node<'_>; 2],
        parts: &mut [PathPart],
    ) -> Result<Vec<Parameter>, Diagnostic> {
        let mut found: BTreeMap<(Location, String), (Parameter, Pointer)> = BTreeMap::new();
        for node in [item, operation] {
            let mut here: BTreeMap<(Location, String), Pointer> = BTreeMap::new();
            for node in node.items("parameters") {
                let at = node.at().clone();
                if let Some(parameter) = self.parameter(&node)? {
                    let key = match parameter.location {
                        Location::Header => parameter.name.to_ascii_lowercase(),
                        _ => parameter.name.clone(),
                    };
                    let key = (parameter.location, key);
                    if let Some(other) = here.insert(key.clone(), at.clone()) {
                        let message = format!(
                            "the parameter `{}` is described here and at `#{}`; this one counts",
                            parameter.name,
                            other.as_str()
                        );
                        self.note(Code::Contradiction, &at, message);
                    }
                    found.insert(key, (parameter, at));
                }
            }
        }
        let cookie = (Location::Header, "cookie".to_owned());
        let has_cookies = found.keys().any(|(at, _)| *at == Location::Cookie);
        if has_cookies && let Some((_, at)) = found.remove(&cookie) {
            let message = "`Cookie` is set by the client, from the parameters in `cookie`";
            self.note(Code::ParameterLeftOut, &at, message.to_owned());
        }
        let mut parameters: Vec<Parameter> = Vec::new();
        for part in parts {
            let PathPart::Parameter(written) = part else {
                continue;
            };
            let (name, slashes) = path_name(written, &found, &parameters);
            written.clone_from(&name);
            if parameters.iter().any(|parameter| parameter.name == name) {
                continue;
            }
            let mut parameter = match found.remove(&(Location::Path, name.clone())) {
                Some((parameter, _)) => parameter,
                None => {
                    self.note(
                        Code::PathMismatch,
                        operation.at(),
                        format!("the path parameter `{name}` is not described; it is treated as a string"),
                    );
                    undescribed(name, operation.at())
                }
            };
            parameter.slashes = slashes;
            parameters.push(parameter);
        }
        for (parameter, at) in found.into_values() {
            if parameter.location == Location::Path {
                self.note(
                    Code::PathMismatch,
                    &at,
                    format!(
                        "the path has no parameter `{}`; it is skipped",
                        parameter.name
                    ),
                );
            } else {
                parameters.push(parameter);
            }
        }
        Ok(parameters)
    }

    /// One parameter; `None` for headers that the client sets itself (OpenAPI 3.0.3, Parameter Object:
    /// `Accept`, `Content-Type` and `Authorization` are ignored), and for unsupported ones.
    fn parameter(&mut self, node: &Node<'_>) -> Result<Option<Parameter>, Diagnostic> {
        let at = node.at();
        let location = node.str("in").and_then(location);
        let (Some(name), Some(location)) = (node.str("name"), location) else {
            let message = "a parameter needs a `name`, and `path`, `query`, `querystring`, `header` or `cookie` in `in`";
            return self.skip(node, message.to_owned());
        };
        if location == Location::Header {
            let lower = name.to_ascii_lowercase();
            if ["accept", "content-type", "authorization"].contains(&lower.as_str()) {
                let message = format!("`{name}` is set by the client, not by a parameter");
                self.note(Code::ParameterLeftOut, at, message);
                return Ok(None);
            }
            if MESSAGE_HEADERS.contains(&lower.as_str()) {
                let message = format!("`{name}` is set by the HTTP library, not by a parameter");
                self.note(Code::ParameterLeftOut, at, message);
                return Ok(None);
            }
            if !is_token(name) {
                return self.skip(node, format!("`{name}` is not a valid header name"));
            }
        }
        let media = node.members("content").into_iter().next();
        let mut schema = match &media {
            Some((_, media)) => media.written("schema"),
            None => node.written("schema"),
        };
        let media_encoding =
            (media.as_ref()).map(|(name, _)| encoding(name, schema.as_ref(), Side::Request));
        if media.is_some() && node.has("schema") {
            let message = "`schema` is ignored beside `content`, of which a parameter has one";
            self.note(Code::Contradiction, &at.child("schema"), message.to_owned());
        }
        if let Some((name, media)) = &media {
            let by_client = media_encoding == Some(Encoding::Json);
            if location == Location::QueryString {
                self.note_encoding(media);
            } else if !by_client && schema.as_ref().is_some_and(has_parts) {
                let message = format!(
                    "a parameter as `{name}` is not supported: the call takes the encoded string"
                );
                self.note(Code::NotInClient, media.at(), message);
                schema = None;
            }
        }
        let (style, explode) = match (location, media_encoding) {
            (_, Some(Encoding::Json)) => (Style::Json, false),
            (Location::QueryString, Some(Encoding::Form)) => (Style::Form, true),
            (Location::QueryString, Some(Encoding::Text)) => (Style::Simple, false),
            (Location::QueryString, _) => {
                let message =
                    "a query string needs `content` of one media type: JSON, text or a form";
                return self.skip(node, message.to_owned());
            }
            _ => style(node, location),
        };
        let default = schema
            .clone()
            .and_then(|it| it.followed().written("default"));
        Ok(Some(Parameter {
            required: location == Location::Path || node.is("required"),
            name: name.to_owned(),
            at: SourceLocation(at.clone()),
            location,
            description: node.text("description"),
            deprecated: node.is("deprecated"),
            style,
            explode,
            reserved: matches!(location, Location::Path | Location::Query)
                && node.is("allowReserved"),
            empty: node.is("allowEmptyValue"),
            slashes: false,
            default: default.map(|it| it.value().clone()),
            value: schema.map(|schema| self.lowering.use_at(schema.at())),
            example: node.written("example").map(|it| it.value().clone()),
        }))
    }

    /// Notes how the properties of a query string are encoded, which the client doesn't follow.
    fn note_encoding(&mut self, media: &Node<'_>) {
        if let Some(encoding) = media
            .written("encoding")
            .filter(|it| !it.entries().is_empty())
        {
            let message = "`encoding` is not supported in a query string: lists repeat the name, and objects are JSON";
            self.note(Code::NotInClient, encoding.at(), message.to_owned());
        }
    }

    /// Skips an unsupported parameter, or the whole operation if the parameter is required.
    fn skip(&mut self, node: &Node<'_>, message: String) -> Result<Option<Parameter>, Diagnostic> {
        let at = node.at();
        if node.is("required") {
            return Err(Diagnostic::new(Code::UnsupportedOperation, at, message));
        }
        self.note(Code::ParameterLeftOut, at, message);
        Ok(None)
    }

    fn note(&mut self, code: Code, at: &Pointer, message: String) {
        self.notes.push(Diagnostic::new(code, at, message));
    }
}

/// The style of a parameter and whether it explodes, with the defaults of its location.
fn style(node: &Node<'_>, location: Location) -> (Style, bool) {
    let usual = match location {
        Location::Path | Location::Header => Style::Simple,
        Location::Query | Location::QueryString | Location::Cookie => Style::Form,
    };
    let written = node.str("style");
    let style = match (location, written) {
        (_, None) | (Location::Path | Location::Header, Some("simple")) => usual,
        (Location::Query | Location::Cookie, Some("form")) => usual,
        (Location::Path, Some("label")) => Style::Label,
        (Location::Path, Some("matrix")) => Style::Matrix,
        (Location::Query, Some("spaceDelimited")) => Style::Space,
        (Location::Query, Some("pipeDelimited")) => Style::Pipe,
        (Location::Query, Some("deepObject")) => Style::DeepObject,
        // Stage 1 has reported it.
        (_, Some(_)) => usual,
    };
    // Only `form` explodes by default.
    let explode = node.flag("explode").unwrap_or(style == Style::Form);
    match style {
        // Exploded, a delimiter has nothing to separate.
        Style::Space | Style::Pipe if explode => (Style::Form, true),
        Style::DeepObject => (style, true),
        style => (style, explode),
    }
}

/// The declared parameter for a name in a path: equal, without operators and patterns, or in another
/// spelling (`userID` for `user_id`).
fn path_name(
    written: &str,
    found: &BTreeMap<(Location, String), (Parameter, Pointer)>,
    before: &[Parameter],
) -> (String, bool) {
    let described = |name: &str| {
        found.contains_key(&(Location::Path, name.to_owned()))
            || before.iter().any(|parameter| parameter.name == name)
    };
    let (plain, slashes) = plain_name(written);
    if described(written) || plain.is_empty() {
        return (written.to_owned(), false);
    }
    let letters = |name: &str| -> String {
        let letters = name.chars().filter(|c| c.is_alphanumeric());
        letters.flat_map(char::to_lowercase).collect()
    };
    let alike = found.keys().find(|(location, name)| {
        *location == Location::Path && !described(plain) && letters(name) == letters(plain)
    });
    (alike.map_or(plain, |(_, name)| name).to_owned(), slashes)
}

fn undescribed(name: String, operation: &Pointer) -> Parameter {
    Parameter {
        name,
        at: SourceLocation(operation.clone()),
        location: Location::Path,
        required: true,
        description: None,
        deprecated: false,
        style: Style::Simple,
        explode: false,
        reserved: false,
        empty: false,
        slashes: false,
        default: None,
        value: None,
        example: None,
    }
}

fn location(name: &str) -> Option<Location> {
    match name.to_ascii_lowercase().as_str() {
        "path" => Some(Location::Path),
        "query" => Some(Location::Query),
        "querystring" => Some(Location::QueryString),
        "header" => Some(Location::Header),
        "cookie" => Some(Location::Cookie),
        _ => None,
    }
}

/// Whether a name is a token (RFC 9110, section 5.1).
pub(crate) fn is_token(name: &str) -> bool {
    let allowed = |byte: u8| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte);
    !name.is_empty() && name.bytes().all(allowed)
}

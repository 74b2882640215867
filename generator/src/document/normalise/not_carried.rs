//! Fields of the specification that the client doesn't support: each is reported if it differs from its
//! default.

use serde_json::{Map, Value};

use super::notes::Notes;
use super::positions::Kind;
use crate::diagnostic::Code;
use crate::document::Keyed;
use crate::document::Pointer;

/// The fields, and the consequence of ignoring them.
const FIELDS: [(Kind, &str, &str); 13] = [
    (
        Kind::Parameter,
        "allowEmptyValue",
        "the client always sends a value of the parameter's type",
    ),
    (
        Kind::Response,
        "summary",
        "the documentation has the description",
    ),
    (
        Kind::Header,
        "deprecated",
        "response headers are looked up by name, without a type",
    ),
    (
        Kind::Header,
        "explode",
        "response headers are looked up by name, without a type",
    ),
    (
        Kind::Header,
        "allowEmptyValue",
        "response headers are looked up by name, without a type",
    ),
    (
        Kind::Header,
        "allowReserved",
        "response headers are looked up by name, without a type",
    ),
    (
        Kind::Encoding,
        "allowReserved",
        "reserved characters in a form are encoded",
    ),
    (
        Kind::Encoding,
        "encoding",
        "nested parts are encoded as their type defines",
    ),
    (
        Kind::Encoding,
        "prefixEncoding",
        "nested parts are encoded as their type defines",
    ),
    (
        Kind::Encoding,
        "itemEncoding",
        "nested parts are encoded as their type defines",
    ),
    (
        Kind::SecurityScheme,
        "deprecated",
        "the documentation doesn't mark the scheme as deprecated",
    ),
    (
        Kind::SecurityScheme,
        "openIdConnectUrl",
        "the client accepts a token, but doesn't discover where to get one",
    ),
    (
        Kind::SecurityScheme,
        "oauth2MetadataUrl",
        "the client accepts a token, but doesn't discover where to get one",
    ),
];

/// Reports the unsupported fields of one object.
pub(super) fn report(kind: Kind, members: &Map<String, Value>, at: &Pointer, notes: &mut Notes) {
    for (_, field, meaning) in FIELDS.iter().filter(|(of, ..)| *of == kind) {
        let is_default = |value: &Value| *value == Value::Bool(false) || value.is_null();
        if members.get(*field).is_some_and(|value| !is_default(value)) {
            let message = format!("`{field}` is not supported: {meaning}");
            notes.say(Code::NotInClient, &at.child(field), message);
        }
    }
    match kind {
        Kind::SecurityScheme => flows(members, at, notes),
        Kind::Server => variables(members, at, notes),
        _ => {}
    }
}

/// Whether a URL has the scheme http or https, and a host.
pub(crate) fn is_absolute(url: &str) -> bool {
    let rest = ["https://", "http://"];
    rest.iter()
        .any(|scheme| url.strip_prefix(scheme).is_some_and(|it| !it.is_empty()))
}

/// OAuth flows that need user interaction, or that the client doesn't support.
fn flows(members: &Map<String, Value>, at: &Pointer, notes: &mut Notes) {
    let flows = members.object("flows");
    for (flow, value) in flows.into_iter().flatten() {
        let url = value.str("tokenUrl");
        let is_known = flow == "clientCredentials";
        let is_used = is_known && url.is_some_and(|url| is_absolute(url.trim()));
        if !flow.starts_with("x-") && !is_used {
            let message = match is_known {
                true => "the `tokenUrl` is not absolute; pass the full URL to `ClientCredentials`"
                    .to_owned(),
                false => format!(
                    "the flow `{flow}` is not supported: the client accepts a token, but doesn't obtain one"
                ),
            };
            notes.say(Code::NotInClient, &at.child("flows").child(flow), message);
        }
    }
}

/// Variables that don't occur in the URL of a server.
fn variables(members: &Map<String, Value>, at: &Pointer, notes: &mut Notes) {
    let url = members.str("url");
    let variables = members.object("variables");
    for name in variables.into_iter().flat_map(Map::keys) {
        if !url.is_some_and(|url| url.contains(&format!("{{{name}}}"))) {
            let message = format!("the URL of the server has no variable `{name}`");
            notes.malformed(&at.child("variables").child(name), message);
        }
    }
}

//! The negative twins of a call: the same request with a required part missing, and with a part of the
//! wrong type. A judge that takes them judges nothing.

use dixa_client::http::{self, Method};
use dixa_client::{
    Client, ErrorBody, Operation as _, RawCall, RequestBody, RetryPolicy, Transport,
    TransportFuture,
};
use serde_json::{Value, json};

use super::TOKEN;
use super::description::Operation;
use super::inputs::{Sent, text};
use super::schema::faults;

/// What differs from the call.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Damage {
    /// There is no credential.
    NoCredential,
    /// This parameter is missing.
    NoParameter(String),
    /// This parameter has a text of the wrong type, or one that is in no list.
    Parameter(String),
    /// This parameter has a text of the right type, but not of its format.
    Format(String),
    /// This is the body.
    Body(Value),
}

/// A text that is no number, no UUID, and in no list.
const WRONG: &str = "none-of-these";

/// The damages of a call: where it has such parts, one that misses something and one of a wrong type, else
/// one without the credential.
pub(crate) fn damages(operation: &Operation, sent: &[Sent], body: &Value) -> Vec<Damage> {
    let name = |one: &Sent| one.name().to_owned();
    let missing = sent
        .iter()
        .filter(|one| one.place() != "path" && one.parameter["required"] == true)
        .map(|one| Damage::NoParameter(name(one)));
    let wrong = sent.iter().filter_map(|one| {
        let schema = &one.parameter["schema"];
        let is_refused = !one.value.is_string() || !faults(schema, &json!(WRONG)).is_empty();
        let damage = match schema.get("format") {
            Some(_) if one.value.is_string() => Damage::Format(name(one)),
            _ => Damage::Parameter(name(one)),
        };
        is_refused.then_some(damage)
    });
    let content = operation.body().filter(|content| content.is_json());
    // Whether a part of a body is required, and its type, is told by the validator alone.
    let is_refused = |body: &Value| {
        let schema = content.as_ref().map(|content| content.schema());
        schema.is_some_and(|schema| !faults(schema, body).is_empty())
    };
    let properties = || body.as_object().into_iter().flatten();
    let without = properties().map(|(name, _)| {
        let mut body = body.clone();
        body.as_object_mut().unwrap().remove(name);
        body
    });
    let of_another_type = properties().map(|(name, _)| {
        let mut body = body.clone();
        body[name] = json!({ WRONG: [[]] });
        body
    });
    let of_another_type = of_another_type.chain([json!(WRONG)]);
    let body = |body: Value| is_refused(&body).then_some(Damage::Body(body));
    let missing = missing.chain(without.filter_map(body)).next();
    // Judges agree about types more than about formats.
    let (formats, wrong): (Vec<_>, Vec<_>) = wrong.partition(|it| matches!(it, Damage::Format(_)));
    let bodies = of_another_type.filter_map(body);
    let wrong = wrong.into_iter().chain(bodies).chain(formats).next();
    let mut found: Vec<Damage> = missing.into_iter().chain(wrong).collect();
    if found.is_empty() {
        found.push(Damage::NoCredential);
    }
    found
}

impl Damage {
    /// Whether a judge says of itself that it does not look at this: `credentials`, `formats`.
    pub(crate) fn is_ignored(&self, by: &str) -> bool {
        match self {
            Self::NoCredential => by.contains("credentials"),
            Self::Format(_) => by.contains("formats"),
            _ => false,
        }
    }
}

/// The call with a damage.
pub(crate) fn call(
    client: &Client,
    url: &str,
    operation: &Operation,
    sent: &[Sent],
    body: &Value,
    damage: &Damage,
) -> RawCall<ErrorBody> {
    let client = match damage {
        Damage::NoCredential => &anonymous(url, operation),
        _ => client,
    };
    let method = Method::from_bytes(operation.method.as_bytes()).unwrap();
    let mut call = client.request(method, operation.path);
    for one in sent {
        let value = match damage {
            Damage::NoParameter(name) if name == one.name() => continue,
            Damage::Parameter(name) | Damage::Format(name) if name == one.name() => {
                WRONG.to_owned()
            }
            _ => text(&one.value),
        };
        call = match one.place() {
            "path" => call.path(one.name(), value),
            "query" => call.query(one.name(), value),
            "header" => call.with_header(one.name(), value),
            other => panic!("parameters in `{other}` are not known to this reading"),
        };
    }
    match damage {
        Damage::Body(body) => call.json(body),
        _ if body.is_null() => call,
        _ => call.json(body),
    }
}

/// A client whose credential is lost on the way.
fn anonymous(url: &str, operation: &Operation) -> Client {
    let header = operation.token_header();
    Client::builder()
        .base_url(url)
        .token(TOKEN)
        .allow_http()
        .no_proxy()
        .retries(RetryPolicy::none())
        .middleware(move |transport| Loses { transport, header })
        .build()
        .unwrap()
}

/// Takes a header from each request.
struct Loses<T> {
    transport: T,
    header: String,
}

impl<T: Transport> Transport for Loses<T> {
    fn send(&self, mut request: http::Request<RequestBody>) -> TransportFuture<'_> {
        request.headers_mut().remove(&self.header);
        self.transport.send(request)
    }
}

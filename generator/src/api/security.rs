//! How requests are authorised: the schemes that operations require, and the requirement of each.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value};

use super::parameter::is_token;
use super::{AuthPlace, Operation, Requirement, Security, SecurityScheme};
use crate::Auth;
use crate::diagnostic::{Code, Diagnostic};
use crate::document::{self, Node, Pointer};

/// HTTP schemes (RFC 9110, section 11.1, and its registry) that need more than a token: a challenge,
/// several messages, or a signature of each request.
const UNSUPPORTED_SCHEMES: [&str; 14] = [
    "concealed",
    "digest",
    "dpop",
    "gnap",
    "hoba",
    "mutual",
    "negotiate",
    "ntlm",
    "oauth",
    "privatetoken",
    "scram-sha-1",
    "scram-sha-256",
    "signature",
    "vapid",
];

/// Lowers the security schemes and the requirements of the document and of its operations.
pub(super) fn lower(
    root: &Node<'_>,
    operations: &[Operation],
    auth: Option<&Auth>,
    diagnostics: &mut Vec<Diagnostic>,
) -> Security {
    let described = root
        .get("components")
        .map(|it| it.members("securitySchemes"));
    let described: BTreeMap<&str, Node<'_>> = described.into_iter().flatten().collect();
    if let Some(place) = auth.and_then(|auth| auth.place.as_ref()) {
        if !described.is_empty() {
            let message = "`[auth]` of the configuration takes the place of the security schemes";
            diagnostics.push(skipped(&at_schemes(), message));
        }
        let optional = auth.is_some_and(|auth| auth.optional);
        return configured(place, optional, operations);
    }
    if auth.is_none() && described.is_empty() && !operations.is_empty() {
        let message = "no security scheme is described; the client sends no credential";
        let at = Pointer::root().child("paths");
        diagnostics.push(Diagnostic::new(Code::NoSecurityScheme, &at, message));
    }
    let of_all = root.value().get("security");
    let of_operation = |operation: &Operation| {
        let node = operation.pointer.find(root.value())?;
        node.get("security")
    };
    let default = of_all.map(requirement);
    let own: BTreeMap<&String, Requirement> = (operations.iter())
        .filter_map(|one| Some((&one.key, requirement(of_operation(one)?))))
        .collect();
    let mut lowering = Lowering {
        described: &described,
        diagnostics,
        schemes: BTreeMap::new(),
    };
    let stated = default.is_some() || !own.is_empty();
    let mut names: Vec<String> = default
        .iter()
        .chain(operations.iter().filter_map(|one| own.get(&one.key)))
        .flatten()
        .flatten()
        .cloned()
        .collect();
    if !stated {
        names = described.keys().map(|name| (*name).to_owned()).collect();
    }
    let mut seen = BTreeSet::new();
    names.retain(|name| seen.insert(name.clone()));
    for name in &names {
        lowering.scheme(name);
    }
    if stated {
        lowering.note_unused(&seen);
    }
    let known = lowering.schemes;
    let possible = |requirement: Requirement| -> Requirement {
        let alternatives = requirement.into_iter();
        alternatives
            .map(|names| {
                names
                    .into_iter()
                    .filter(|name| known.contains_key(name))
                    .collect()
            })
            .collect()
    };
    // An operation without a requirement, where others have one, needs none (OpenAPI 3.0.3, Operation
    // Object).
    let default = stated.then(|| possible(default.unwrap_or_default()));
    let own: BTreeMap<String, Requirement> = (own.into_iter())
        .map(|(key, own)| (key.clone(), possible(own)))
        .filter(|(_, own)| Some(own) != default.as_ref())
        .collect();
    let scopes = (operations.iter())
        .map(|one| (one.key.clone(), scopes(of_operation(one).or(of_all))))
        .filter(|(_, scopes)| !scopes.is_empty())
        .collect();
    let asks = |operation: &Operation| {
        let asked = own.get(&operation.key).or(default.as_ref());
        asked.is_some_and(|asked| !asked.is_empty() && asked.iter().all(|names| !names.is_empty()))
    };
    let required = !operations.is_empty() && operations.iter().all(asks);
    // The first scheme is used for a single token.
    let (basic, mut schemes): (Vec<_>, Vec<_>) = names
        .into_iter()
        .filter_map(|name| known.get(&name).cloned())
        .partition(|scheme| scheme.place == AuthPlace::Basic);
    schemes.extend(basic);
    Security {
        schemes,
        default,
        own,
        scopes,
        required,
    }
}

/// Alternatives, each a list of schemes that are used together. A malformed list is interpreted by its
/// evident meaning.
fn requirement(value: &Value) -> Requirement {
    let names = |one: &Value| match one {
        Value::String(name) => vec![name.clone()],
        other => {
            let names: BTreeSet<&String> =
                other.as_object().into_iter().flat_map(Map::keys).collect();
            names.into_iter().cloned().collect()
        }
    };
    match value {
        Value::Array(alternatives) => alternatives.iter().map(names).collect(),
        Value::Null => Vec::new(),
        other => vec![names(other)],
    }
}

/// The scopes of a requirement, by scheme (OpenAPI 3.0.3, Security Requirement Object).
fn scopes(requirement: Option<&Value>) -> BTreeMap<String, BTreeSet<String>> {
    let alternatives = requirement.and_then(Value::as_array).into_iter().flatten();
    let mut scopes: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for (scheme, named) in alternatives.filter_map(Value::as_object).flatten() {
        let named = named.as_array().into_iter().flatten();
        let named: BTreeSet<String> = named.filter_map(Value::as_str).map(str::to_owned).collect();
        if !named.is_empty() {
            scopes.entry(scheme.clone()).or_default().extend(named);
        }
    }
    scopes
}

struct Lowering<'a, 'b> {
    described: &'a BTreeMap<&'a str, Node<'a>>,
    diagnostics: &'b mut Vec<Diagnostic>,
    schemes: BTreeMap<String, SecurityScheme>,
}

impl Lowering<'_, '_> {
    fn scheme(&mut self, name: &str) {
        let Some(scheme) = self.described.get(name) else {
            let at = Pointer::root().child("security");
            self.note(
                &at,
                format!("operations ask for `{name}`, which no security scheme is called"),
            );
            return;
        };
        match place(scheme) {
            Ok(place) => {
                let scheme = SecurityScheme {
                    name: name.to_owned(),
                    description: scheme.text("description"),
                    place,
                    token_url: token_url(scheme),
                };
                self.schemes.insert(name.to_owned(), scheme);
            }
            Err(reason) => self.note(scheme.at(), format!("`{name}` {reason}")),
        }
    }

    fn note_unused(&mut self, used: &BTreeSet<String>) {
        for name in self.described.keys() {
            if !used.contains(*name) {
                let at = at_schemes().child(name);
                self.note(&at, format!("no operation asks for `{name}`"));
            }
        }
    }

    fn note(&mut self, at: &Pointer, message: String) {
        self.diagnostics.push(skipped(at, message));
    }
}

fn skipped(at: &Pointer, message: impl Into<String>) -> Diagnostic {
    Diagnostic::new(Code::SecurityLeftOut, at, message)
}

fn at_schemes() -> Pointer {
    Pointer::root().child("components").child("securitySchemes")
}

/// The security from the configuration, for every operation.
fn configured(place: &AuthPlace, optional: bool, operations: &[Operation]) -> Security {
    const NAME: &str = "auth";
    let mut default = vec![vec![NAME.to_owned()]];
    if optional {
        default.push(Vec::new());
    }
    Security {
        schemes: vec![SecurityScheme {
            name: NAME.to_owned(),
            description: None,
            place: place.clone(),
            token_url: None,
        }],
        default: Some(default),
        own: BTreeMap::new(),
        scopes: BTreeMap::new(),
        required: !optional && !operations.is_empty(),
    }
}

/// The token endpoint of the flow `clientCredentials`, if it is an absolute URL.
fn token_url(scheme: &Node<'_>) -> Option<String> {
    let flow = scheme.get("flows")?.get("clientCredentials")?;
    let url = flow.text("tokenUrl")?;
    document::is_absolute(&url).then_some(url)
}

/// Where the credential of a scheme goes, or why the scheme is unsupported.
fn place(scheme: &Node<'_>) -> Result<AuthPlace, String> {
    let authorization = |prefix: &str| AuthPlace::Header {
        name: "Authorization".to_owned(),
        prefix: prefix.to_owned(),
    };
    let word = |key: &str| scheme.str(key).unwrap_or_default();
    let name = word("name").trim();
    match (word("type"), word("in")) {
        ("apiKey", "header" | "cookie") if !is_token(name) => Err(format!(
            "has the name `{name}`, which no header or cookie can have"
        )),
        ("apiKey", "query") if name.is_empty() => Err("has no `name`".to_owned()),
        ("apiKey", "header") => Ok(AuthPlace::Header {
            name: name.to_owned(),
            prefix: String::new(),
        }),
        ("apiKey", "query") => Ok(AuthPlace::Query {
            name: name.to_owned(),
        }),
        ("apiKey", "cookie") => Ok(AuthPlace::Cookie {
            name: name.to_owned(),
        }),
        ("apiKey", _) => Err("has no place: `in` is `header`, `query` or `cookie`".to_owned()),
        ("http", _) => match word("scheme").trim() {
            scheme if scheme.eq_ignore_ascii_case("basic") => Ok(AuthPlace::Basic),
            scheme if scheme.eq_ignore_ascii_case("bearer") || scheme.is_empty() => {
                Ok(authorization("Bearer "))
            }
            scheme if UNSUPPORTED_SCHEMES.contains(&scheme.to_ascii_lowercase().as_str()) => {
                Err(format!(
                    "is HTTP authentication of the scheme `{scheme}`, which needs more than a token; \
                 the client does not speak it: give it an HTTP client that does"
                ))
            }
            scheme if is_token(scheme) => Ok(authorization(&format!("{scheme} "))),
            scheme => Err(format!(
                "has the scheme `{scheme}`, which no header can hold"
            )),
        },
        ("basic", _) => Ok(AuthPlace::Basic),
        ("oauth2" | "openIdConnect", _) => Ok(authorization("Bearer ")),
        ("mutualTLS", _) => Err(
            "is a certificate of the connection: give the client an HTTP client that has it"
                .to_owned(),
        ),
        (other, _) => Err(format!(
            "has the type `{other}`, which OpenAPI does not know"
        )),
    }
}

//! How requests are authorised: the schemes that operations require, and the requirement of each.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::parameter::is_token;
use super::{
    AuthPlace, OFFERED_FLOW, Operation, Requirement, Security, SecurityScheme, StatedRequirement,
    StatedRequirements, TokenFlow,
};
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
            let message = "`[auth]` of the configuration replaces the security schemes";
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
    let own: BTreeMap<String, StatedRequirement> = (operations.iter())
        .filter_map(|one| Some((one.key.clone(), requirement(of_operation(one)?))))
        .collect();
    let mut lowering = Lowering {
        described: &described,
        diagnostics,
        schemes: BTreeMap::new(),
        unsupported: BTreeMap::new(),
    };
    let stated = default.is_some() || !own.is_empty();
    let mut names: Vec<String> = default
        .iter()
        .chain(operations.iter().filter_map(|one| own.get(&one.key)))
        .flatten()
        .flat_map(BTreeMap::keys)
        .cloned()
        .collect();
    if !stated {
        names = described.keys().map(|name| (*name).to_owned()).collect();
        // The first one is that of a single token.
        names.sort_by_key(|name| !is_token_named(name));
    }
    let mut seen = BTreeSet::new();
    names.retain(|name| seen.insert(name.clone()));
    for name in &names {
        lowering.scheme(name);
    }
    if stated {
        lowering.note_unused(&seen);
    }
    let Lowering {
        schemes: known,
        unsupported,
        ..
    } = lowering;
    let possible = |requirement: &StatedRequirement| -> Requirement {
        let mut seen = BTreeSet::new();
        let alternatives = requirement.iter().map(|schemes| -> Vec<String> {
            let names = schemes.keys().filter(|name| known.contains_key(*name));
            names.cloned().collect()
        });
        // Alternatives that differ in their scopes are one.
        let alternatives = alternatives.filter(|names| seen.insert(names.clone()));
        alternatives.collect()
    };
    // An operation without a requirement, where others have one, needs none (OpenAPI 3.0.3, Operation
    // Object).
    let default = stated.then(|| default.unwrap_or_default());
    let usual = default.as_ref().map(possible);
    let possible = own.iter().map(|(key, own)| (key.clone(), possible(own)));
    let possible: BTreeMap<String, Requirement> = possible
        .filter(|(_, own)| Some(own) != usual.as_ref())
        .collect();
    let own = own.into_iter();
    let stated = StatedRequirements {
        own: own
            .filter(|(_, own)| Some(own) != default.as_ref())
            .collect(),
        default,
    };
    let asks = |operation: &Operation| {
        let asked = possible.get(&operation.key).or(usual.as_ref());
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
        default: usual,
        own: possible,
        stated,
        unsupported,
        required,
    }
}

/// Whether a scheme is probably that of a token, and not of what identifies a user beside it.
fn is_token_named(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    let words = ["auth", "bearer", "key", "secret", "token"];
    words.iter().any(|word| name.contains(word))
}

/// Alternatives, each with the schemes that are used together and their scopes (OpenAPI 3.0.3, Security
/// Requirement Object). A malformed list is interpreted by its evident meaning.
fn requirement(value: &Value) -> StatedRequirement {
    let scopes = |value: &Value| {
        let scopes = value.as_array().into_iter().flatten();
        scopes
            .filter_map(Value::as_str)
            .map(str::to_owned)
            .collect()
    };
    let schemes = |one: &Value| match one {
        Value::String(name) => BTreeMap::from([(name.clone(), BTreeSet::new())]),
        other => {
            let schemes = other.as_object().into_iter().flatten();
            schemes
                .map(|(name, value)| (component(name).to_owned(), scopes(value)))
                .collect()
        }
    };
    match value {
        Value::Array(alternatives) => alternatives.iter().map(schemes).collect(),
        Value::Null => Vec::new(),
        other => vec![schemes(other)],
    }
}

/// The name of a security scheme that a requirement names by its component or by its URI (OpenAPI 3.2.0,
/// Security Requirement Object).
fn component(name: &str) -> &str {
    name.strip_prefix("#/components/securitySchemes/")
        .unwrap_or(name)
}

struct Lowering<'a, 'b> {
    described: &'a BTreeMap<&'a str, Node<'a>>,
    diagnostics: &'b mut Vec<Diagnostic>,
    schemes: BTreeMap<String, SecurityScheme>,
    unsupported: BTreeMap<String, String>,
}

impl Lowering<'_, '_> {
    fn scheme(&mut self, name: &str) {
        let Some(scheme) = self.described.get(name) else {
            let at = Pointer::root().child("security");
            self.note(
                &at,
                format!("operations require the security scheme `{name}`, which is not defined"),
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
                    flows: flows(scheme),
                    discovery: scheme.text("openIdConnectUrl"),
                };
                self.schemes.insert(name.to_owned(), scheme);
            }
            Err(reason) => {
                self.note(scheme.at(), format!("`{name}` {reason}"));
                self.unsupported.insert(name.to_owned(), reason);
            }
        }
    }

    fn note_unused(&mut self, used: &BTreeSet<String>) {
        for name in self.described.keys() {
            if !used.contains(*name) {
                let at = at_schemes().child(name);
                self.note(&at, format!("no operation requires `{name}`"));
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
    let mut stated = vec![BTreeMap::from([(NAME.to_owned(), BTreeSet::new())])];
    if optional {
        stated.push(BTreeMap::new());
    }
    let names = |schemes: &BTreeMap<String, BTreeSet<String>>| schemes.keys().cloned().collect();
    Security {
        schemes: vec![SecurityScheme {
            name: NAME.to_owned(),
            description: None,
            place: place.clone(),
            token_url: None,
            flows: BTreeMap::new(),
            discovery: None,
        }],
        default: Some(stated.iter().map(names).collect()),
        own: BTreeMap::new(),
        stated: StatedRequirements {
            default: Some(stated),
            own: BTreeMap::new(),
        },
        unsupported: BTreeMap::new(),
        required: !optional && !operations.is_empty(),
    }
}

/// The OAuth flows.
fn flows(scheme: &Node<'_>) -> BTreeMap<String, TokenFlow> {
    let flows = scheme.members("flows").into_iter().map(|(name, flow)| {
        let flow = TokenFlow {
            token: flow.text("tokenUrl"),
            authorization: flow.text("authorizationUrl"),
            refresh: flow.text("refreshUrl"),
        };
        (name.to_owned(), flow)
    });
    flows.collect()
}

/// The token endpoint of the flow that clients are offered, if it is an absolute URL.
fn token_url(scheme: &Node<'_>) -> Option<String> {
    let flow = scheme.get("flows")?.get(OFFERED_FLOW)?;
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
            "has the name `{name}`, which is not a valid header or cookie name"
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
        ("apiKey", _) => {
            Err("has no location: `in` must be `header`, `query` or `cookie`".to_owned())
        }
        ("http", _) => match word("scheme").trim() {
            scheme if scheme.eq_ignore_ascii_case("basic") => Ok(AuthPlace::Basic),
            scheme if scheme.eq_ignore_ascii_case("bearer") || scheme.is_empty() => {
                Ok(authorization("Bearer "))
            }
            scheme if UNSUPPORTED_SCHEMES.contains(&scheme.to_ascii_lowercase().as_str()) => {
                Err(format!(
                    "uses the HTTP authentication scheme `{scheme}`, which needs more than a token; the client doesn't support it: pass an HTTP client that does"
                ))
            }
            scheme if is_token(scheme) => Ok(authorization(&format!("{scheme} "))),
            scheme => Err(format!(
                "has the scheme `{scheme}`, which is not valid in a header"
            )),
        },
        ("basic", _) => Ok(AuthPlace::Basic),
        ("oauth2" | "openIdConnect", _) => Ok(authorization("Bearer ")),
        ("mutualTLS", _) => {
            Err("is mutual TLS: pass an HTTP client that has the client certificate".to_owned())
        }
        (other, _) => Err(format!(
            "has the type `{other}`, which OpenAPI doesn't define"
        )),
    }
}

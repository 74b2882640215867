//! Base URLs to choose from, and security schemes.

use std::collections::BTreeSet;

use super::docs::clean_line;
use super::{Client, Ident, Scheme, Server};
use crate::api::{self, Api, AuthPlace};

/// The most words of a description that become a name.
const MOST_WORDS: usize = 6;

impl Client {
    /// Whether the default server is plain HTTP, which callers must allow.
    pub(crate) fn is_plain_http(&self) -> bool {
        let first = self.servers.first();
        first.is_some_and(|server| server.url.starts_with("http:"))
    }
}

/// The servers; the first is the default.
pub(super) fn servers(api: &Api) -> Vec<Server> {
    let mut taken = BTreeSet::new();
    api.servers
        .iter()
        .enumerate()
        .map(|(index, server)| {
            let fallback = if index == 0 { "Production" } else { "Other" };
            let described = server.description.as_deref();
            let name = match (server.name.as_deref(), described) {
                (Some(name), _) => name,
                (None, Some(text)) if text.split_whitespace().count() <= MOST_WORDS => text,
                (None, Some(_)) => host(&server.url),
                (None, None) => fallback,
            };
            let address = match &server.template {
                Some(template) => format!("`{}`", template.replace('`', "'")),
                None => clean_line(&server.url),
            };
            let mut docs = format!(
                "{}: {}.",
                clean_line(described.or(server.name.as_deref()).unwrap_or(fallback))
                    .trim_end_matches('.'),
                address
            );
            if !server.variables.is_empty() {
                let variables = server.variables.iter().map(variable);
                docs.push_str(&format!(
                    " Variables: {}.",
                    variables.collect::<Vec<_>>().join("; ")
                ));
            }
            Server {
                name: Ident::pascal(name).unique(&mut taken),
                url: server.url.clone(),
                template: server.template.clone(),
                variables: server.variables.clone(),
                docs,
            }
        })
        .collect()
}

/// A variable in documentation: its name, its default and its values.
fn variable(variable: &api::ServerVariable) -> String {
    const MOST_VALUES: usize = 12;
    let code = |text: &String| format!("`{}`", text.replace('`', "'"));
    let mut text = format!(
        "{}, by default {}",
        code(&variable.name),
        code(&variable.default)
    );
    if !variable.values.is_empty() && variable.values.len() <= MOST_VALUES {
        let values: Vec<String> = variable.values.iter().map(code).collect();
        text.push_str(&format!(" of {}", values.join(", ")));
    }
    text
}

fn host(url: &str) -> &str {
    let host = url.split_once("://").map_or(url, |(_, rest)| rest);
    host.split(['/', ':']).next().unwrap_or(host)
}

/// The security schemes; a single token is for the first.
pub(super) fn schemes(api: &Api) -> Vec<Scheme> {
    let mut taken = BTreeSet::new();
    let schemes = api.security.schemes.iter();
    schemes
        .map(|scheme| {
            let code = |text: &str| format!("`{}`", text.replace('`', "'"));
            let place = match &scheme.place {
                AuthPlace::Header { name, .. } if name == "Authorization" => {
                    "a token in the header `Authorization`".to_owned()
                }
                AuthPlace::Header { name, .. } => format!("a key in the header {}", code(name)),
                AuthPlace::Query { name } => format!("a key in the query, {}", code(name)),
                AuthPlace::Cookie { name } => format!("a key in the cookie {}", code(name)),
                AuthPlace::Basic => "a user and a password".to_owned(),
            };
            let description = scheme.description.as_deref().map(clean_line);
            let description = description
                .map(|text| format!(" {text}"))
                .unwrap_or_default();
            let name = Ident::pascal(&scheme.name).unique(&mut taken);
            let constant = format!("{}_TOKEN_URL", name.as_str().to_uppercase());
            Scheme {
                token_url: scheme.token_url.clone().map(|url| (constant, url)),
                name,
                wire: scheme.name.clone(),
                place: scheme.place.clone(),
                docs: format!("{}: {place}.{description}", code(&scheme.name)),
            }
        })
        .collect()
}

//! Base URLs to choose from, and security schemes.

use std::collections::BTreeSet;

use super::docs::clean_line;
use super::operation_words::first_paragraph;
use super::{Client, Ident, Scheme, Server};
use crate::api::{self, Api, AuthPlace};

/// What the hosts of servers are for.
const ENVIRONMENTS: [&str; 20] = [
    "alpha",
    "beta",
    "demo",
    "dev",
    "development",
    "live",
    "localhost",
    "mock",
    "preprod",
    "preview",
    "prod",
    "production",
    "qa",
    "sandbox",
    "stage",
    "staging",
    "stg",
    "test",
    "testing",
    "uat",
];

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
            let described = server.description.as_deref();
            let words = server.name.clone().or_else(|| described.and_then(short));
            let host = host(&server.url);
            let name = match words.as_deref() {
                Some(words) => words,
                None if described.is_some() => host,
                None => match environment(host) {
                    Some(word) => word,
                    None if index == 0 => "Default",
                    None => host,
                },
            };
            let address = match &server.template {
                Some(template) => format!("`{}`", template.replace('`', "'")),
                None => clean_line(&server.url),
            };
            let about = described.or(server.name.as_deref()).map(clean_line);
            let mut docs = match about.as_deref().map(|text| text.trim_end_matches('.')) {
                Some(about) if !about.is_empty() => format!("{about}: {address}."),
                _ => format!("{address}."),
            };
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

/// The text of a description that is short enough for a name.
fn short(markdown: &str) -> Option<String> {
    let text = first_paragraph(markdown);
    let is_short = (1..=MOST_WORDS).contains(&text.split_whitespace().count());
    is_short.then_some(text)
}

/// The word of a host that says what the server is for, before its domain.
fn environment(host: &str) -> Option<&str> {
    let domain = host.rmatch_indices('.').nth(1).map(|(at, _)| at);
    let words = host[..domain.unwrap_or_default()].split(['.', '-']);
    let mut words = words.chain((host == "localhost").then_some(host));
    words.find(|word| ENVIRONMENTS.contains(word))
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

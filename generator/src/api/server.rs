//! Base URLs of the document, and of single operations.

use std::collections::BTreeMap;

use serde_json::Value;

use super::{Operation, Server, ServerVariable, SourceLocation};
use crate::diagnostic::{Code, Diagnostic};
use crate::document::{Node, Pointer};

/// The servers of the document with a host, the path of the first one without a host, and the servers
/// of operations that have their own, by key.
pub(super) fn lower(
    root: &Node<'_>,
    operations: &[Operation],
    diagnostics: &mut Vec<Diagnostic>,
) -> (Vec<Server>, String, BTreeMap<String, Vec<Server>>) {
    let mut lowering = Lowering {
        root: root.value(),
        diagnostics,
        servers: Vec::new(),
        path: None,
        others: Vec::new(),
    };
    lowering.add(&Pointer::root());
    let (mut servers, path) = lowering.take();
    // The client refuses plain http by default, so an https server goes first.
    servers.sort_by_key(|server| !server.url.starts_with("https:"));
    // If only operations have servers and all of them do, the first one's servers become the API's.
    let mut first_own = Vec::new();
    let mut of_operations = BTreeMap::new();
    for operation in operations {
        lowering.add(&operation.pointer);
        if lowering.servers.is_empty() && lowering.path.is_none() {
            lowering.add(&operation.item);
        }
        let (own, own_path) = lowering.take();
        if first_own.is_empty() {
            first_own.clone_from(&own);
        }
        let own = match (own.first(), own_path, servers.first()) {
            (Some(_), ..) => Some(own),
            // A path alone is relative to the document's host.
            (None, Some(path), Some(first)) => {
                origin(&first.url).map(|origin| vec![on_host(origin, &path)])
            }
            (None, Some(own), None) => {
                if path.as_deref().unwrap_or_default() != own {
                    lowering.note(
                        &operation.pointer,
                        format!("`{own}` is a path without a host"),
                    );
                }
                None
            }
            (None, None, _) => None,
        };
        of_operations.extend(own.map(|own| (operation.key.clone(), own)));
    }
    let all_have_one = path.is_none() && of_operations.len() == operations.len();
    if servers.is_empty() && all_have_one {
        servers = first_own;
    }
    for operation in operations {
        let own = of_operations
            .get(&operation.key)
            .and_then(|own| own.first());
        if let Some(Server { url, variables, .. }) = own
            && !variables.is_empty()
            && !servers.iter().any(|server| server.url == *url)
        {
            let message = format!("the variables of its server have their defaults: `{url}`");
            lowering.note(&operation.pointer, message);
        }
    }
    for (at, url) in std::mem::take(&mut lowering.others) {
        if !servers.iter().any(|server| server.url == url) {
            lowering.note(&at, format!("another server is used instead of `{url}`"));
        }
    }
    (servers, path.unwrap_or_default(), of_operations)
}

struct Lowering<'a, 'b> {
    root: &'a Value,
    diagnostics: &'b mut Vec<Diagnostic>,
    servers: Vec<Server>,
    path: Option<(Pointer, String)>,
    /// Those that come after another of the same place. All of the document with a host are offered.
    others: Vec<(Pointer, String)>,
}

impl Lowering<'_, '_> {
    /// Adds the servers of the document, a path item or an operation.
    fn add(&mut self, node: &Pointer) {
        let Some(node) = Node::find(self.root, node.clone()) else {
            return;
        };
        for node in node.items("servers") {
            match server(&node) {
                Ok(Address::Whole(server)) => {
                    if self.servers.iter().any(|known| known.url == server.url) {
                        continue;
                    }
                    if !self.servers.is_empty() {
                        self.others.push((node.at().clone(), server.url.clone()));
                    }
                    self.servers.push(server);
                }
                Ok(Address::Path(path)) if self.path.is_none() => {
                    self.path = Some((node.at().clone(), path));
                }
                Ok(Address::Path(path)) => self.others.push((node.at().clone(), path)),
                Err(reason) => self.note(node.at(), reason),
            }
        }
    }

    /// The servers that were added, and the path of the first one without a host, which counts if no
    /// other has one.
    fn take(&mut self) -> (Vec<Server>, Option<String>) {
        let servers = std::mem::take(&mut self.servers);
        let path = self.path.take();
        if !servers.is_empty() {
            self.others.extend(path);
            return (servers, None);
        }
        (servers, path.map(|(_, path)| path))
    }

    /// Reports something once: the servers of a path item are visited once per operation.
    fn note(&mut self, at: &Pointer, message: String) {
        let note = Diagnostic::new(Code::ServerLeftOut, at, message);
        if !self.diagnostics.contains(&note) {
            self.diagnostics.push(note);
        }
    }
}

enum Address {
    Whole(Server),
    /// A path on the unknown host that serves the document; empty for its root.
    Path(String),
}

fn server(node: &Node<'_>) -> Result<Address, String> {
    let template = match node.str("url") {
        Some(url) => url.trim(),
        None if node.has("url") => return Err("its `url` is not a string".to_owned()),
        None => return Err("it has no `url`".to_owned()),
    };
    let template = with_scheme(trimmed(template));
    let mut variables = Vec::new();
    let mut url = template.clone();
    for (name, variable) in node.members("variables") {
        let placeholder = format!("{{{name}}}");
        if !template.contains(&placeholder) {
            continue;
        }
        let values = variable.items("enum");
        let values: Vec<String> = values.iter().filter_map(|it| scalar(it.value())).collect();
        let default = variable.written("default");
        let default = default.and_then(|it| scalar(it.value()));
        let Some(default) = default.or_else(|| values.first().cloned()) else {
            continue;
        };
        url = url.replace(&placeholder, &default);
        variables.push(ServerVariable {
            name: name.to_owned(),
            at: SourceLocation(variable.at().clone()),
            default,
            values,
            description: variable.text("description"),
        });
    }
    if url.contains(['{', '}']) {
        return Err(format!("`{url}` has a variable without a default value"));
    }
    let url = trimmed(&url).to_owned();
    if !url.contains("://") {
        let path = match url.trim_start_matches(['.', '/']) {
            "" => String::new(),
            path => format!("/{path}"),
        };
        return Ok(Address::Path(path));
    }
    match url::Url::parse(&url) {
        Ok(parsed)
            if matches!(parsed.scheme(), "http" | "https")
                && parsed.username().is_empty()
                && parsed.password().is_none()
                && parsed.query().is_none()
                && parsed.fragment().is_none()
                && url
                    .chars()
                    .all(|c| c.is_ascii_graphic() && !"<>\"`\\^|[]".contains(c)) => {}
        _ => {
            return Err(format!(
                "`{url}` is not an HTTP URL that paths can be appended to"
            ));
        }
    }
    Ok(Address::Whole(Server {
        template: (!variables.is_empty()).then_some(template),
        url,
        variables,
        name: node.text("name"),
        description: node.text("description"),
    }))
}

/// A URL without trailing slashes, except those of its scheme.
fn trimmed(url: &str) -> &str {
    let rest = url.trim_end_matches('/');
    if rest.ends_with(':') { url } else { rest }
}

/// Adds https to a URL without a scheme: `//host`, or a host alone as in Swagger 2.0.
fn with_scheme(url: &str) -> String {
    if let Some(rest) = url.strip_prefix("//") {
        return format!("https://{rest}");
    }
    let first = url.split('/').next().unwrap_or_default();
    let (host, port) = first.split_once(':').unwrap_or((first, ""));
    let is_host =
        host == "localhost" || host.contains('.') && !host.starts_with('.') && !host.ends_with('.');
    if is_host && port.bytes().all(|byte| byte.is_ascii_digit()) {
        return format!("https://{url}");
    }
    url.to_owned()
}

/// The server at a path on the host of another one.
fn on_host(origin: &str, path: &str) -> Server {
    Server {
        url: format!("{origin}{path}"),
        template: None,
        variables: Vec::new(),
        name: None,
        description: None,
    }
}

/// Scheme and host of a URL.
fn origin(url: &str) -> Option<&str> {
    let host = url.find("://")? + 3;
    let end = url[host..]
        .find('/')
        .map_or(url.len(), |slash| host + slash);
    Some(&url[..end])
}

fn scalar(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        Value::Bool(value) => Some(value.to_string()),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn addresses() {
        for (url, expected) in [
            ("https://a.example/v1/", "https://a.example/v1"),
            ("http://a.example", "http://a.example"),
            (" https://a.example ", "https://a.example"),
            ("//a.example/x", "https://a.example/x"),
            ("api.example/v1", "https://api.example/v1"),
            ("localhost:8080", "https://localhost:8080"),
            ("", "path "),
            ("/", "path "),
            ("/v1/", "path /v1"),
            ("./v1", "path /v1"),
            ("v1", "path /v1"),
            ("{scheme}://a.example", "https://a.example"),
            ("https://{region}.a.example", "https://eu.a.example"),
            ("https://a.example:{port}", "https://a.example:8443"),
        ] {
            let value = json!({ "url": url, "variables": {
                "region": { "enum": ["eu", "us"] },
                "port": { "default": 8443 },
                "scheme": { "default": "https" },
                "unused": {},
            }});
            let found = match server(&Node::root(&value)) {
                Ok(Address::Whole(server)) => server.url,
                Ok(Address::Path(path)) => format!("path {path}"),
                Err(reason) => reason,
            };
            assert_eq!(found, expected, "{url}");
        }
        for url in [
            json!("https://{host}"),
            json!("ftp://a.example"),
            json!("wss://a.example"),
            json!("https://user:pass@a.example"),
            json!("https://a.example/?x"),
            json!("https://a b.example"),
            json!("https://a.example/a b"),
            json!("https://[a]"),
            json!("https://"),
            json!("https://a.example:port"),
            json!("https://a.example/\u{202e}x"),
            json!(5),
            json!(null),
        ] {
            let value = json!({ "url": url });
            assert!(server(&Node::root(&value)).is_err(), "{url}");
        }
    }
}

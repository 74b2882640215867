//! Path items for observed operations that no path describes.

use serde_json::{Map, Value, json};

/// The path item for a method and a path such as `GET /v1/customers/{id}`, under the path that the
/// description has for it, or would have; `None` if the path is below no server.
pub(super) fn item(
    root: &Value,
    target: &str,
    responses: Map<String, Value>,
    is_swagger: bool,
) -> Option<Value> {
    let (method, path) = target.split_once(' ')?;
    let path = bases(root)
        .iter()
        .filter_map(|base| path.strip_prefix(base.as_str()))
        .filter(|path| path.starts_with('/'))
        .min_by_key(|path| path.len())?
        .to_owned();
    let (path, names) = described(root, &path).unwrap_or_else(|| numbered(&path));
    let parameters: Vec<Value> = names
        .iter()
        .map(|name| match is_swagger {
            true => json!({"name": name, "in": "path", "required": true, "type": "string"}),
            false => {
                json!({"name": name, "in": "path", "required": true, "schema": {"type": "string"}})
            }
        })
        .collect();
    let mut operation = json!({"operationId": name(method, &path), "responses": responses});
    if !parameters.is_empty() {
        operation["parameters"] = parameters.into();
    }
    Some(json!({ path: { method.to_ascii_lowercase(): operation } }))
}

/// The base paths of the servers, and the empty one.
fn bases(root: &Value) -> Vec<String> {
    let servers = root["servers"].as_array().into_iter().flatten();
    let urls = servers
        .filter_map(|it| it["url"].as_str())
        .map(|url| match url.split_once("://") {
            Some((_, rest)) => rest.find('/').map_or("", |at| &rest[at..]),
            None => url,
        });
    let base = root["basePath"].as_str().unwrap_or_default();
    let all = urls.chain([base, ""]);
    all.map(|it| it.trim_end_matches('/').to_owned()).collect()
}

/// The description's path that differs only in the names of variables, and its variables.
fn described(root: &Value, path: &str) -> Option<(String, Vec<String>)> {
    let same = |known: &str| {
        let (known, own): (Vec<_>, Vec<_>) =
            (known.split('/').collect(), path.split('/').collect());
        known.len() == own.len()
            && known
                .iter()
                .zip(own)
                .all(|(a, b)| *a == b || a.starts_with('{') && b.starts_with('{'))
    };
    let paths = root["paths"].as_object()?;
    let known = paths.keys().find(|known| same(known))?;
    let variables = known
        .split('/')
        .filter_map(|it| it.strip_prefix('{')?.strip_suffix('}'));
    Some((known.clone(), variables.map(str::to_owned).collect()))
}

/// The path with a distinct name for each variable, and these names.
fn numbered(path: &str) -> (String, Vec<String>) {
    let mut names = Vec::new();
    let segments = path.split('/').map(|segment| {
        if !segment.starts_with('{') {
            return segment.to_owned();
        }
        let name = match names.len() {
            0 => "id".to_owned(),
            count => format!("id{}", count + 1),
        };
        names.push(name.clone());
        format!("{{{name}}}")
    });
    let path = segments.collect::<Vec<_>>().join("/");
    (path, names)
}

/// An operationId from the words of method and path.
fn name(method: &str, path: &str) -> String {
    let mut name = method.to_ascii_lowercase();
    for segment in path.split('/').filter(|it| !it.is_empty()) {
        let words = match segment.starts_with('{') {
            true => "by-id",
            false => segment,
        };
        for word in words.split(|c: char| !c.is_ascii_alphanumeric()) {
            let mut letters = word.chars();
            name.extend(letters.next().map(|it| it.to_ascii_uppercase()));
            name.extend(letters);
        }
    }
    name
}

//! A server that knows nothing but a description: whether it accepts a request as the released client
//! sends it. What an API does beyond its description is unknown.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use jsonschema::Validator;
use serde_json::{Value, json};

use crate::exchange::schemas::{Way, resolve, validator};

/// The values that were meant to be sent, by location and name; the body has no name.
pub(super) type Meant = BTreeMap<(String, String), Value>;

/// A server of one description.
pub(super) struct Server {
    root: Rc<Value>,
    /// Validators by the addresses of their schemas in `root`.
    validators: RefCell<BTreeMap<usize, Option<Rc<Validator>>>>,
}

impl Server {
    pub(super) fn of(root: Rc<Value>) -> Self {
        Self {
            root,
            validators: RefCell::default(),
        }
    }

    pub(super) fn is_of(&self, root: &Rc<Value>) -> bool {
        Rc::ptr_eq(&self.root, root)
    }

    /// Why it refuses a request, or reads another value than was meant; none where it accepts it.
    pub(super) fn refusal(&self, request: &Value, meant: &Meant) -> Option<String> {
        let method = request["method"].as_str().unwrap_or_default();
        let Ok(url) = url::Url::parse(request["url"].as_str().unwrap_or_default()) else {
            return Some("no request was sent".to_owned());
        };
        let root = &*self.root;
        let Some((item, operation, variables)) = find(root, method, &url) else {
            return Some(format!("no server takes {method} {}", url.path()));
        };
        let received = Received {
            server: self,
            root,
            request,
            url: &url,
            variables,
        };
        received
            .credentials(operation)
            .or_else(|| received.parameters(item, operation, meant))
            .or_else(|| received.body(operation, meant))
    }

    fn validator(&self, schema: &Value) -> Option<Rc<Validator>> {
        let address = std::ptr::from_ref(schema) as usize;
        let mut known = self.validators.borrow_mut();
        let made = || validator(&self.root, schema, Way::Request).map(Rc::new);
        known.entry(address).or_insert_with(made).clone()
    }
}

/// The operations of an effective description: method, path, item and operation.
pub(super) fn operations(root: &Value) -> Vec<(String, &str, &Value, &Value)> {
    let mut found = Vec::new();
    for (path, item) in root["paths"].as_object().into_iter().flatten() {
        let item = resolve(root, item);
        for (method, operation) in item.as_object().into_iter().flatten() {
            let is_method = [
                "get", "put", "post", "delete", "options", "head", "patch", "trace",
            ];
            if is_method.contains(&method.as_str()) {
                found.push((method.to_uppercase(), path.as_str(), item, operation));
            }
        }
    }
    found
}

fn find<'a>(
    root: &'a Value,
    method: &str,
    url: &url::Url,
) -> Option<(&'a Value, &'a Value, BTreeMap<String, String>)> {
    let mut best: Option<(usize, &Value, &Value, BTreeMap<String, String>)> = None;
    for (of_method, path, item, operation) in operations(root) {
        if of_method != method {
            continue;
        }
        for base in servers(root, item, operation) {
            let url_text = url.as_str().split(['?', '#']).next().unwrap_or_default();
            let Some(rest) = url_text.strip_prefix(base.trim_end_matches('/')) else {
                continue;
            };
            if let Some(variables) = template(path, rest)
                && best
                    .as_ref()
                    .is_none_or(|(count, ..)| variables.len() < *count)
            {
                best = Some((variables.len(), item, operation, variables));
            }
        }
    }
    best.map(|(_, item, operation, variables)| (item, operation, variables))
}

/// The base addresses, with each value of each variable.
fn servers(root: &Value, item: &Value, operation: &Value) -> Vec<String> {
    let all = [operation, item, root].into_iter();
    let all = all.filter_map(|node| node.get("servers")?.as_array());
    let all = all.filter(|servers| !servers.is_empty());
    let first = all.into_iter().next().into_iter().flatten();
    let mut urls = Vec::new();
    for server in first {
        let mut of_server = vec![server["url"].as_str().unwrap_or_default().to_owned()];
        for (name, variable) in server["variables"].as_object().into_iter().flatten() {
            let values = variable["enum"].as_array().into_iter().flatten();
            let values: BTreeSet<&str> = values
                .chain([&variable["default"]])
                .filter_map(Value::as_str)
                .collect();
            let with = |url: &String| -> Vec<String> {
                let replaced = values
                    .iter()
                    .map(|it| url.replace(&format!("{{{name}}}"), it));
                replaced.collect()
            };
            of_server = of_server.iter().flat_map(with).collect();
        }
        urls.extend(of_server);
    }
    urls
}

/// The variables of a path template, where a path fits.
fn template(template: &str, path: &str) -> Option<BTreeMap<String, String>> {
    let (mut rest, mut left) = (template, path);
    let mut variables = BTreeMap::new();
    while let Some((literal, tail)) = rest.split_once('{') {
        left = left.strip_prefix(literal)?;
        let (name, tail) = tail.split_once('}')?;
        let end = match tail.chars().next() {
            Some(next) => left.find(next)?,
            None => left.len(),
        };
        let value = &left[..end];
        if value.is_empty() || value.contains('/') {
            return None;
        }
        variables.insert(name.to_owned(), decoded(value));
        (rest, left) = (tail, &left[end..]);
    }
    (rest == left).then_some(variables)
}

fn decoded(text: &str) -> String {
    percent_encoding::percent_decode_str(text)
        .decode_utf8_lossy()
        .into_owned()
}

struct Received<'a> {
    server: &'a Server,
    root: &'a Value,
    request: &'a Value,
    url: &'a url::Url,
    variables: BTreeMap<String, String>,
}

impl Received<'_> {
    fn header(&self, name: &str) -> Option<&str> {
        let headers = self.request["headers"].as_array().into_iter().flatten();
        let mut headers = headers.filter_map(|it| Some((it[0].as_str()?, it[1].as_str()?)));
        headers
            .find(|(known, _)| known.eq_ignore_ascii_case(name))
            .map(|(_, value)| value)
    }

    fn query(&self, name: &str) -> Vec<String> {
        let pairs = self.url.query_pairs().filter(|(known, _)| known == name);
        pairs.map(|(_, value)| value.into_owned()).collect()
    }

    fn cookie(&self, name: &str) -> Option<String> {
        let mut cookies = self
            .header("cookie")?
            .split("; ")
            .filter_map(|it| it.split_once('='));
        cookies
            .find(|(known, _)| *known == name)
            .map(|(_, value)| value.to_owned())
    }

    fn credentials(&self, operation: &Value) -> Option<String> {
        let asked = operation
            .get("security")
            .or(self.root.get("security"))?
            .as_array()?;
        if asked.is_empty() {
            return None;
        }
        let has = |name: &str| {
            let scheme = resolve(self.root, &self.root["components"]["securitySchemes"][name]);
            let key = scheme["name"].as_str().unwrap_or_default();
            let authorized = |prefix: &str| {
                self.header("authorization")
                    .is_some_and(|it| it.to_lowercase().starts_with(prefix))
            };
            match (scheme["type"].as_str(), scheme["in"].as_str()) {
                (Some("apiKey"), Some("query")) => !self.query(key).is_empty(),
                (Some("apiKey"), Some("cookie")) => self.cookie(key).is_some(),
                (Some("apiKey"), _) => self.header(key).is_some(),
                (Some("http"), _) => {
                    authorized(&scheme["scheme"].as_str().unwrap_or_default().to_lowercase())
                }
                _ => authorized("bearer "),
            }
        };
        let is_met = asked.iter().any(|all| {
            all.as_object()
                .is_none_or(|it| it.keys().all(|name| has(name)))
        });
        (!is_met).then(|| "the credential that the operation asks for is missing".to_owned())
    }

    fn parameters(&self, item: &Value, operation: &Value, meant: &Meant) -> Option<String> {
        let own = operation["parameters"].as_array().into_iter().flatten();
        let shared = item["parameters"].as_array().into_iter().flatten();
        let mut seen = BTreeSet::new();
        for parameter in own.chain(shared) {
            let parameter = resolve(self.root, parameter);
            let (name, place) = (&parameter["name"], &parameter["in"]);
            let (Some(name), Some(place)) = (name.as_str(), place.as_str()) else {
                continue;
            };
            if !seen.insert((name, place)) {
                continue;
            }
            let is_ignored = ["accept", "content-type", "authorization"];
            if place == "header" && is_ignored.contains(&name.to_lowercase().as_str()) {
                continue;
            }
            let texts = self.texts(name, place);
            if texts.is_empty() {
                if parameter["required"] == true {
                    return Some(format!("the {place} parameter `{name}` is missing"));
                }
                continue;
            }
            let known = meant.get(&(place.to_owned(), name.to_owned()));
            if let Some(refused) = self.parameter(parameter, &texts, known) {
                return Some(format!("the {place} parameter `{name}`: {refused}"));
            }
        }
        None
    }

    /// What came for a parameter, as text.
    fn texts(&self, name: &str, place: &str) -> Vec<String> {
        match place {
            "path" => self.variables.get(name).cloned().into_iter().collect(),
            "query" => self.query(name),
            "cookie" => self.cookie(name).into_iter().collect(),
            _ => self.header(name).map(str::to_owned).into_iter().collect(),
        }
    }

    fn parameter(
        &self,
        parameter: &Value,
        texts: &[String],
        meant: Option<&Value>,
    ) -> Option<String> {
        let content = parameter["content"]
            .as_object()
            .and_then(|it| it.values().next());
        let schema = content.map_or(&parameter["schema"], |it| &it["schema"]);
        let values = match content {
            Some(_) => texts
                .iter()
                .filter_map(|text| serde_json::from_str(text).ok())
                .collect(),
            None => self.decode(parameter, schema, texts),
        };
        let validator = self.server.validator(schema)?;
        let valid: Vec<&Value> = values
            .iter()
            .filter(|value| validator.is_valid(value))
            .collect();
        if valid.is_empty() {
            return Some(format!("{texts:?} is no value of it"));
        }
        let is_meant = meant.is_none_or(|meant| valid.iter().any(|value| same(meant, value)));
        (!is_meant).then(|| format!("{texts:?} is read as another value than was meant"))
    }

    /// What texts can be read as.
    fn decode(&self, parameter: &Value, schema: &Value, texts: &[String]) -> Vec<Value> {
        let schema = resolve(self.root, schema);
        let place = parameter["in"].as_str().unwrap_or_default();
        let default = if matches!(place, "query" | "cookie") {
            "form"
        } else {
            "simple"
        };
        let style = parameter["style"].as_str().unwrap_or(default);
        let explode = parameter["explode"].as_bool().unwrap_or(style == "form");
        if schema["type"] == "array" {
            let separator = match style {
                "spaceDelimited" => ' ',
                "pipeDelimited" => '|',
                "label" => '.',
                "matrix" => ';',
                _ => ',',
            };
            let parts: Vec<String> = match style {
                "form" if explode => texts.to_vec(),
                _ => texts
                    .iter()
                    .take(1)
                    .flat_map(|it| it.split(separator))
                    .map(str::to_owned)
                    .collect(),
            };
            let items = parts.iter().map(|part| {
                let item = resolve(self.root, &schema["items"]);
                scalars(part).into_iter().find(|value| {
                    self.server
                        .validator(item)
                        .is_none_or(|it| it.is_valid(value))
                })
            });
            return items
                .collect::<Option<Vec<Value>>>()
                .map(Value::from)
                .into_iter()
                .collect();
        }
        let text = &texts[0];
        let text = match style {
            "label" => match text.strip_prefix('.') {
                Some(text) => text,
                None => return Vec::new(),
            },
            "matrix" => match text.split_once('=') {
                Some((_, text)) => text,
                None => return Vec::new(),
            },
            _ => text,
        };
        scalars(text)
    }

    fn body(&self, operation: &Value, meant: &Meant) -> Option<String> {
        let body = resolve(self.root, operation.get("requestBody")?);
        let sent = self.request["body"].as_str()?;
        let media_type = self.header("content-type");
        let (Some(media_type), false) = (
            media_type,
            sent.is_empty() && self.header("content-type").is_none(),
        ) else {
            return (body["required"] == true).then(|| "the body is missing".to_owned());
        };
        let plain = |text: &str| {
            text.split(';')
                .next()
                .unwrap_or_default()
                .trim()
                .to_lowercase()
        };
        let media_type = plain(media_type);
        let contents = body["content"].as_object()?;
        let found = contents.iter().find(|(known, _)| {
            let known = plain(known);
            let group = known.strip_suffix("/*").map(|group| format!("{group}/"));
            known == media_type
                || known == "*/*"
                || group.is_some_and(|it| media_type.starts_with(&it))
        });
        let Some((_, content)) = found else {
            return Some(format!("no body of {media_type} is taken"));
        };
        let schema = content.get("schema")?;
        let value = if media_type.contains("json") {
            match serde_json::from_str(sent) {
                Ok(value) => value,
                Err(_) => return Some("the body is no JSON".to_owned()),
            }
        } else if media_type == "application/x-www-form-urlencoded" {
            let meant = meant.get(&("body".to_owned(), String::new()));
            return self.form(schema, &content["encoding"], sent, meant);
        } else {
            return None;
        };
        let validator = self.server.validator(schema)?;
        let mut errors = validator.iter_errors(&value).map(|it| it.to_string());
        errors
            .next()
            .map(|error| format!("the body {value}: {error}"))
    }

    /// A form: what is required is there, and each text is a value of its property.
    fn form(
        &self,
        schema: &Value,
        encoding: &Value,
        sent: &str,
        meant: Option<&Value>,
    ) -> Option<String> {
        let schema = resolve(self.root, schema);
        let mut fields: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for (name, value) in url::form_urlencoded::parse(sent.as_bytes()) {
            fields
                .entry(name.into_owned())
                .or_default()
                .push(value.into_owned());
        }
        let required = schema["required"]
            .as_array()
            .into_iter()
            .flatten()
            .filter_map(Value::as_str);
        let mut required = required.filter(|name| !fields.contains_key(*name));
        if let Some(name) = required.next() {
            return Some(format!("the part `{name}` is missing"));
        }
        fields.iter().find_map(|(name, texts)| {
            let property = schema["properties"].get(name)?;
            if resolve(self.root, property)["type"] == "object" {
                return None;
            }
            // A part is written like a parameter in the query (OpenAPI 3.0.4, Encoding Object).
            let like = json!({ "in": "query", "style": encoding[name]["style"], "explode": encoding[name]["explode"] });
            let meant = meant.and_then(|it| it.get(name));
            let values = self.decode(&like, property, texts);
            let validator = self.server.validator(property)?;
            let is_fine = |value: &&Value| validator.is_valid(value) && meant.is_none_or(|it| same(it, value));
            (!values.iter().any(|value| is_fine(&value)))
                .then(|| format!("the part `{name}`: {texts:?} is read as another value than was meant"))
        })
    }
}

/// The JSON values that a text may stand for.
fn scalars(text: &str) -> Vec<Value> {
    let mut values = vec![json!(text)];
    if let Ok(value @ (Value::Number(_) | Value::Bool(_))) = serde_json::from_str(text) {
        values.push(value);
    }
    values
}

/// Whether a value that was read is the one that was meant, up to how text is written.
fn same(meant: &Value, found: &Value) -> bool {
    let text = |value: &Value| {
        value
            .as_str()
            .map_or_else(|| value.to_string(), str::to_owned)
    };
    match (meant, found) {
        (Value::Array(meant), Value::Array(found)) => {
            meant.iter().map(text).eq(found.iter().map(text))
        }
        (_, Value::Object(_)) | (Value::Object(_), _) => true,
        (Value::Array(meant), found) => meant.len() == 1 && text(&meant[0]) == text(found),
        (meant, Value::Array(found)) => found.len() == 1 && text(meant) == text(&found[0]),
        (meant, found) => {
            let (meant, found) = (text(meant), text(found));
            // Times are written in more than one way.
            let is_time = |it: &str| it.contains('T') && it.contains(':');
            meant == found
                || is_time(&meant) && is_time(&found) && meant.get(..10) == found.get(..10)
        }
    }
}

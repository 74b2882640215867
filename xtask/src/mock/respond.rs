//! Decides the response to a request.

use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Instant;

use generator::document::Pointer;
use serde_json::Value;

use super::log::Log;
use super::options::Options;
use super::prefer::{Fault, Prefer};
use super::rate::Rate;
use super::reply::Reply;
use super::{cross_origin, negotiate, page, paging, problem, random, sample};
use crate::exchange::{
    Description, Direction, Finding, Judged, Operation, Request, Response, Route,
};

/// A mock of one API.
pub(crate) struct Mock {
    pub(super) description: Description,
    pub(super) options: Options,
    /// The path of the page about the mock, which is no path of an operation.
    pub(super) page: String,
    pub(super) state: Mutex<State>,
}

/// The state that changes from request to request.
pub(super) struct State {
    number: u64,
    rate: Option<Rate>,
    pub(super) log: Log,
}

impl Mock {
    pub(crate) fn of(description: Description, options: Options) -> Self {
        let page = page::path(&description);
        let rate = options.rate_limit.map(Rate::of);
        Self {
            description,
            options,
            page,
            state: Mutex::new(State {
                number: 0,
                rate,
                log: Log::default(),
            }),
        }
    }

    pub(super) fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The response to a request.
    pub(crate) fn respond(&self, request: &Request) -> Reply {
        if page::is_asked_for(&self.page, request) {
            return page::reply(&self.description, &self.state().log);
        }
        let number = {
            let mut state = self.state();
            state.number += 1;
            state.number
        };
        let mut reply = match Prefer::of(&request.headers) {
            Ok(prefer) => self.preferred(request, &prefer, number),
            Err(message) => problem::plain(400, "Invalid preference", message),
        };
        if request.method == "HEAD" {
            reply.body.clear();
        }
        reply
            .headers
            .0
            .push(("access-control-allow-origin".to_owned(), "*".to_owned()));
        reply
    }

    fn preferred(&self, request: &Request, prefer: &Prefer, number: u64) -> Reply {
        let judged = self.judge(request);
        if judged.operation.is_none()
            && let Some(reply) = cross_origin::preflight(request)
        {
            return reply;
        }
        let mut reply = self.decide(request, &judged, prefer, number);
        reply.operation = judged.operation;
        reply.findings = judged.findings;
        reply.delay = prefer.delay.unwrap_or(self.options.delay);
        reply.fault = prefer.fault.or_else(|| self.fault(number));
        if reply.fault == Some(Fault::Garbage) {
            reply.body = b"{\"garbage\": [1, 2, \xff".to_vec();
        }
        reply
    }

    /// Judges a request; HEAD is treated as GET without a body (RFC 9110, section 9.3.2).
    fn judge(&self, request: &Request) -> Judged {
        let is_found = |request: &Request| {
            let route = self.description.route(request);
            matches!(route, Route::Found(..) | Route::Unnamed(..))
        };
        if request.method == "HEAD" && !is_found(request) {
            let get = Request {
                method: "GET".to_owned(),
                ..request.clone()
            };
            if is_found(&get) {
                return self.description.request(&get);
            }
        }
        self.description.request(request)
    }

    fn decide(&self, request: &Request, judged: &Judged, prefer: &Prefer, number: u64) -> Reply {
        let Some(operation) = judged
            .operation
            .and_then(|at| self.description.operations().get(at))
        else {
            let findings: Vec<&Finding> = judged.findings.iter().collect();
            let reply = problem::of(&self.description, &findings);
            return match self.description.route(request) {
                Route::OtherMethods(methods) => {
                    let methods: Vec<String> = methods.into_iter().collect();
                    reply.with_header("allow", methods.join(", "))
                }
                _ => reply,
            };
        };
        let findings = judged.findings.iter();
        let refused: Vec<&Finding> = findings
            .filter(|it| it.is_violation || self.options.strict)
            .collect();
        if !refused.is_empty() {
            let reply = problem::of(&self.description, &refused);
            return match reply.status {
                401 => reply.with_header("www-authenticate", "Bearer realm=\"mock\""),
                _ => reply,
            };
        }
        if !self.is_within_rate(request) {
            let detail = "over the rate limit of the API";
            let place = self.description.response_place(operation, 429);
            if place.is_none() {
                return problem::plain(429, "Too many requests", detail);
            }
            let mut reply = self.of_status(request, operation, 429, &Prefer::default(), number);
            reply.notes.push(detail.to_owned());
            return reply;
        }
        let status = prefer.code.unwrap_or_else(|| self.success(operation));
        self.of_status(request, operation, status, prefer, number)
    }

    fn is_within_rate(&self, request: &Request) -> bool {
        let mut state = self.state();
        let credential = request.headers.first("authorization").unwrap_or_default();
        let now = Instant::now();
        state
            .rate
            .as_mut()
            .is_none_or(|rate| rate.take(credential, now))
    }

    fn fault(&self, number: u64) -> Option<Fault> {
        let mut random = random::of(self.options.seed.wrapping_add(number), "fault");
        let is_faulty = random.u8(..100) < self.options.faults;
        random.choice(Fault::ALL).filter(|_| is_faulty)
    }

    /// The first success status of the operation, or else any other status.
    fn success(&self, operation: &Operation) -> u16 {
        let at = operation.pointer.child("responses");
        let responses = self
            .description
            .root()
            .pointer(at.as_str())
            .and_then(Value::as_object);
        let keys = || responses.into_iter().flatten().map(|(key, _)| key.as_str());
        let numbers = || keys().filter_map(|key| key.parse::<u16>().ok());
        let success = numbers().find(|it| (200..300).contains(it));
        let has_default = keys().any(|key| key == "default" || key.eq_ignore_ascii_case("2xx"));
        success
            .or(has_default.then_some(200))
            .or_else(|| numbers().find(|it| (300..400).contains(it)))
            .or_else(|| numbers().find(|it| *it >= 200))
            .unwrap_or(200)
    }

    /// The described response with a status.
    fn of_status(
        &self,
        request: &Request,
        operation: &Operation,
        status: u16,
        prefer: &Prefer,
        number: u64,
    ) -> Reply {
        let Some(place) = self.description.response_place(operation, status) else {
            let detail = format!("the description has no status {status} for this operation");
            return problem::plain(status, "Undocumented status", detail);
        };
        let (place, node) = self.description.node(&place);
        let content = node["content"].as_object();
        let offered: Vec<&str> = content
            .into_iter()
            .flatten()
            .map(|(key, _)| key.as_str())
            .collect();
        let dynamic = prefer.dynamic.unwrap_or(self.options.dynamic);
        let seed = if dynamic {
            self.options.seed.wrapping_add(number)
        } else {
            self.options.seed
        };
        let making = Making {
            seed,
            dynamic,
            key: operation.key(),
        };
        let mut reply = if offered.is_empty() || matches!(status, 204 | 304) {
            Reply::empty(status)
        } else {
            // An error is sent whatever the request accepts.
            let accept = request.headers.first("accept").filter(|_| status < 400);
            let Some(chosen) = negotiate::choose(accept, &offered) else {
                let detail = format!(
                    "the response has {}; the request accepts none of these",
                    offered.join(", ")
                );
                return problem::plain(406, "Not acceptable", detail);
            };
            let media_type = offered.get(chosen).copied().unwrap_or_default();
            let at = place.child("content").child(media_type);
            let example = prefer.example.as_deref();
            match self.body(&at, example, &making) {
                Ok(Made { mut value, notes }) => {
                    let conventions = match status < 300 {
                        true => self.options.paging.as_slice(),
                        false => &[],
                    };
                    let link = paging::apply(conventions, operation, request, &mut value);
                    let (media_type, body) = encode(media_type, &value);
                    let mut reply = Reply::new(status, &media_type, body);
                    if let Some(link) = link {
                        reply = reply.with_header("link", link);
                    }
                    reply.notes = notes;
                    reply
                }
                Err(names) => {
                    let detail = match names.as_slice() {
                        [] => "the response has no named examples".to_owned(),
                        names => {
                            format!("unknown example; the examples are: {}", names.join(", "))
                        }
                    };
                    return problem::plain(404, "No such example", detail);
                }
            }
        };
        self.headers(&place, node, &making, &mut reply);
        self.check(operation, &mut reply);
        reply
    }

    /// The body for a media type: an example, or a value of the schema. `Err` has the names of the
    /// examples if an unknown one was requested.
    fn body(&self, at: &Pointer, name: Option<&str>, making: &Making) -> Result<Made, Vec<String>> {
        let (_, media) = self.description.node(at);
        let examples: BTreeMap<&str, Value> = (media["examples"].as_object().into_iter().flatten())
            .filter_map(|(name, _)| {
                let (_, example) = self.description.node(&at.child("examples").child(name));
                Some((name.as_str(), example.get("value")?.clone()))
            })
            .collect();
        if let Some(name) = name {
            let names = || examples.keys().map(|it| (*it).to_owned()).collect();
            return examples
                .get(name)
                .cloned()
                .map(Made::shown)
                .ok_or_else(names);
        }
        if !making.dynamic {
            let shown = media.get("example").cloned();
            if let Some(value) = shown.or_else(|| examples.into_values().next()) {
                return Ok(Made::shown(value));
            }
        }
        let schema = at.child("schema");
        if self.description.root().pointer(schema.as_str()).is_none() {
            return Ok(Made::shown(Value::from("")));
        }
        Ok(self.made(&schema, making))
    }

    fn made(&self, schema: &Pointer, making: &Making) -> Made {
        let random = random::of(making.seed, &making.key);
        let takes_examples = !making.dynamic;
        match sample::value(
            &self.description,
            schema,
            Direction::Response,
            random,
            takes_examples,
        ) {
            Ok(value) => Made::shown(value),
            Err(value) => Made {
                value,
                notes: vec!["could not generate a value that the schema allows".to_owned()],
            },
        }
    }

    /// Adds the described headers.
    fn headers(&self, place: &Pointer, node: &Value, making: &Making, reply: &mut Reply) {
        for (name, _) in node["headers"].as_object().into_iter().flatten() {
            let at = place.child("headers").child(name);
            let (at, header) = self.description.node(&at);
            let value = match header.get("example") {
                Some(example) => example.clone(),
                None if header.get("schema").is_some() => {
                    self.made(&at.child("schema"), making).value
                }
                None => continue,
            };
            let text = match &value {
                Value::String(text) => text.clone(),
                Value::Array(items) => {
                    let items = items
                        .iter()
                        .map(|it| it.as_str().map_or_else(|| it.to_string(), str::to_owned));
                    items.collect::<Vec<_>>().join(",")
                }
                value => value.to_string(),
            };
            let is_set = [
                "content-type",
                "content-length",
                "transfer-encoding",
                "connection",
            ]
            .contains(&name.to_ascii_lowercase().as_str());
            if !is_set && text.chars().all(|c| (' '..='~').contains(&c)) {
                reply.headers.0.push((name.clone(), text));
            }
        }
    }

    /// Notes if the description disagrees with its own example.
    fn check(&self, operation: &Operation, reply: &mut Reply) {
        let at = self
            .description
            .operations()
            .iter()
            .position(|it| it.pointer == operation.pointer);
        let response = Response {
            status: reply.status,
            headers: reply.headers.clone(),
            body: Some(reply.body.clone()),
        };
        let findings = at.map_or_else(Vec::new, |at| self.description.response(at, &response));
        for finding in findings.iter().filter(|it| it.is_violation).take(3) {
            let position = self
                .description
                .position(&finding.described)
                .unwrap_or_default();
            let place = finding.place();
            reply.notes.push(format!(
                "the response doesn't match the description: {place}: {} ({position})",
                finding.message
            ));
        }
    }
}

/// The settings for making values of a response.
struct Making {
    seed: u64,
    dynamic: bool,
    key: String,
}

/// A value, with notes for the user at the terminal.
struct Made {
    value: Value,
    notes: Vec<String>,
}

impl Made {
    fn shown(value: Value) -> Self {
        Self {
            value,
            notes: Vec::new(),
        }
    }
}

/// The encoded value, and the media type as it is sent.
fn encode(media_type: &str, value: &Value) -> (String, Vec<u8>) {
    let essence = media_type
        .split(';')
        .next()
        .unwrap_or_default()
        .trim()
        .to_ascii_lowercase();
    let sent = match essence.as_str() {
        "*/*" | "application/*" => "application/json".to_owned(),
        "text/*" => "text/plain".to_owned(),
        essence if essence.ends_with("/*") => "application/octet-stream".to_owned(),
        _ => media_type.to_owned(),
    };
    let body = match value {
        _ if sent.contains("json") && !essence.contains("ndjson") && !essence.contains("jsonl") => {
            problem::pretty(value).into_bytes()
        }
        Value::String(text) => text.clone().into_bytes(),
        value if essence == "text/event-stream" => {
            format!("data: {value}\n\n").repeat(3).into_bytes()
        }
        value if essence == "application/x-www-form-urlencoded" => {
            let mut form = url::form_urlencoded::Serializer::new(String::new());
            for (name, value) in value.as_object().into_iter().flatten() {
                let text = value
                    .as_str()
                    .map_or_else(|| value.to_string(), str::to_owned);
                form.append_pair(name, &text);
            }
            form.finish().into_bytes()
        }
        value if essence.contains("ndjson") || essence.contains("jsonl") => {
            format!("{value}\n").repeat(3).into_bytes()
        }
        value => value.to_string().into_bytes(),
    };
    (sent, body)
}

//! Exchanges with a small description; both are data.

use generator::{Choices, Effective, Input, Names, Source};
use serde::Deserialize;

use super::{Description, Finding, Headers, Request, Response};

const DESCRIPTION: &str = include_str!("tests/description.yaml");
const EXCHANGES: &str = include_str!("tests/exchanges.yaml");

#[derive(Deserialize)]
struct Exchange {
    request: String,
    #[serde(flatten)]
    message: Message,
    response: Option<Reply>,
    operation: Option<String>,
    found: Vec<String>,
}

#[derive(Deserialize)]
struct Message {
    #[serde(default)]
    headers: std::collections::BTreeMap<String, String>,
    r#type: Option<String>,
    #[serde(default)]
    body: String,
}

#[derive(Deserialize)]
struct Reply {
    status: u16,
    #[serde(flatten)]
    message: Message,
}

impl Message {
    fn headers(&self) -> Headers {
        let headers = self
            .headers
            .iter()
            .map(|(name, value)| (name.clone(), value.clone()));
        let media_type = self.r#type.iter();
        let media_type = media_type.map(|value| ("Content-Type".to_owned(), value.clone()));
        Headers(headers.chain(media_type).collect())
    }
}

fn description() -> Description {
    of_text(DESCRIPTION)
}

fn of_text(text: &str) -> Description {
    let description = Source {
        name: "api.yaml".to_owned(),
        text: text.to_owned(),
        ..Source::default()
    };
    let input = Input {
        description,
        overlays: Vec::new(),
        names: Names::default(),
        config: Choices::default(),
    };
    Description::of(Effective::read(&input).unwrap().document)
}

fn line(description: &Description, finding: &Finding) -> String {
    let position = description.position(&finding.described).unwrap();
    let line = position.split(':').nth(1).unwrap();
    let unknown = if finding.is_violation { "" } else { "?" };
    format!(
        "{unknown}{} in {}, line {line}",
        finding.kind.name(),
        finding.place()
    )
}

#[test]
fn each_exchange_has_just_its_findings() {
    let description = description();
    let exchanges: Vec<Exchange> = serde_yaml::from_str(EXCHANGES).unwrap();
    let mut wrong = Vec::new();
    for exchange in &exchanges {
        let (method, target) = exchange.request.split_once(' ').unwrap();
        let mut headers = exchange.message.headers();
        if headers.first("x-key").is_none() {
            headers.0.push(("X-Key".to_owned(), "secret".to_owned()));
        }
        let request = Request {
            method: method.to_owned(),
            target: target.to_owned(),
            headers,
            body: Some(exchange.message.body.clone().into_bytes()),
        };
        let judged = description.request(&request);
        let operation = judged
            .operation
            .map(|at| description.operations()[at].key());
        let mut found = judged.findings;
        if let (Some(response), Some(at)) = (&exchange.response, judged.operation) {
            let response = Response {
                status: response.status,
                headers: response.message.headers(),
                body: Some(response.message.body.clone().into_bytes()),
            };
            found.extend(description.response(at, &response));
        }
        let lines: Vec<String> = found.iter().map(|it| line(&description, it)).collect();
        if lines != exchange.found || operation != exchange.operation {
            let messages: Vec<&str> = found.iter().map(|it| it.message.as_str()).collect();
            wrong.push(format!(
                "{}: {operation:?}\n  {lines:#?}\n  {messages:#?}",
                exchange.request
            ));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn findings_have_no_values_in_their_text() {
    let description = description();
    let secret = "very-secret-value";
    let body =
        format!(r#"{{"name": 1, "color": "{secret}", "made": "{secret}", "shape": "{secret}"}}"#);
    let request = Request {
        method: "POST".to_owned(),
        target: format!("/things?limit={secret}"),
        headers: Headers(vec![(
            "Content-Type".to_owned(),
            "application/json".to_owned(),
        )]),
        body: Some(body.into_bytes()),
    };
    let findings = description.request(&request).findings;
    assert!(findings.len() >= 5, "{findings:?}");
    for finding in findings {
        assert!(!finding.message.contains(secret), "{}", finding.message);
        assert!(!finding.place().contains(secret), "{}", finding.place());
    }
}

#[test]
fn a_body_that_was_not_recorded_is_not_missing() {
    let request = Request {
        method: "POST".to_owned(),
        target: "/things".to_owned(),
        headers: Headers(vec![("X-Key".to_owned(), "a".to_owned())]),
        body: None,
    };
    assert!(description().request(&request).findings.is_empty());
}

#[test]
fn a_deep_body_is_refused_before_it_is_validated() {
    let deep = format!(
        r#"{{"a": {}1{}}}"#,
        "[".repeat(100_000),
        "]".repeat(100_000)
    );
    let request = Request {
        method: "POST".to_owned(),
        target: "/things".to_owned(),
        headers: Headers(vec![(
            "Content-Type".to_owned(),
            "application/json".to_owned(),
        )]),
        body: Some(deep.into_bytes()),
    };
    let findings = description().request(&request).findings;
    assert!(
        findings
            .iter()
            .any(|it| it.message.contains("recursion limit")),
        "{findings:?}"
    );
}

#[test]
fn any_method_is_an_operation() {
    let text = "\
openapi: 3.2.0
info: { title: Things, version: '1' }
paths:
  /things:
    query: { responses: { '204': { description: d } } }
    additionalOperations:
      LINK: { responses: { '204': { description: d } } }
";
    let description = of_text(text);
    let keys: Vec<String> = description.operations().iter().map(|it| it.key()).collect();
    assert_eq!(keys, ["QUERY /things", "LINK /things"]);
}

/// Operations of one path, told apart by a fragment, which is not sent: a request names one by the header,
/// query or form that the fragment has.
#[test]
fn a_request_names_the_operation_of_its_fragment() {
    let text = "\
openapi: 3.0.3
info: { title: Things, version: '1' }
paths:
  /#X-Target=Things.Start:
    post:
      parameters: [{ name: X-Target, in: header, required: true, schema: { type: string } }]
      requestBody:
        content:
          application/json: { schema: { type: object, required: [name] } }
          application/x-www-form-urlencoded: { schema: { type: object } }
      responses: { '204': { description: d } }
  /#X-Target=Things.Stop:
    post:
      parameters: [{ name: X-Target, in: header, required: true, schema: { type: string } }]
      responses: { '204': { description: d } }
  /tags: { get: { responses: { '204': { description: d } } } }
  /tags#keys:
    get:
      parameters: [{ name: keys, in: query, required: true, schema: { type: integer } }]
      responses: { '204': { description: d } }
  /one#first: { get: { responses: { '204': { description: d } } } }
  /one#second: { get: { responses: { '204': { description: d } } } }
  /only#x: { get: { responses: { '204': { description: d } } } }
";
    let description = of_text(text);
    let start = "POST /#X-Target=Things.Start";
    let form = "application/x-www-form-urlencoded";
    for (request, target, media_type, body, operation, found) in [
        (
            "POST /",
            "Things.Start",
            "application/json",
            "{\"name\":1}",
            start,
            "",
        ),
        (
            "POST /",
            "Things.Start",
            "application/json",
            "{}",
            start,
            "missing-property in body at /name, line 9",
        ),
        (
            "POST /",
            "Things.Stop",
            "",
            "",
            "POST /#X-Target=Things.Stop",
            "",
        ),
        (
            "POST /",
            "Things.Go",
            "",
            "",
            "",
            "unnamed-operation in method and path, line 4",
        ),
        (
            "POST /",
            "",
            "",
            "",
            "",
            "unnamed-operation in method and path, line 4",
        ),
        (
            "POST /",
            "",
            form,
            "X-Target=Things.Start",
            start,
            "missing-parameter in header `X-Target`, line 6",
        ),
        ("GET /tags?keys=1", "", "", "", "GET /tags#keys", ""),
        (
            "GET /tags?keys=a",
            "",
            "",
            "",
            "GET /tags#keys",
            "type in query parameter `keys`, line 19",
        ),
        ("GET /tags", "", "", "", "GET /tags", ""),
        (
            "GET /one",
            "",
            "",
            "",
            "GET /one#first",
            "?unnamed-operation in method and path, line 21",
        ),
        ("GET /only", "", "", "", "GET /only#x", ""),
    ] {
        let (method, path) = request.split_once(' ').unwrap();
        let headers = [("X-Target", target), ("Content-Type", media_type)];
        let headers = headers.into_iter().filter(|(_, value)| !value.is_empty());
        let sent = Request {
            method: method.to_owned(),
            target: path.to_owned(),
            headers: Headers(
                headers
                    .map(|(name, value)| (name.to_owned(), value.to_owned()))
                    .collect(),
            ),
            body: Some(body.as_bytes().to_vec()),
        };
        let judged = description.request(&sent);
        let named = judged
            .operation
            .map_or_else(String::new, |at| description.operations()[at].key());
        let lines: Vec<String> = judged
            .findings
            .iter()
            .map(|it| line(&description, it))
            .collect();
        assert_eq!(
            (named.as_str(), lines.join("; ").as_str()),
            (operation, found),
            "{request} {target}"
        );
    }
}

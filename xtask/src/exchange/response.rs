//! Judges a response against the responses of its operation.

use std::collections::BTreeSet;

use generator::document::Pointer;
use serde_json::Value;

use super::body::{self, Bytes};
use super::description::{Description, Operation};
use super::finding::{Finding, Findings, Kind, Part, Side};
use super::message::{Headers, Response};
use super::schemas::Direction;
use super::style::{Decoder, Sent, Style};

/// Headers that belong to HTTP or to a proxy, so descriptions don't declare them.
const OF_HTTP: &[&str] = &[
    "accept-ranges",
    "age",
    "allow",
    "alt-svc",
    "cache-control",
    "cf-cache-status",
    "cf-ray",
    "connection",
    "content-disposition",
    "content-encoding",
    "content-language",
    "content-length",
    "content-location",
    "content-security-policy",
    "content-type",
    "date",
    "etag",
    "expires",
    "keep-alive",
    "last-modified",
    "location",
    "nel",
    "pragma",
    "referrer-policy",
    "report-to",
    "retry-after",
    "server",
    "server-timing",
    "set-cookie",
    "strict-transport-security",
    "trailer",
    "transfer-encoding",
    "vary",
    "via",
    "warning",
    "www-authenticate",
    "x-content-type-options",
    "x-frame-options",
    "x-powered-by",
    "x-xss-protection",
];

impl Description {
    /// Judges the response to a request for the operation with this number.
    pub(crate) fn response(&self, operation: usize, response: &Response) -> Vec<Finding> {
        let mut findings = Findings::of(Side::Response);
        if let Some(operation) = self.operations().get(operation) {
            self.judge(operation, response, &mut findings);
        }
        findings.found
    }

    fn judge(&self, operation: &Operation, response: &Response, findings: &mut Findings) {
        let Some(place) = self.response_place(operation, response.status) else {
            let message = format!("the status {} is not listed", response.status);
            let at = operation.pointer.child("responses");
            findings.violation(Kind::UndocumentedStatus, Part::Status, &at, message);
            return;
        };
        let (place, node) = self.node(&place);
        self.headers(&place, node, &response.headers, findings);
        let Some(bytes) = &response.body else { return };
        // These have no body (RFC 9110, sections 9.3.2, 15.3.5, 15.4.5).
        let has_none =
            operation.method == "HEAD" || matches!(response.status, 100..=199 | 204 | 304);
        let is_described = node["content"].as_object().is_some_and(|it| !it.is_empty());
        match (has_none || bytes.is_empty(), is_described) {
            (true, true) if !has_none => {
                let message = "the body that is described is missing";
                findings.violation(Kind::MissingBody, Part::Body, &place, message);
            }
            (false, false) => {
                let message = "the response has no body in the description";
                findings.unknown(Kind::UndocumentedBody, Part::Body, &place, message);
            }
            (false, true) => {
                let media_type = response.headers.first("content-type");
                let sent = Bytes { media_type, bytes };
                let content = place.child("content");
                body::judge(self, &content, &sent, Direction::Response, findings);
            }
            _ => {}
        }
    }

    /// The position that describes a status: its code, its range, or `default` (OpenAPI 3.0.4,
    /// Responses Object).
    pub(crate) fn response_place(&self, operation: &Operation, status: u16) -> Option<Pointer> {
        let at = operation.pointer.child("responses");
        let responses = self.root().pointer(at.as_str())?.as_object()?;
        let range = format!("{}xx", status / 100);
        let is_range = |key: &&String| key.eq_ignore_ascii_case(&range);
        let key = (responses.keys().find(|key| **key == status.to_string()))
            .or_else(|| responses.keys().find(is_range))
            .or_else(|| responses.keys().find(|key| *key == "default"))?;
        Some(at.child(key))
    }

    fn headers(&self, place: &Pointer, node: &Value, sent: &Headers, findings: &mut Findings) {
        let at = place.child("headers");
        let decoder = Decoder {
            description: self,
            direction: Direction::Response,
        };
        let mut declared = BTreeSet::new();
        for (name, _) in node["headers"].as_object().into_iter().flatten() {
            declared.insert(name.to_ascii_lowercase());
            // It is described by the media types (OpenAPI 3.0.4, Response Object).
            if name.eq_ignore_ascii_case("content-type") {
                continue;
            }
            let (place, header) = self.node(&at.child(name));
            let part = Part::Header(name.clone());
            let lines: Vec<&str> = sent.all(name).collect();
            if lines.is_empty() {
                if header["required"] == true {
                    let message = format!("the required {part} is missing");
                    findings.violation(Kind::MissingParameter, part, &place, message);
                }
                continue;
            }
            let schema = place.child("schema");
            if self.root().pointer(schema.as_str()).is_none() {
                continue;
            }
            let style = Style {
                name,
                style: "simple",
                explode: header["explode"] == true,
            };
            let sent = Sent {
                texts: vec![lines.join(", ")],
                pairs: &[],
            };
            if let Ok(Some(value)) = decoder.value(&schema, &style, &sent)
                && let Some(checker) = self.checker(&schema, Direction::Response)
            {
                findings.of_value(&part, checker.violations(&value));
            }
        }
        let mut seen = BTreeSet::new();
        for (name, _) in &sent.0 {
            let name = name.to_ascii_lowercase();
            let is_of_http = OF_HTTP.contains(&name.as_str())
                || name.starts_with(':')
                || name.starts_with("access-control-")
                || name.starts_with("cross-origin-");
            if !is_of_http && !declared.contains(&name) && seen.insert(name.clone()) {
                let message = "no header of this name is declared";
                findings.unknown(Kind::UndocumentedHeader, Part::Header(name), place, message);
            }
        }
    }
}

//! The findings of a request as a problem document (RFC 9457).

use serde_json::{Value, json};

use super::reply::Reply;
use crate::exchange::{Description, Finding, Kind};

/// The maximum number of findings in a document.
const MOST: usize = 20;

/// A problem without findings.
pub(super) fn plain(status: u16, title: &str, detail: impl Into<String>) -> Reply {
    let detail: String = detail.into();
    let body = json!({ "type": "about:blank", "title": title, "status": status, "detail": detail });
    let mut reply = Reply::new(status, "application/problem+json", pretty(&body));
    reply.notes.push(detail);
    reply
}

/// The response to a request with findings.
pub(super) fn of(description: &Description, findings: &[&Finding]) -> Reply {
    let status = status(findings);
    let title = match status {
        401 => "No credential",
        404 => "No such operation",
        405 => "Method not allowed",
        415 => "Unsupported media type",
        _ => "The request does not match the description",
    };
    let errors: Vec<Value> = (findings.iter().take(MOST))
        .map(|finding| error(description, finding))
        .collect();
    let first = findings.first();
    let detail = first.map(|it| format!("{}: {}", it.place(), it.message));
    let body = json!({
        "type": "about:blank",
        "title": title,
        "status": status,
        "detail": detail,
        "errors": errors,
    });
    Reply::new(status, "application/problem+json", pretty(&body))
}

/// One finding: the problem, its position in the request and its position in the description.
fn error(description: &Description, finding: &Finding) -> Value {
    let mut error = json!({
        "kind": finding.kind,
        "detail": finding.message,
        "request": finding.part,
        "description": { "pointer": finding.described.as_str() },
    });
    if !finding.at.is_empty() {
        error["request"]["pointer"] = finding.at.as_str().into();
    }
    if let Some(position) = description.position(&finding.described) {
        let mut parts = position.rsplitn(3, ':');
        let (column, line, file) = (parts.next(), parts.next(), parts.next());
        let number = |text: Option<&str>| text.and_then(|it| it.parse::<u64>().ok());
        error["description"]["file"] = file.into();
        error["description"]["line"] = number(line).into();
        error["description"]["column"] = number(column).into();
    }
    error
}

fn status(findings: &[&Finding]) -> u16 {
    let has = |kind: Kind| findings.iter().any(|finding| finding.kind == kind);
    match () {
        () if has(Kind::UndocumentedPath) => 404,
        () if has(Kind::UndocumentedMethod) => 405,
        () if has(Kind::MissingCredential) => 401,
        // Other findings may be a consequence of the media type.
        () if has(Kind::UndocumentedMediaType) => 415,
        () => 400,
    }
}

pub(super) fn pretty(value: &Value) -> String {
    let text = serde_json::to_string_pretty(value);
    let mut text = text.unwrap_or_else(|_| value.to_string());
    text.push('\n');
    text
}

//! Lines of a recording by a client with the feature `record`.

use data_encoding::BASE64;
use serde::Deserialize;
use serde_json::Value;

use super::recorded::Recorded;
use crate::exchange::{Headers, Request, Response};

/// The version of the format.
const VERSION: u32 = 1;

#[derive(Deserialize)]
struct Line {
    v: u32,
    #[serde(default)]
    masked: bool,
    #[serde(default)]
    kept: Vec<String>,
    request: Sent,
    #[serde(default)]
    response: Option<Received>,
    #[serde(default)]
    error: Option<String>,
}

#[derive(Deserialize)]
struct Sent {
    method: String,
    url: String,
    #[serde(default)]
    headers: Vec<(String, String)>,
    #[serde(default)]
    body: Option<Content>,
}

#[derive(Deserialize)]
struct Received {
    status: u16,
    #[serde(default)]
    headers: Vec<(String, String)>,
    #[serde(default)]
    body: Option<Content>,
}

#[derive(Deserialize)]
#[serde(rename_all = "lowercase")]
enum Content {
    Json(Value),
    Form(Vec<(String, String)>),
    Text(String),
    Base64(String),
    Bytes(#[allow(dead_code, reason = "it says that there was a body")] u64),
}

/// The exchange of a line; `None` if it is not one, or of a later version.
pub(super) fn parse(text: &[u8]) -> Option<Recorded> {
    let line: Line = serde_json::from_slice(text).ok()?;
    if line.v != VERSION {
        return None;
    }
    let is_whole = line.error.is_none();
    let headers = Headers(line.request.headers);
    let response = line.response.map(|response| {
        let headers = Headers(response.headers);
        let body = bytes(response.body, &headers).filter(|_| is_whole);
        Response {
            status: response.status,
            headers,
            body,
        }
    });
    Some(Recorded {
        request: Request {
            method: line.request.method,
            target: line.request.url,
            body: bytes(line.request.body, &headers),
            headers,
        },
        response,
        kept: line.masked.then_some(line.kept),
        of_client: true,
    })
}

fn bytes(content: Option<Content>, headers: &Headers) -> Option<Vec<u8>> {
    match content {
        None => Some(Vec::new()),
        Some(Content::Json(value)) => Some(value.to_string().into_bytes()),
        Some(Content::Text(text)) => Some(text.into_bytes()),
        Some(Content::Base64(text)) => BASE64.decode(text.as_bytes()).ok(),
        Some(Content::Form(pairs)) => {
            let mut form = url::form_urlencoded::Serializer::new(String::new());
            form.extend_pairs(pairs);
            Some(form.finish().into_bytes())
        }
        Some(Content::Bytes(_)) => {
            // For a file or a string only the media type is judged, so any byte will do.
            let media_type = headers.first("content-type").unwrap_or_default();
            let is_read = ["json", "form"].iter().any(|it| media_type.contains(it));
            (!is_read).then(|| vec![0])
        }
    }
}

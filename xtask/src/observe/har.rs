//! Entries of a HAR (HTTP Archive 1.2) from browsers and proxies: fields may be absent, null or of the wrong
//! type, and the pseudo-headers of HTTP/2 occur.

use std::borrow::Cow;

use data_encoding::BASE64;
use serde::Deserialize;
use serde_json::Value;

use super::recorded::Recorded;
use crate::exchange::{Headers, Request, Response};

#[derive(Deserialize)]
struct Entry<'a> {
    #[serde(borrow)]
    request: Sent<'a>,
    #[serde(borrow, default)]
    response: Option<Received<'a>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Sent<'a> {
    #[serde(borrow)]
    method: Cow<'a, str>,
    #[serde(borrow)]
    url: Cow<'a, str>,
    #[serde(borrow, default)]
    headers: Option<Vec<Field<'a>>>,
    #[serde(borrow, default)]
    cookies: Option<Vec<Field<'a>>>,
    #[serde(borrow, default)]
    post_data: Option<PostData<'a>>,
    #[serde(default)]
    body_size: Option<Value>,
}

#[derive(Deserialize)]
struct Field<'a> {
    #[serde(borrow, default)]
    name: Option<Cow<'a, str>>,
    #[serde(default)]
    value: Option<Value>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct PostData<'a> {
    #[serde(borrow, default)]
    mime_type: Option<Cow<'a, str>>,
    #[serde(borrow, default)]
    text: Option<Cow<'a, str>>,
    /// Written by mitmproxy.
    #[serde(borrow, default)]
    encoding: Option<Cow<'a, str>>,
    #[serde(borrow, default)]
    params: Option<Vec<Field<'a>>>,
}

#[derive(Deserialize)]
struct Received<'a> {
    #[serde(default)]
    status: Option<Value>,
    #[serde(borrow, default)]
    headers: Option<Vec<Field<'a>>>,
    #[serde(borrow, default)]
    content: Option<Content<'a>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Content<'a> {
    #[serde(default)]
    size: Option<Value>,
    #[serde(borrow, default)]
    mime_type: Option<Cow<'a, str>>,
    #[serde(borrow, default)]
    text: Option<Cow<'a, str>>,
    #[serde(borrow, default)]
    encoding: Option<Cow<'a, str>>,
}

/// The exchange of an entry; `None` if it has no request.
pub(super) fn parse(text: &[u8]) -> Option<Recorded> {
    match serde_json::from_slice::<Entry<'_>>(text) {
        Ok(entry) => Some(entry.exchange()),
        Err(_) => {
            // Some tools write invalid UTF-8 into strings.
            let text = match String::from_utf8_lossy(text) {
                Cow::Owned(text) => text,
                Cow::Borrowed(_) => return None,
            };
            let entry = serde_json::from_str::<Entry<'_>>(&text).ok()?;
            Some(entry.exchange())
        }
    }
}

impl Entry<'_> {
    fn exchange(self) -> Recorded {
        let Self { request, response } = self;
        let mut headers = fields(request.headers);
        let cookies = fields(request.cookies);
        if !has(&headers, "cookie") && !cookies.0.is_empty() {
            let pairs = cookies
                .0
                .iter()
                .map(|(name, value)| format!("{name}={value}"));
            let line = pairs.collect::<Vec<_>>().join("; ");
            headers.0.push(("cookie".to_owned(), line));
        }
        let method = request.method.to_ascii_uppercase();
        let body = match request.post_data {
            Some(data) => data.body(&mut headers),
            None => {
                let size = request.body_size.as_ref().and_then(Value::as_f64);
                let has_none = matches!(method.as_str(), "GET" | "HEAD" | "DELETE" | "OPTIONS");
                let is_empty = size == Some(0.0)
                    || (has_none && size.is_none_or(|size| size <= 0.0))
                    || headers.first("content-length") == Some("0");
                is_empty.then(Vec::new)
            }
        };
        Recorded {
            request: Request {
                method,
                target: request.url.into_owned(),
                headers,
                body,
            },
            response: response.and_then(Received::response),
            ..Recorded::default()
        }
    }
}

impl PostData<'_> {
    fn body(self, headers: &mut Headers) -> Option<Vec<u8>> {
        if let Some(media_type) = self.mime_type.filter(|it| !it.is_empty())
            && !has(headers, "content-type")
        {
            headers
                .0
                .push(("content-type".to_owned(), media_type.into_owned()));
        }
        if let Some(text) = self.text.filter(|text| !text.is_empty()) {
            return bytes(text, self.encoding.as_deref());
        }
        let media_type = headers.first("content-type").unwrap_or_default();
        let is_form = media_type.starts_with("application/x-www-form-urlencoded");
        let params = self.params.filter(|it| is_form && !it.is_empty())?;
        let mut form = url::form_urlencoded::Serializer::new(String::new());
        for (name, value) in fields(Some(params)).0 {
            form.append_pair(&name, &value);
        }
        Some(form.finish().into_bytes())
    }
}

impl Received<'_> {
    /// `None` if the request was aborted or blocked, which has the status 0.
    fn response(self) -> Option<Response> {
        let status = match self.status? {
            Value::String(text) => text.trim().parse().ok()?,
            number => number.as_f64()?,
        };
        // Within this range the conversion is exact.
        let status = (100.0..1000.0).contains(&status).then_some(status as u16)?;
        let mut headers = fields(self.headers);
        let body = self.content.and_then(|content| {
            if let Some(media_type) = content.mime_type.filter(|it| it.contains('/'))
                && !has(&headers, "content-type")
                && media_type != "x-unknown"
            {
                headers
                    .0
                    .push(("content-type".to_owned(), media_type.into_owned()));
            }
            let size = content.size.as_ref().and_then(Value::as_f64);
            match content.text {
                Some(text) if !text.is_empty() => {
                    let body = bytes(text, content.encoding.as_deref())?;
                    // Browsers drop the rest of a long body.
                    let is_cut_off = size.is_some_and(|size| size > body.len() as f64 * 2.0);
                    (!is_cut_off).then_some(body)
                }
                // Without a text, a size shows that there was a body.
                _ => (size == Some(0.0)).then(Vec::new),
            }
        });
        Some(Response {
            status,
            headers,
            body,
        })
    }
}

/// A body; `None` if its base64 is invalid.
fn bytes(text: Cow<'_, str>, encoding: Option<&str>) -> Option<Vec<u8>> {
    match encoding {
        Some("base64") => BASE64.decode(text.trim().as_bytes()).ok(),
        _ => Some(text.into_owned().into_bytes()),
    }
}

fn has(headers: &Headers, name: &str) -> bool {
    headers.first(name).is_some()
}

fn fields(fields: Option<Vec<Field<'_>>>) -> Headers {
    let fields = fields.into_iter().flatten().filter_map(|field| {
        let value = match field.value {
            Some(Value::String(text)) => text,
            None | Some(Value::Null) => String::new(),
            Some(other) => other.to_string(),
        };
        let name = field.name?.into_owned();
        // The pseudo-headers of HTTP/2 repeat method and address.
        (!name.starts_with(':')).then_some((name, value))
    });
    Headers(fields.collect())
}

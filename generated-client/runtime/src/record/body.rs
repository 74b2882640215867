//! The recorded part of a body, and of the head before it.

use std::pin::pin;
use std::task::{Context, Poll, Waker};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use http::header::{
    ACCEPT, CACHE_CONTROL, CONTENT_ENCODING, CONTENT_LENGTH, CONTENT_TYPE, RETRY_AFTER, VARY,
};
use http::{HeaderMap, HeaderName, HeaderValue, Uri};
use url::form_urlencoded;

use super::line::Content;
use super::mask::{self, Mask, SECRET};
use crate::client::Incoming;
use crate::request::push_encoded;
use crate::response::{essence, is_json};

/// Headers without personal data and credentials.
const KEPT: [HeaderName; 5] = [ACCEPT, CACHE_CONTROL, CONTENT_TYPE, RETRY_AFTER, VARY];

/// The media type of URL-encoded bodies.
const FORM: &str = "application/x-www-form-urlencoded";

fn media_type(headers: &HeaderMap) -> Option<&str> {
    headers.get(CONTENT_TYPE)?.to_str().ok().map(essence)
}

/// Whether the bytes of a body are recorded, and not only its length.
pub(super) fn is_kept(mask: Option<&Mask>, headers: &HeaderMap) -> bool {
    mask.is_none()
        || media_type(headers).is_some_and(|it| is_json(it) || it.eq_ignore_ascii_case(FORM))
}

/// A complete body, without content codings.
pub(super) fn content(mask: Option<&Mask>, headers: &HeaderMap, bytes: &[u8]) -> Option<Content> {
    if bytes.is_empty() {
        return None;
    }
    let length = Content::Bytes(bytes.len() as u64);
    let Some(mask) = mask else {
        return Some(match std::str::from_utf8(bytes) {
            Ok(text) => Content::Text(text.to_owned()),
            Err(_) => Content::Base64(STANDARD.encode(bytes)),
        });
    };
    let media_type = media_type(headers).unwrap_or_default();
    if is_json(media_type) {
        // Invalid JSON can't be masked either.
        let value = serde_json::from_slice(bytes).map(|it| Content::Json(mask.json(it)));
        return Some(value.unwrap_or(length));
    }
    if media_type.eq_ignore_ascii_case(FORM) {
        let pairs = form_urlencoded::parse(bytes);
        let masked = pairs
            .map(|(name, value)| (mask::masked_key(&name), mask.parameter(&name, &value)))
            .collect();
        return Some(Content::Form(masked));
    }
    Some(length)
}

/// Removes the content codings of a body in memory; `None` if that fails, or the result is longer
/// than `limit`. Of a part of a body, as much as that goes.
pub(super) fn decoded(
    headers: &HeaderMap,
    bytes: Bytes,
    limit: usize,
    is_part: bool,
) -> Option<Bytes> {
    if !headers.contains_key(CONTENT_ENCODING) {
        return Some(bytes);
    }
    let mut response = http::Response::new(bytes.into());
    response.headers_mut().clone_from(headers);
    let received = Incoming::receive(response);
    if received.unknown_coding.is_some() {
        return None;
    }
    let mut body = received.body;
    let mut whole = Vec::new();
    let mut context = Context::from_waker(Waker::noop());
    loop {
        // All of it is in memory, so it is always ready.
        match pin!(body.piece()).poll(&mut context) {
            Poll::Ready(Ok(Some(piece))) if whole.len() + piece.len() <= limit => {
                whole.extend_from_slice(&piece);
            }
            Poll::Ready(Ok(None)) => return Some(whole.into()),
            _ => return is_part.then(|| whole.into()),
        }
    }
}

/// The headers in the order of the map. Those that describe the coded body do not apply to the
/// recorded one.
pub(super) fn headers(mask: Option<&Mask>, headers: &HeaderMap) -> Vec<(String, String)> {
    let kept = headers
        .iter()
        .filter(|(name, _)| **name != CONTENT_ENCODING && **name != CONTENT_LENGTH);
    kept.map(|(name, value)| (name.as_str().to_owned(), header(mask, name, value)))
        .collect()
}

fn header(mask: Option<&Mask>, name: &HeaderName, value: &HeaderValue) -> String {
    let text = String::from_utf8_lossy(value.as_bytes());
    // Credentials are never recorded, masked or not.
    if value.is_sensitive() || mask::is_secret(name.as_str()) {
        return match name.as_str() {
            "cookie" => {
                let names = text.split(';').filter_map(|pair| pair.split('=').next());
                let masked = names.map(|it| format!("{}={SECRET}", mask::masked_key(it.trim())));
                masked.collect::<Vec<_>>().join("; ")
            }
            _ => SECRET.to_owned(),
        };
    }
    match mask {
        None => text.into_owned(),
        Some(_) if *name == CONTENT_TYPE => {
            let (media_type, parameters) = text.split_once(';').unwrap_or((&text, ""));
            let is_safe = |it: &&str| it.trim_start().to_ascii_lowercase().starts_with("charset=");
            let kept = parameters.split(';').filter(is_safe);
            kept.fold(media_type.to_owned(), |all, one| format!("{all};{one}"))
        }
        Some(_) if KEPT.contains(name) => text.into_owned(),
        Some(mask) => mask.value(name.as_str(), &text),
    }
}

/// The URL of a request. Of its path, only the template and the part before it are kept.
pub(super) fn address(mask: Option<&Mask>, uri: &Uri, template: Option<&str>) -> String {
    let origin = match (uri.scheme_str(), uri.authority()) {
        (Some(scheme), Some(authority)) => {
            let host = authority.as_str();
            format!("{scheme}://{}", host.rsplit('@').next().unwrap_or(host))
        }
        _ => String::new(),
    };
    let mut address = origin;
    match mask {
        None => address.push_str(uri.path()),
        Some(_) => push_path(&mut address, uri.path(), template),
    }
    let pairs = form_urlencoded::parse(uri.query().unwrap_or_default().as_bytes());
    for (index, (name, value)) in pairs.enumerate() {
        address.push(if index == 0 { '?' } else { '&' });
        let (name, value) = match mask {
            Some(mask) => (mask::masked_key(&name), mask.parameter(&name, &value)),
            None if mask::is_secret(&name) => (name.into_owned(), SECRET.to_owned()),
            None => (name.into_owned(), value.into_owned()),
        };
        push_encoded(&mut address, &name);
        address.push('=');
        push_encoded(&mut address, &value);
    }
    address
}

fn push_path(address: &mut String, path: &str, template: Option<&str>) {
    let segments: Vec<&str> = path.split('/').skip(1).collect();
    let template = template.and_then(|it| it.strip_prefix('/'));
    let known: Vec<&str> = template.map_or(Vec::new(), |it| it.split('/').collect());
    let before = segments.len().checked_sub(known.len());
    let fits = before.is_some_and(|before| {
        let pairs = known.iter().zip(segments.iter().skip(before));
        !known.is_empty() && pairs.into_iter().all(|(a, b)| a.contains('{') || a == b)
    });
    for (index, segment) in segments.iter().enumerate() {
        address.push('/');
        let is_data = match before {
            Some(before) if fits => index >= before && known[index - before].contains('{'),
            _ => !known.contains(segment),
        };
        if !is_data {
            address.push_str(segment);
            continue;
        }
        let text = form_urlencoded::parse(segment.replace('+', "%2B").as_bytes())
            .next()
            .map_or_else(String::new, |(text, _)| text.into_owned());
        push_encoded(address, &mask::shape(&text));
    }
}

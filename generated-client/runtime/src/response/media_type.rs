//! Media types as text, and matching them to ranges ([RFC 9110, section 8.3.1]).
//!
//! [RFC 9110, section 8.3.1]: https://www.rfc-editor.org/rfc/rfc9110#section-8.3.1

use http::HeaderMap;
use http::header::CONTENT_TYPE;

/// Names for sequences of JSON values; most of them are not registered.
const LINES: [&str; 8] = [
    "application/json-seq",
    "application/jsonl",
    "application/jsonlines",
    "application/ndjson",
    "application/stream+json",
    "application/x-jsonlines",
    "application/x-ndjson",
    "text/x-ndjson",
];

/// Top-level types under which any subtype is a file of the same kind.
const FILES: [&str; 4] = ["audio", "font", "image", "video"];

/// The `Content-Type` of a response; `None` if it is absent, empty or not a media type, so that
/// nothing is known about the body.
pub(super) fn content_type(headers: &HeaderMap) -> Option<&str> {
    let text = headers.get(CONTENT_TYPE)?.to_str().ok()?.trim();
    essence(text).contains('/').then_some(text)
}

/// Type and subtype, without parameters.
pub(crate) fn essence(media_type: &str) -> &str {
    let end = media_type.find([';', ',']).unwrap_or(media_type.len());
    media_type[..end].trim()
}

/// The value of a parameter, such as `charset`, without its quotes.
pub(super) fn parameter<'a>(media_type: &'a str, name: &str) -> Option<&'a str> {
    parameters(media_type)
        .find(|(known, _)| known.eq_ignore_ascii_case(name))
        .map(|(_, value)| value)
}

fn parameters(media_type: &str) -> impl Iterator<Item = (&str, &str)> {
    media_type.split(';').skip(1).filter_map(|parameter| {
        let (name, value) = parameter.split_once('=')?;
        Some((name.trim(), value.trim().trim_matches(['"', '\''])))
    })
}

/// How exactly a media type or range matches another media type; `None` if it doesn't. Of two that
/// match, the one with more parameters in common is more exact.
pub(super) fn rank(range: &str, media_type: &str) -> Option<usize> {
    let parts = range.split(',');
    parts.filter_map(|part| rank_of_one(part, media_type)).max()
}

fn rank_of_one(range: &str, media_type: &str) -> Option<usize> {
    let (wanted, name) = (essence(range), essence(media_type));
    if wanted.eq_ignore_ascii_case(name) {
        let shared = parameters(range).filter(|(known, value)| {
            let other = parameter(media_type, known);
            other.is_some_and(|other| other.eq_ignore_ascii_case(value))
        });
        return Some(3 + shared.count());
    }
    let (start, end) = wanted.split_once('*')?;
    let end = end.strip_prefix('/').map_or(end, |_| "");
    let fits = name.len() >= start.len() + end.len()
        && name.is_char_boundary(start.len())
        && name.is_char_boundary(name.len() - end.len())
        && name[..start.len()].eq_ignore_ascii_case(start)
        && name[name.len() - end.len()..].eq_ignore_ascii_case(end);
    fits.then_some(if start.is_empty() { 1 } else { 2 })
}

/// Whether both are the same format under another name: `text/xml` and `application/xml`,
/// `application/x-zip` and `application/zip`.
pub(super) fn is_alias(a: &str, b: &str) -> bool {
    let format = |media_type| {
        let (_, subtype) = essence(media_type).split_once('/')?;
        let unregistered = subtype.get(..2).filter(|it| it.eq_ignore_ascii_case("x-"));
        Some(unregistered.map_or(subtype, |_| &subtype[2..]))
    };
    match (format(a), format(b)) {
        (Some(a), Some(b)) => a.eq_ignore_ascii_case(b) && !a.contains('*'),
        _ => false,
    }
}

/// `application/json` and equivalent names.
pub(super) fn is_plain_json(media_type: &str) -> bool {
    let names = [
        "application/json",
        "text/json",
        "application/x-json",
        "text/x-json",
    ];
    is_one_of(&names, media_type)
}

/// JSON by any name (RFC 6839, section 3.1).
pub(crate) fn is_json(media_type: &str) -> bool {
    let essence = essence(media_type).to_ascii_lowercase();
    is_plain_json(&essence) || essence.ends_with("+json")
}

/// A sequence of JSON values.
pub(super) fn is_lines(media_type: &str) -> bool {
    is_one_of(&LINES, media_type)
}

pub(super) fn is_events(media_type: &str) -> bool {
    is_one_of(&["text/event-stream"], media_type)
}

/// Declared by servers for bodies of unknown type (RFC 9110, section 8.3).
pub(super) fn is_unknown(media_type: &str) -> bool {
    let names = [
        "application/octet-stream",
        "binary/octet-stream",
        "application/unknown",
    ];
    is_one_of(&names, media_type)
}

/// Any type under `text/`, except a stream of events, which does not end.
pub(super) fn is_text(media_type: &str) -> bool {
    let start = media_type.get(..5).unwrap_or_default();
    start.eq_ignore_ascii_case("text/") && !is_events(media_type)
}

/// Whether both are images, both audio, and so on.
pub(super) fn are_files_alike(a: &str, b: &str) -> bool {
    let kind = |media_type| essence(media_type).split('/').next().unwrap_or_default();
    let is_file = |name: &str| FILES.iter().any(|known| known.eq_ignore_ascii_case(name));
    kind(a).eq_ignore_ascii_case(kind(b)) && is_file(kind(a))
}

fn is_one_of(names: &[&str], media_type: &str) -> bool {
    let essence = essence(media_type);
    names.iter().any(|name| name.eq_ignore_ascii_case(essence))
}

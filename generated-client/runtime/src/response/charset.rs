//! Decodes bytes to text, by the response's charset.

use std::borrow::Cow;

use super::described::has_no_body;
use super::media_type::{content_type, parameter};
use super::raw::RawResponse;
use crate::decode::DecodeError;

/// How far into a document its XML declaration may be, in bytes.
const DECLARATION: usize = 200;

/// The body as text. A byte order mark takes precedence, then the `charset` of the `Content-Type`,
/// then the encoding that an XML document declares (RFC 7303, section 3), then UTF-8.
pub(crate) fn text(response: &RawResponse) -> Result<String, DecodeError> {
    if has_no_body(response.status()) {
        return Err(DecodeError::new("the status has no body"));
    }
    let body: &[u8] = response.body();
    let media_type = content_type(response.headers());
    let charset = media_type.and_then(|it| parameter(it, "charset"));
    if let Some(rest) = body.strip_prefix(b"\xEF\xBB\xBF") {
        return utf8(rest, media_type);
    }
    let is_utf16 = body.starts_with(b"\xFF\xFE") || body.starts_with(b"\xFE\xFF");
    // A declaration that can be read byte by byte is not in UTF-16, whatever it says (WHATWG HTML,
    // prescan a byte stream).
    let is_utf16_named = |name: &&str| name.to_ascii_lowercase().starts_with("utf-16");
    let declared = || {
        let named = xml_encoding(body).filter(|name| !is_utf16_named(name));
        named.map(Cow::Borrowed)
    };
    match charset.map(Cow::Borrowed).or_else(declared) {
        _ if is_utf16 => other(body, "utf-16"),
        Some(name) if !is_utf8(&name) => other(body, &name),
        _ => utf8(body, media_type),
    }
}

/// The text of a JSON body that is not UTF-8; `None` if it is UTF-8, or no other encoding is named.
/// JSON is UTF-8 (RFC 8259, section 8.1), and most servers that name another charset send UTF-8
/// anyway, so valid UTF-8 is decoded as such. UTF-16 is recognized by its zeros (RFC 4627, section
/// 3).
pub(crate) fn json(response: &RawResponse) -> Option<Result<String, DecodeError>> {
    let body: &[u8] = response.body();
    let name = match body {
        [0xFF, 0xFE, ..] | [1..=255, 0, 1..=255, ..] => "utf-16le",
        [0xFE, 0xFF, ..] | [0, 1..=255, 0, 1..=255, ..] => "utf-16be",
        _ => parameter(content_type(response.headers())?, "charset")?,
    };
    // JSON has no control characters, but encodings that are not a superset of ASCII do.
    let is_control = |byte: &u8| *byte < b' ' && !b"\t\n\r".contains(byte);
    let is_utf8 =
        is_utf8(name) || std::str::from_utf8(body).is_ok() && !body.iter().any(is_control);
    (!is_utf8).then(|| other(body, name))
}

/// Names of UTF-8 and its subsets.
fn is_utf8(name: &str) -> bool {
    let names = ["utf-8", "utf8", "us-ascii", "ascii", ""];
    names.iter().any(|known| known.eq_ignore_ascii_case(name))
}

fn utf8(body: &[u8], media_type: Option<&str>) -> Result<String, DecodeError> {
    match std::str::from_utf8(body) {
        Ok(text) => Ok(text.to_owned()),
        Err(error) => {
            let at = error.valid_up_to();
            let media_type = media_type.map(|name| format!("; the server calls it {name}"));
            let media_type = media_type.unwrap_or_default();
            Err(DecodeError::new(format!(
                "not UTF-8 at byte {at}{media_type}"
            )))
        }
    }
}

#[cfg(not(feature = "charset"))]
fn other(_body: &[u8], name: &str) -> Result<String, DecodeError> {
    Err(DecodeError::new(format!(
        "the charset `{name}` is not supported by this build; the feature `charset` of \
         `openapi-client-runtime` adds it"
    )))
}

/// Text in another encoding (WHATWG [Encoding Standard], whose names servers and browsers share:
/// `iso-8859-1` is read as `windows-1252`).
///
/// [Encoding Standard]: https://encoding.spec.whatwg.org/
#[cfg(feature = "charset")]
fn other(body: &[u8], name: &str) -> Result<String, DecodeError> {
    let Some(encoding) = encoding_rs::Encoding::for_label_no_replacement(name.as_bytes()) else {
        return Err(DecodeError::new(format!(
            "the charset `{name}` is unknown; the error contains the bytes of the body"
        )));
    };
    let (encoding, body) = match encoding_rs::Encoding::for_bom(body) {
        Some((marked, length)) => (marked, &body[length..]),
        None => (encoding, body),
    };
    let text = encoding.decode_without_bom_handling_and_without_replacement(body);
    text.map(Cow::into_owned).ok_or_else(|| {
        DecodeError::new(format!(
            "not {}, which the server calls it",
            encoding.name()
        ))
    })
}

/// The encoding in `<?xml version="1.0" encoding="…"?>`, if a document begins with it.
fn xml_encoding(body: &[u8]) -> Option<&str> {
    if !body.starts_with(b"<?xml") {
        return None;
    }
    let start = body.get(..DECLARATION).unwrap_or(body);
    let start = match std::str::from_utf8(start) {
        Ok(start) => start,
        // Everything after the declaration is in the encoding that it names.
        Err(error) => std::str::from_utf8(&start[..error.valid_up_to()]).ok()?,
    };
    let (declaration, _) = start.split_once("?>")?;
    let (_, value) = declaration.split_once("encoding")?;
    let value = value.trim_start().strip_prefix('=')?.trim_start();
    let quote = value.chars().next().filter(|c| matches!(c, '"' | '\''))?;
    value[1..].split_once(quote).map(|(name, _)| name.trim())
}

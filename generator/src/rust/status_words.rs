//! Words for statuses, by their names in the IANA HTTP Status Code Registry: for variants of responses, and
//! for types that belong to a response.

use crate::api::Status;

/// The words of a variant for a status.
pub(super) fn status_words(status: Status) -> String {
    match status {
        Status::Code(code) => match name(code) {
            Some(name) => name.to_owned(),
            None => format!("status {code}"),
        },
        Status::Range(3) => "redirect".to_owned(),
        Status::Range(first) => format!("success {first}xx"),
        Status::Default => "default".to_owned(),
    }
}

/// The words of a response's own schema after the name of its operation; in detail those that distinguish it
/// from the responses of other statuses. `default` may be the success.
pub(super) fn response_word(status: &str, is_success: bool, detailed: bool) -> String {
    let named = status.parse().ok().and_then(name);
    match status {
        "200" | "2XX" => "response".to_owned(),
        "500" => "server error".to_owned(),
        "4XX" if detailed => "client error response".to_owned(),
        "4XX" => "client error".to_owned(),
        "5XX" if detailed => "server error response".to_owned(),
        "5XX" => "server error".to_owned(),
        "default" if is_success => "response".to_owned(),
        "default" => "error".to_owned(),
        _ if status.starts_with('2') => match named {
            Some(name) if detailed => format!("{name} response"),
            _ => "response".to_owned(),
        },
        _ => named.unwrap_or(status).to_owned(),
    }
}

fn name(status: u16) -> Option<&'static str> {
    Some(match status {
        200 => "ok",
        201 => "created",
        202 => "accepted",
        203 => "non authoritative",
        204 => "no content",
        205 => "reset content",
        206 => "partial content",
        207 => "multi status",
        208 => "already reported",
        226 => "im used",
        300 => "multiple choices",
        301 => "moved permanently",
        302 => "found",
        303 => "see other",
        304 => "not modified",
        307 => "temporary redirect",
        308 => "permanent redirect",
        400 => "bad request",
        401 => "unauthorized",
        402 => "payment required",
        403 => "forbidden",
        404 => "not found",
        405 => "method not allowed",
        406 => "not acceptable",
        408 => "request timeout",
        409 => "conflict",
        410 => "gone",
        412 => "precondition failed",
        413 => "content too large",
        415 => "unsupported media type",
        422 => "unprocessable content",
        423 => "locked",
        424 => "failed dependency",
        428 => "precondition required",
        429 => "too many requests",
        451 => "unavailable for legal reasons",
        500 => "internal server error",
        501 => "not implemented",
        502 => "bad gateway",
        503 => "service unavailable",
        504 => "gateway timeout",
        _ => return None,
    })
}

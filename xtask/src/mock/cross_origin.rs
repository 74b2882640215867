//! Preflight requests of browsers, for pages of another origin that call the mock.

use super::reply::Reply;
use crate::exchange::Request;

/// The response to a preflight request (Fetch standard, section 4.9).
pub(super) fn preflight(request: &Request) -> Option<Reply> {
    let method = request.headers.first("access-control-request-method")?;
    if request.method != "OPTIONS" {
        return None;
    }
    let headers = request.headers.first("access-control-request-headers");
    let reply = Reply::empty(204)
        .with_header("access-control-allow-methods", token(method))
        .with_header("access-control-max-age", "60");
    Some(match headers {
        Some(headers) => reply.with_header("access-control-allow-headers", token(headers)),
        None => reply,
    })
}

/// A part of a request, restricted to the characters of a list of names.
fn token(text: &str) -> String {
    let is_fine = |c: &char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | ',' | ' ');
    text.chars().filter(is_fine).take(1_000).collect()
}

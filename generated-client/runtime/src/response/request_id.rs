//! The request id that the server assigned.

use http::HeaderMap;

/// Headers in which servers and gateways send the request id, best first.
const REQUEST_ID_HEADERS: [&str; 4] = [
    "x-request-id",
    "x-amzn-requestid",
    "x-amz-apigw-id",
    "traceparent",
];

pub(super) fn request_id(headers: &HeaderMap) -> Option<&str> {
    REQUEST_ID_HEADERS
        .into_iter()
        .find_map(|name| headers.get(name)?.to_str().ok())
}

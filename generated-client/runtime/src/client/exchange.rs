//! One request and its answer, without a word about types.

use std::future::Future;
use std::pin::Pin;

use bytes::{Bytes, BytesMut};

use super::Transport;
use crate::error::{Kind, Report, chain_text};
use crate::request::{OperationInfo, Prepared, Request};
use crate::response::{MAX_ERROR_BODY_BYTES, RawResponse};

/// What came of sending: an answer of any status, or the reason why there is none.
pub(crate) type Outcome = Result<RawResponse, Box<Report>>;
pub(crate) type Exchange = Pin<Box<dyn Future<Output = Outcome> + Send>>;

/// Prepares at once and sends when polled.
pub(crate) fn start(request: &Request) -> Exchange {
    let prepared = request.prepare();
    let transport = request.transport().clone();
    let operation = request.info();
    Box::pin(async move {
        let prepared = prepared?;
        send(prepared, transport.clone(), operation)
            .await
            .map_err(|kind| Box::new(Report::without_response(kind, operation)))
    })
}

async fn send(
    prepared: Prepared,
    transport: Transport,
    operation: &'static OperationInfo,
) -> Result<RawResponse, Kind> {
    let shared = transport.shared();
    let (method, url, headers, body) = prepared.into_parts();
    let mut request = reqwest::Request::new(method, url);
    *request.headers_mut() = headers;
    *request.body_mut() = body.map(reqwest::Body::from);
    *request.timeout_mut() = Some(shared.timeout);

    let mut response = shared
        .http
        .execute(request)
        .await
        .map_err(|error| failure(error, &transport))?;
    let status = response.status();
    let headers = std::mem::take(response.headers_mut());
    let (body, truncated) = if status.is_success() {
        (read_all(&mut response, &transport).await?, false)
    } else {
        read_beginning(&mut response, shared.max_response_bytes).await
    };
    Ok(RawResponse::received(
        status, headers, body, truncated, operation, transport,
    ))
}

/// Reads a body up to the limit. The chunks are decompressed already, so a small answer that
/// inflates is counted by what it becomes.
async fn read_all(response: &mut reqwest::Response, transport: &Transport) -> Result<Bytes, Kind> {
    let limit = transport.shared().max_response_bytes;
    if response
        .content_length()
        .is_some_and(|length| length > limit as u64)
    {
        return Err(Kind::TooLarge { limit });
    }
    let mut first = Bytes::new();
    let mut rest = BytesMut::new();
    while let Some(chunk) = response
        .chunk()
        .await
        .map_err(|error| failure(error, transport))?
    {
        if first.len() + rest.len() + chunk.len() > limit {
            return Err(Kind::TooLarge { limit });
        }
        if first.is_empty() && rest.is_empty() {
            first = chunk;
        } else {
            if rest.is_empty() {
                rest.extend_from_slice(&std::mem::take(&mut first));
            }
            rest.extend_from_slice(&chunk);
        }
    }
    Ok(if rest.is_empty() {
        first
    } else {
        rest.freeze()
    })
}

/// Reads what of an error body fits. The status is known and matters more than the body, so a body
/// that breaks off is a truncated one and not another error.
async fn read_beginning(response: &mut reqwest::Response, limit: usize) -> (Bytes, bool) {
    let limit = limit.min(MAX_ERROR_BODY_BYTES);
    let mut body = BytesMut::new();
    loop {
        match response.chunk().await {
            Ok(Some(chunk)) if body.len() + chunk.len() > limit => {
                body.extend_from_slice(&chunk[..limit - body.len()]);
                return (body.freeze(), true);
            }
            Ok(Some(chunk)) => body.extend_from_slice(&chunk),
            Ok(None) => return (body.freeze(), false),
            Err(_) => return (body.freeze(), true),
        }
    }
}

/// Our own words for an error of the HTTP library, whose own text may hold the full URL.
fn failure(error: reqwest::Error, transport: &Transport) -> Kind {
    let error = error.without_url();
    if error.is_timeout() {
        let shared = transport.shared();
        return Kind::Timeout {
            connecting: error.is_connect(),
            total: shared.timeout,
            read: shared.read_timeout,
        };
    }
    let reason = transport.redact(chain_text(&error));
    if error.is_connect() {
        let host = transport.shared().base.host_str().unwrap_or_default();
        return Kind::Connect {
            host: host.to_owned(),
            reason,
        };
    }
    Kind::Exchange { reason }
}

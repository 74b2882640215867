//! What becomes of a connection: which one a response came over, and why one failed.
//!
//! A server may close an idle connection at the moment in which a request is sent on it. Where not a
//! byte came back, a request that may be repeated is sent once more, on a new connection ([RFC 9112,
//! section 9.3.1]); others end in an error that says whether they were sent.
//!
//! [RFC 9112, section 9.3.1]: https://www.rfc-editor.org/rfc/rfc9112#section-9.3.1

use std::collections::HashSet;
use std::error::Error as StdError;
use std::io;
use std::net::SocketAddr;
use std::sync::{Mutex, PoisonError};

use hyper_util::client::legacy::connect::HttpInfo;

use super::Transport;
use crate::error::{Cause, Kind, Limit, Reach, TimeoutStage};

/// How many connections are remembered. When there are more, all are forgotten, which costs a
/// repetition and no more; so does an address that became that of another connection.
const MAX_CONNECTIONS: usize = 4096;

/// Connections over which a response came before, by their local address.
#[derive(Default)]
pub(crate) struct Used {
    addresses: Mutex<HashSet<SocketAddr>>,
}

impl Used {
    pub(super) fn note(&self, response: &reqwest::Response) {
        let Some(info) = response.extensions().get::<HttpInfo>() else {
            return;
        };
        let address = info.local_addr();
        let mut addresses = self
            .addresses
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        if addresses.len() >= MAX_CONNECTIONS {
            addresses.clear();
        }
        addresses.insert(address);
    }

    /// Whether the connection that failed is one of them.
    fn has(&self, error: &reqwest::Error) -> bool {
        let connection = chain(error)
            .find_map(|it| it.downcast_ref::<hyper_util::client::legacy::Error>())
            .and_then(hyper_util::client::legacy::Error::connect_info);
        let Some(connection) = connection else {
            return false;
        };
        let mut extras = http::Extensions::new();
        connection.get_extras(&mut extras);
        let Some(info) = extras.get::<HttpInfo>() else {
            return false;
        };
        let mut addresses = self
            .addresses
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        addresses.remove(&info.local_addr())
    }
}

/// Why there is no response.
pub(super) struct Failed {
    pub(super) kind: Kind,
    /// Whether a connection that was used before broke before a byte came back.
    pub(super) stale: bool,
}

pub(super) fn failed(error: reqwest::Error, transport: &Transport) -> Failed {
    let reused = transport.shared().used.has(&error);
    let kind = failure(error, transport, TimeoutStage::Response);
    let stale = reused && matches!(kind, Kind::Reset { .. });
    Failed { kind, stale }
}

/// Our own words for an error of the HTTP library, whose own text may hold the full URL.
pub(super) fn failure(error: reqwest::Error, transport: &Transport, stage: TimeoutStage) -> Kind {
    let shared = transport.shared();
    let url = error.url();
    let host = url.and_then(|url| url.host_str()).unwrap_or_default();
    let host = transport.redact(host.to_owned());
    let is_https = url.is_some_and(|url| url.scheme() == "https");
    let error = error.without_url();
    let cause = Cause::new(&error, |text| transport.redact(text));
    if error.is_timeout() {
        let (stage, limit) = match error.is_connect() {
            true => (
                TimeoutStage::Connect,
                Limit::Connect(shared.connect_timeout),
            ),
            false => (stage, Limit::Silence(shared.read_timeout)),
        };
        return Kind::Timeout { stage, limit };
    }
    if error.is_connect() {
        let says = |text: &str| chain(&error).any(|it| it.to_string().starts_with(text));
        let reach = if says("dns error") {
            Reach::Dns
        } else if is_https && !says("tcp connect error") && !says("tunnel") {
            Reach::Tls
        } else {
            Reach::Connect
        };
        return Kind::Connect { reach, host, cause };
    }
    match is_lost(&error) {
        Some(sent) => Kind::Reset { sent, cause },
        None => Kind::Exchange { cause },
    }
}

/// Whether the connection was lost, and if so, whether any of the request may have been sent.
fn is_lost(error: &reqwest::Error) -> Option<bool> {
    let mut lost = false;
    for cause in chain(error) {
        if let Some(error) = cause.downcast_ref::<hyper::Error>() {
            if error.is_canceled() {
                return Some(false);
            }
            lost |= error.is_incomplete_message() || error.is_closed();
        }
        if let Some(error) = cause.downcast_ref::<io::Error>() {
            lost |= matches!(
                error.kind(),
                io::ErrorKind::ConnectionReset
                    | io::ErrorKind::ConnectionAborted
                    | io::ErrorKind::BrokenPipe
                    | io::ErrorKind::NotConnected
                    | io::ErrorKind::UnexpectedEof
            );
        }
        if let Some(error) = cause.downcast_ref::<h2::Error>() {
            // RFC 9113, section 8.7: the server did nothing with it.
            if error.reason() == Some(h2::Reason::REFUSED_STREAM) {
                return Some(false);
            }
            lost |= error.is_io() || error.is_remote() && (error.is_reset() || error.is_go_away());
        }
    }
    lost.then_some(true)
}

fn chain(error: &reqwest::Error) -> impl Iterator<Item = &(dyn StdError + 'static)> {
    let first: &(dyn StdError + 'static) = error;
    std::iter::successors(Some(first), |error| (*error).source())
}

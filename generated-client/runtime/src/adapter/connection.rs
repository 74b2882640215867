//! The state of connections: which one a response came from, and why one failed.
//!
//! A server may close an idle connection at the moment in which a request is sent on it. If not a
//! byte was received, a request that may be repeated is sent once more, on a new connection ([RFC
//! 9112, section 9.3.1]); others fail with an error that says whether they were sent.
//!
//! [RFC 9112, section 9.3.1]: https://www.rfc-editor.org/rfc/rfc9112#section-9.3.1

use std::collections::HashSet;
use std::error::Error as StdError;
use std::io;
use std::net::SocketAddr;
use std::sync::{Mutex, PoisonError};

use hyper_util::client::legacy::connect::HttpInfo;

use crate::client::{TransportError, TransportErrorKind};

/// How many connections are remembered. If there are more, all are forgotten, which costs only a
/// retry; so does an address that another connection took over.
const MAX_CONNECTIONS: usize = 4096;

/// Connections that already carried a response, by their local address.
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

    /// Whether the failed connection is one of them.
    pub(super) fn has(&self, error: &reqwest::Error) -> bool {
        // The connection of a stream that was reset is alive: the server has spoken.
        let mut streams = chain(error).filter_map(|it| it.downcast_ref::<h2::Error>());
        if streams.any(h2::Error::is_reset) {
            return false;
        }
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

/// Classifies an error of the HTTP library. Its own message may hold the full URL, which is
/// removed.
pub(super) fn classify(error: reqwest::Error, reused: bool) -> TransportError {
    let is_https = error.url().is_some_and(|url| url.scheme() == "https");
    let error = error.without_url();
    let kind = kind(&error, is_https, reused);
    TransportError::new(kind, error)
}

fn kind(error: &reqwest::Error, is_https: bool, reused: bool) -> TransportErrorKind {
    if error.is_timeout() {
        return match error.is_connect() {
            true => TransportErrorKind::ConnectTimeout,
            false => TransportErrorKind::Timeout,
        };
    }
    if error.is_connect() {
        let says = |text: &str| chain(error).any(|it| it.to_string().starts_with(text));
        return if says("dns error") {
            TransportErrorKind::Dns
        } else if is_https && !says("tcp connect error") && !says("tunnel") && !is_cut(error) {
            TransportErrorKind::Tls
        } else {
            TransportErrorKind::Connect
        };
    }
    match is_lost(error) {
        Some(sent) => TransportErrorKind::Lost { sent, reused },
        None => TransportErrorKind::Protocol,
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
        if let Some(error) = cause.downcast_ref::<h2::Error>() {
            // RFC 9113, section 8.7: the server did not process it.
            let is_refused = error.reason() == Some(h2::Reason::REFUSED_STREAM);
            // RFC 9113, section 6.8: nor this one. Only streams after the last one that the server
            // processed end with this error; the others go on.
            let is_left_out = error.is_go_away()
                && error.is_remote()
                && error.reason() == Some(h2::Reason::NO_ERROR);
            if is_refused || is_left_out {
                return Some(false);
            }
            lost |= error.is_io() || error.is_remote() && (error.is_reset() || error.is_go_away());
        }
    }
    (lost || is_cut(error)).then_some(true)
}

/// Whether the connection itself ended, also within the TLS handshake.
fn is_cut(error: &reqwest::Error) -> bool {
    let errors = chain(error).filter_map(|cause| cause.downcast_ref::<io::Error>());
    errors
        .flat_map(|error| std::iter::successors(Some(error), |error| wrapped(error)))
        .any(|error| {
            matches!(
                error.kind(),
                io::ErrorKind::ConnectionReset
                    | io::ErrorKind::ConnectionAborted
                    | io::ErrorKind::BrokenPipe
                    | io::ErrorKind::NotConnected
                    | io::ErrorKind::UnexpectedEof
            )
        })
}

/// The error inside: its source is that of the outer one, which is why it isn't in the chain itself.
fn wrapped(error: &io::Error) -> Option<&io::Error> {
    error.get_ref()?.downcast_ref::<io::Error>()
}

fn chain(error: &reqwest::Error) -> impl Iterator<Item = &(dyn StdError + 'static)> {
    let first: &(dyn StdError + 'static) = error;
    std::iter::successors(Some(first), |error| (*error).source())
}

//! What a fault is, and what must come of it.

use openapi_client_runtime::{ErrorKind, TimeoutStage};

use self::Step::{Close, GoAway};
use crate::list::faults;

/// What a call goes over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Over {
    Http1,
    /// With TLS, as HTTP/2 is in practice.
    Http2,
    /// A certificate by an authority that nobody trusts.
    BadCertificate,
    /// A trusted certificate for another host.
    WrongHost,
    /// The connection is closed within the handshake.
    ClosedInHandshake,
    /// The server does not speak TLS.
    NoTls,
    /// HTTP/2: the server leaves and processes no request.
    Leaving,
}

impl Over {
    pub(crate) const ALL: [Self; 7] = [
        Self::Http1,
        Self::Http2,
        Self::BadCertificate,
        Self::WrongHost,
        Self::ClosedInHandshake,
        Self::NoTls,
        Self::Leaving,
    ];
}

/// What a server does once it has the request.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Step {
    /// Sends a text: in HTTP/1 whatever it is, in HTTP/2 as data.
    Send(&'static str),
    /// Sends what is made.
    Made(fn() -> Vec<u8>),
    /// Sends a text so many times, with a pause in milliseconds before each.
    Drip(&'static str, usize, u64),
    /// Sends nothing more, for longer than anybody waits.
    Stall,
    /// Ends the connection; without this it is kept for the next request.
    Close,
    /// Ends the connection with a reset.
    Reset,
    /// HTTP/2: a head with this status and content length, if any.
    Head(u16, Option<&'static str>),
    /// HTTP/2: the end of the body.
    End,
    /// HTTP/2: resets the stream with an error code.
    ResetStream(u32),
    /// HTTP/2: refuses all streams and closes the connection with an error code.
    GoAway(u32),
}

/// What must come of a call.
pub(crate) enum Expected {
    Value,
    Error(fn(&ErrorKind<'_>) -> bool),
    /// An error that has status, headers, request id and what came of the body.
    Kept(u16, fn(&ErrorKind<'_>) -> bool),
}

pub(crate) struct Fault {
    pub(crate) name: &'static str,
    pub(crate) over: Over,
    pub(crate) steps: Vec<Step>,
    pub(crate) expected: Expected,
}

impl Fault {
    /// A call without a fault, by the same client where that can have one.
    pub(crate) fn good(&self) -> Self {
        let over = match self.over {
            Over::Http1 => Over::Http1,
            _ => Over::Http2,
        };
        let name = if over == Over::Http1 {
            "good"
        } else {
            "good-2"
        };
        let is_it = |fault: &Self| fault.name == name;
        faults().into_iter().find(is_it).unwrap()
    }
}

impl Fault {
    /// Whether it ends a connection that other calls may be using.
    pub(crate) fn ends_shared(&self) -> bool {
        let ends = |step: &Step| matches!(step, Close | GoAway(_));
        self.over == Over::Http2 && self.steps.iter().any(ends)
    }
}

pub(crate) const OK: &str =
    "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nX-Request-Id: r-1\r\n";
pub(crate) const LENGTH_20: &str = "Content-Length: 20\r\n\r\n";
pub(crate) const CHUNKED: &str = "Transfer-Encoding: chunked\r\n\r\n";
pub(crate) const BODY_20: &str = "{\"number\":{n}}";
pub(crate) const GZIP: &str = "Content-Encoding: gzip\r\n";

pub(crate) const PROTOCOL: fn(&ErrorKind<'_>) -> bool = |it| matches!(it, ErrorKind::Protocol);
pub(crate) const LOST: fn(&ErrorKind<'_>) -> bool =
    |it| matches!(it, ErrorKind::Reset { sent: true });
pub(crate) const UNPROCESSED: fn(&ErrorKind<'_>) -> bool =
    |it| matches!(it, ErrorKind::Reset { sent: false });
pub(crate) const BROKEN: fn(&ErrorKind<'_>) -> bool =
    |it| matches!(it, ErrorKind::Reset { .. } | ErrorKind::Protocol);
pub(crate) const INCOMPLETE: fn(&ErrorKind<'_>) -> bool = |it| matches!(it, ErrorKind::Incomplete);
pub(crate) const ENCODING: fn(&ErrorKind<'_>) -> bool = |it| matches!(it, ErrorKind::Encoding);
pub(crate) const TOO_LARGE: fn(&ErrorKind<'_>) -> bool =
    |it| matches!(it, ErrorKind::TooLarge { .. });
pub(crate) const STATUS: fn(&ErrorKind<'_>) -> bool = |it| matches!(it, ErrorKind::Status);
pub(crate) const REDIRECT: fn(&ErrorKind<'_>) -> bool =
    |it| matches!(it, ErrorKind::Redirect { .. });
pub(crate) const NO_CONNECTION: fn(&ErrorKind<'_>) -> bool = |it| matches!(it, ErrorKind::Connect);
pub(crate) const TLS: fn(&ErrorKind<'_>) -> bool = |it| matches!(it, ErrorKind::Tls);
pub(crate) const NO_HEAD: fn(&ErrorKind<'_>) -> bool = |it| {
    let stage = TimeoutStage::Response;
    matches!(it, ErrorKind::Timeout { stage: at, .. } if *at == stage)
};
pub(crate) const NO_BODY: fn(&ErrorKind<'_>) -> bool = |it| {
    let stage = TimeoutStage::Body;
    matches!(it, ErrorKind::Timeout { stage: at, .. } if *at == stage)
};
/// The body is there and is not what was described.
pub(crate) const DECODE: fn(&ErrorKind<'_>) -> bool = |it| {
    let others = [
        PROTOCOL, BROKEN, INCOMPLETE, ENCODING, TOO_LARGE, STATUS, REDIRECT,
    ];
    others.iter().all(|is_other| !is_other(it))
};

pub(crate) fn gzip(bytes: &[u8]) -> Vec<u8> {
    use std::io::Write;
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

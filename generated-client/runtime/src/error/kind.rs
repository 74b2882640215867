use std::time::Duration;

/// The kind of an error; see [`Error::kind`](crate::Error::kind).
///
/// New versions may add kinds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ErrorKind<'a> {
    /// The client could not be built.
    Config,
    /// The future was polled outside a tokio runtime. Nothing was sent.
    NoRuntime,
    /// A blocking call was made on a thread of a tokio runtime, whose tasks it would block. Nothing
    /// was sent.
    InRuntime,
    /// A [`TokenSource`](crate::TokenSource) returned no token; the error's source is its
    /// [`TokenError`](crate::TokenError). Nothing was sent, unless the API refused an earlier
    /// token.
    Token,
    /// The request could not be built, for example because a path parameter is empty. Nothing was
    /// sent.
    Request,
    /// The host name does not resolve. Nothing was sent.
    Dns,
    /// No connection to the host could be made, or it broke in the TLS handshake. Nothing was sent.
    Connect,
    /// No secure connection could be made: the two sides could not agree in the handshake, or the
    /// certificate is not trusted or is for another host. Nothing was sent.
    Tls,
    /// One of the client's timeouts ended the call. The server may still have done the work, unless
    /// the stage is connecting.
    Timeout {
        /// The stage that timed out.
        stage: TimeoutStage,
        /// The timeout that ended it.
        limit: Duration,
    },
    /// The connection was lost.
    Reset {
        /// Whether the server can have read any of the request.
        sent: bool,
    },
    /// The data received over the connection is not HTTP.
    Protocol,
    /// The body exceeds the limit.
    TooLarge {
        /// The limit, in bytes.
        limit: usize,
    },
    /// The body arrived more slowly than the minimum pace.
    TooSlow,
    /// The body ended before it was complete.
    Incomplete,
    /// The body has a content coding that is not supported, or is not in its declared one.
    Encoding,
    /// A redirect, which is not followed.
    Redirect {
        /// The host that it points to.
        host: &'a str,
    },
    /// The status is not a success.
    Status,
    /// The status is a success, and the body does not match the description.
    Decode {
        /// The position in the body, such as `data[0].createdAt`; `.` is the whole body.
        path: &'a str,
    },
    /// The status is a success, and the body is of a media type that was not requested.
    MediaType,
    /// The status is a success, and the described body is missing.
    EmptyBody,
    /// This client has sent as many requests in 24 hours as the API takes
    /// ([`RateLimit::per_day`](crate::RateLimit::per_day)). Nothing was sent;
    /// [`retry_after`](crate::Error::retry_after) is the time until the next one may be.
    DailyLimit,
    /// A received body could not be written to its destination.
    Write,
    /// The next page of a list cannot be requested.
    Paging,
}

/// The stage of a call that a timeout ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum TimeoutStage {
    /// Waiting for the call's turn, by the API's rate and the limit of calls in flight. Nothing was
    /// sent.
    Turn,
    /// Waiting for a token of a [`TokenSource`](crate::TokenSource).
    Token,
    /// Connecting, TLS included.
    Connect,
    /// Sending the request and waiting for the response to begin.
    Response,
    /// Receiving the body of the response.
    Body,
}

/// The timeout that ended a call.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Limit {
    Connect(Duration),
    Silence(Duration),
    Total(Duration),
    Attempt(Duration),
    Deadline(Duration),
}

impl Limit {
    pub(crate) fn duration(self) -> Duration {
        match self {
            Self::Connect(limit)
            | Self::Silence(limit)
            | Self::Total(limit)
            | Self::Attempt(limit)
            | Self::Deadline(limit) => limit,
        }
    }
}

/// How far connecting got.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Reach {
    Dns,
    Connect,
    Tls,
}

use std::time::Duration;

/// What kind of thing went wrong; see [`Error::kind`](crate::Error::kind).
///
/// New kinds may come with a new version.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ErrorKind<'a> {
    /// The client could not be built.
    Config,
    /// The future was polled outside a tokio runtime. Nothing was sent.
    NoRuntime,
    /// A blocking call was made on a thread of a tokio runtime, which would stop its tasks. Nothing was
    /// sent.
    InRuntime,
    /// A [`TokenSource`](crate::TokenSource) gave no token; the error's source is its
    /// [`TokenError`](crate::TokenError). Nothing was sent, unless the API refused an earlier token.
    Token,
    /// The request could not be built, for example because a path parameter is empty. Nothing was
    /// sent.
    Request,
    /// The host has no address. Nothing was sent.
    Dns,
    /// No connection to the host could be made. Nothing was sent.
    Connect,
    /// No secure connection could be made: the handshake failed, or the certificate is not trusted
    /// or is for another host. Nothing was sent.
    Tls,
    /// One of the client's timeouts ended the call. The server may have done the work all the same,
    /// unless the stage is connecting.
    Timeout {
        /// What was waited for.
        stage: TimeoutStage,
        /// The timeout that ended it.
        limit: Duration,
    },
    /// The connection was lost.
    Reset {
        /// Whether the server can have read any of the request.
        sent: bool,
    },
    /// What came over the connection is not HTTP.
    Protocol,
    /// The body is larger than it may be.
    TooLarge {
        /// The limit, in bytes.
        limit: usize,
    },
    /// The body came more slowly than it must.
    TooSlow,
    /// The body ended before it was complete.
    Incomplete,
    /// The body has a content coding that is not supported, or not the one that it says.
    Encoding,
    /// A redirect, which is not followed.
    Redirect {
        /// The host that it leads to.
        host: &'a str,
    },
    /// The status is no success.
    Status,
    /// The status is a success, and the body is not what the description says.
    Decode {
        /// Where in the body, such as `data[0].createdAt`; `.` is the whole body.
        path: &'a str,
    },
    /// The status is a success, and the body is of a media type that was not asked for.
    MediaType,
    /// The status is a success, and the body that the description has for it is missing.
    EmptyBody,
    /// This client has sent as many requests in 24 hours as the API takes
    /// ([`RateLimit::per_day`](crate::RateLimit::per_day)). Nothing was sent.
    DailyLimit,
    /// What was read could not be written where it should go.
    Write,
    /// The next page of a list cannot be asked for.
    Paging,
}

/// What a call was waiting for when a timeout ended it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum TimeoutStage {
    /// For the turn of the call, by the rate of the API and the limit of calls in flight. Nothing was
    /// sent.
    Turn,
    /// For a token of a [`TokenSource`](crate::TokenSource).
    Token,
    /// For a connection, TLS included.
    Connect,
    /// For the server to take the request and begin its response.
    Response,
    /// For the body of the response.
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

/// How far connecting came.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Reach {
    Dns,
    Connect,
    Tls,
}

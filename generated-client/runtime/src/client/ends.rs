//! How calls and their attempts ended, as an observer learns it.

use std::borrow::Cow;
use std::time::Duration;

use http::{StatusCode, Uri};

use crate::json::scope::Unknown;
use crate::request::OperationInfo;

/// The common parts of an attempt and a call.
#[derive(Clone, Debug)]
pub(super) struct End<'a> {
    pub(super) operation: &'a OperationInfo,
    pub(super) server: Option<&'a Uri>,
    pub(super) status: Option<StatusCode>,
    pub(super) error: Option<Cow<'static, str>>,
    pub(super) request_id: Option<String>,
    pub(super) duration: Duration,
}

macro_rules! of_end {
    () => {
        /// The operation: its id, method and path template.
        pub fn operation(&self) -> &OperationInfo {
            self.end.operation
        }

        /// The host of the request; `None` if the request could not be built.
        pub fn server_address(&self) -> Option<&str> {
            self.end.server.and_then(Uri::host)
        }

        /// The port of the request; `None` if the request could not be built.
        pub fn server_port(&self) -> Option<u16> {
            let server = self.end.server?;
            let of_scheme = || match server.scheme_str()? {
                "https" => Some(443),
                _ => Some(80),
            };
            server.port_u16().or_else(of_scheme)
        }

        /// The status of the response, if there was one.
        pub fn status(&self) -> Option<StatusCode> {
            self.end.status
        }

        /// The kind of failure: the status code if that is an error, or a word such as `timeout`;
        /// `None` for a success. There are few of them, so it can be a label of a metric
        /// (OpenTelemetry, [`error.type`]).
        ///
        /// [`error.type`]: https://opentelemetry.io/docs/specs/semconv/attributes-registry/error/
        pub fn error_type(&self) -> Option<&str> {
            self.end.error.as_deref()
        }

        /// The id that the server gave the request, without credentials and at most 128 bytes of it.
        pub fn request_id(&self) -> Option<&str> {
            self.end.request_id.as_deref()
        }

        /// The duration; for an attempt, without the wait for its turn.
        pub fn duration(&self) -> Duration {
            self.end.duration
        }
    };
}

/// How an attempt of a call ended; see [`Observer::attempt`](super::Observer::attempt).
#[derive(Clone, Debug)]
pub struct AttemptEnd<'a> {
    pub(super) end: End<'a>,
    pub(super) number: u32,
    pub(super) again: Option<Duration>,
}

impl AttemptEnd<'_> {
    of_end!();

    /// Which attempt of its call it is, from 1.
    pub fn number(&self) -> u32 {
        self.number
    }

    /// How long the client waits before the next attempt; `None` if this is the last one.
    pub fn retry_in(&self) -> Option<Duration> {
        self.again
    }
}

/// How a call ended; see [`Observer::call`](super::Observer::call).
#[derive(Clone, Debug)]
pub struct CallEnd<'a> {
    pub(super) end: End<'a>,
    pub(super) attempts: u32,
}

impl CallEnd<'_> {
    of_end!();

    /// How often the request was sent.
    pub fn attempts(&self) -> u32 {
        self.attempts
    }
}

/// Enum values and variants, in one body or one part of it, that this version of the client does
/// not know. The values themselves may be personal and are not reported.
#[derive(Clone, Copy, Debug)]
pub struct UnknownValues<'a> {
    pub(super) operation: Option<&'a OperationInfo>,
    pub(super) found: Unknown,
}

impl UnknownValues<'_> {
    /// The operation.
    pub fn operation(&self) -> Option<&OperationInfo> {
        self.operation
    }

    /// The module of the model that the first of them is in, such as `channel_type`.
    pub fn model(&self) -> Option<&str> {
        self.found.model()
    }

    /// How many there are.
    pub fn count(&self) -> u32 {
        self.found.count
    }
}

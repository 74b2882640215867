use std::fmt;
use std::time::Duration;

use bytes::{Bytes, BytesMut};
use http::{HeaderMap, StatusCode};

use super::pace::Pace;
use super::raw::RawResponse;
use crate::Request;
use crate::client::{
    DEFAULT_MAX_RESPONSE_BYTES, Deadline, End, Incoming, Instant, Permit, Pipeline, next_piece,
    now, report_unknown, within as in_time,
};
use crate::decode::{DecodeError, Repair};
use crate::error::{BodyError, Kind, Limit};
use crate::request::OperationInfo;

/// A body that is still on its way. The timeouts between its pieces and the minimum pace apply; the
/// reader decides how long it may take as a whole.
pub(crate) struct Unread {
    /// Data already received: all of it, in a hand-made response.
    known: Option<Bytes>,
    /// The rest, and the permit to be in flight until it ends.
    rest: Option<(Incoming, Permit)>,
    /// The caller's deadline.
    until: Option<End>,
    pipeline: Option<Pipeline>,
    pace: Pace,
    /// How long the next piece was waited for so far, in calls that the caller gave up.
    waited: Duration,
    operation: Option<OperationInfo>,
    /// The head of the response and the number of attempts, for errors.
    head: Option<(StatusCode, HeaderMap, u32)>,
    /// How malformed strings in its parts are decoded.
    pub(super) repair: Repair,
    /// The request to send after the end of the body, if the stream is resumed.
    again: Option<Box<Request>>,
}

impl Unread {
    pub(crate) fn new(
        rest: (Incoming, Permit),
        until: Option<End>,
        pipeline: Pipeline,
        operation: OperationInfo,
    ) -> Self {
        let shared = pipeline.shared();
        Self {
            known: None,
            rest: Some(rest),
            until,
            waited: Duration::ZERO,
            pace: Pace::new(shared.min_bytes_per_second, shared.grace()),
            repair: Repair {
                allowed: shared.lossy_text,
                ..Repair::default()
            },
            pipeline: Some(pipeline),
            operation: Some(operation),
            head: None,
            again: None,
        }
    }

    pub(super) fn known(bytes: Bytes) -> Self {
        Self {
            known: Some(bytes),
            rest: None,
            until: None,
            pipeline: None,
            pace: Pace::new(0, Duration::ZERO),
            waited: Duration::ZERO,
            repair: Repair::default(),
            operation: None,
            head: None,
            again: None,
        }
    }

    pub(super) fn set_head(&mut self, status: StatusCode, headers: &HeaderMap, attempts: u32) {
        self.head = Some((status, headers.clone(), attempts));
    }

    /// Nothing more of it is needed: other calls may be in flight in its place.
    pub(super) fn close(&mut self) {
        self.rest = None;
    }

    pub(super) fn set_resumption(&mut self, request: Box<Request>) {
        self.again = Some(request);
    }

    /// The request for the rest of a stream, if it is resumed.
    pub(super) fn take_resumption(&mut self) -> Option<Box<Request>> {
        self.again.take()
    }

    /// The next piece; `None` at the end and after an error. The pace only counts while a part is
    /// incomplete. A caller that drops the future and asks again waits no longer in all.
    pub(super) async fn piece(&mut self, within: bool) -> Result<Option<Bytes>, Kind> {
        if let Some(bytes) = self.known.take().filter(|bytes| !bytes.is_empty()) {
            return Ok(Some(bytes));
        }
        let (Some((body, _)), Some(pipeline)) = (&mut self.rest, &self.pipeline) else {
            return Ok(None);
        };
        let waited = self.waited;
        let wait = Wait {
            begin: now(),
            waited: &mut self.waited,
        };
        let silence = pipeline.shared().read_timeout;
        let silent = End::after(silence.saturating_sub(waited), Limit::Silence(silence));
        let deadline = Deadline::At(End::first([self.until, silent]));
        let next = next_piece(body, pipeline, Some(&deadline));
        let piece = if within && self.pace.left() < silence {
            let piece = in_time(self.pace.left().saturating_sub(waited), next).await;
            piece.unwrap_or_else(|| Err(self.pace.too_slow()))
        } else {
            next.await
        };
        drop(wait);
        if let Ok(Some(piece)) = &piece {
            let waited = std::mem::take(&mut self.waited);
            let waited = if within { waited } else { Duration::ZERO };
            self.pace.count(piece.len(), waited);
        } else {
            self.close();
        }
        piece
    }

    /// The whole rest, up to the limit.
    pub(super) async fn all(mut self) -> Result<Bytes, BodyError> {
        let limit = self.limit();
        let mut whole = BytesMut::new();
        loop {
            let kind = match self.piece(true).await {
                Ok(None) => return Ok(whole.freeze()),
                Ok(Some(piece)) if piece.len() <= limit - whole.len() => {
                    whole.extend_from_slice(&piece);
                    continue;
                }
                Ok(Some(_)) => Kind::TooLarge { limit },
                Err(kind) => kind,
            };
            return Err(self.error(kind, whole.freeze()));
        }
    }

    /// Reports the unknown values of the part that was decoded last.
    pub(super) fn report_unknown(&mut self) {
        if let Some(unknown) = self.repair.unknown.take() {
            report_unknown(self.pipeline.as_ref(), self.operation.as_ref(), unknown);
        }
    }

    /// How much of it may be in memory at once.
    pub(super) fn limit(&self) -> usize {
        let pipeline = self.pipeline.as_ref();
        pipeline.map_or(DEFAULT_MAX_RESPONSE_BYTES, |pipeline| {
            pipeline.shared().max_response_bytes
        })
    }

    /// An error with the head of the response and the received part of the body.
    pub(super) fn error(&self, kind: Kind, part: Bytes) -> BodyError {
        let head = self.head.clone();
        let pipeline = self.pipeline.as_ref();
        let response = head.map(|(status, headers, attempts)| {
            RawResponse::part(status, headers, part, pipeline).after(attempts)
        });
        BodyError::new(kind, self.operation, response)
    }

    /// A part of the body that cannot be decoded; the rest may still decode.
    pub(super) fn defect(&self, defect: DecodeError, part: Bytes) -> BodyError {
        let defect = defect.map_text(|text| match &self.pipeline {
            Some(pipeline) => pipeline.redact(text),
            None => text,
        });
        self.error(Kind::Part(defect), part)
    }
}

/// Adds the time until it is dropped, which may be when the caller gives up.
struct Wait<'a> {
    begin: Instant,
    waited: &'a mut Duration,
}

impl Drop for Wait<'_> {
    fn drop(&mut self) {
        *self.waited += self.begin.elapsed();
    }
}

impl fmt::Debug for Unread {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Unread")
            .field("operation", &self.operation.map(|operation| operation.id))
            .finish_non_exhaustive()
    }
}

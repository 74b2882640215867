use std::fmt;

use bytes::{Bytes, BytesMut};

use crate::client::{DEFAULT_MAX_RESPONSE_BYTES, Transport, next_piece};
use crate::decode::DecodeError;
use crate::error::{BodyError, Kind};
use crate::request::OperationInfo;

/// A body that is still on its way. Time-outs between its pieces hold; how long it may take as a
/// whole is the reader's to say.
pub(crate) struct Unread {
    /// What is there already: all of it, in an answer made by hand.
    known: Option<Bytes>,
    rest: Option<(reqwest::Response, Transport)>,
    operation: Option<&'static OperationInfo>,
}

impl Unread {
    pub(crate) fn new(
        response: reqwest::Response,
        transport: Transport,
        operation: &'static OperationInfo,
    ) -> Self {
        Self {
            known: None,
            rest: Some((response, transport)),
            operation: Some(operation),
        }
    }

    pub(super) fn known(bytes: Bytes) -> Self {
        Self {
            known: Some(bytes),
            rest: None,
            operation: None,
        }
    }

    /// The next piece; none at the end and after an error.
    pub(super) async fn piece(&mut self) -> Result<Option<Bytes>, BodyError> {
        if let Some(bytes) = self.known.take().filter(|bytes| !bytes.is_empty()) {
            return Ok(Some(bytes));
        }
        let Some((response, transport)) = &mut self.rest else {
            return Ok(None);
        };
        let piece = next_piece(response, transport, None).await;
        match piece {
            Ok(Some(piece)) => Ok(Some(piece)),
            Ok(None) => {
                self.rest = None;
                Ok(None)
            }
            Err(kind) => {
                self.rest = None;
                Err(self.error(kind))
            }
        }
    }

    /// All that is left, up to the limit.
    pub(super) async fn all(mut self) -> Result<Bytes, BodyError> {
        let limit = self.limit();
        let mut whole = BytesMut::new();
        while let Some(piece) = self.piece().await? {
            if whole.len() + piece.len() > limit {
                return Err(self.error(Kind::TooLarge { limit }));
            }
            whole.extend_from_slice(&piece);
        }
        Ok(whole.freeze())
    }

    /// How much of it may be in memory at once.
    pub(super) fn limit(&self) -> usize {
        let shared = self.rest.as_ref().map(|(_, transport)| transport.shared());
        shared.map_or(DEFAULT_MAX_RESPONSE_BYTES, |it| it.max_response_bytes)
    }

    pub(super) fn error(&self, kind: Kind) -> BodyError {
        BodyError::new(kind, self.operation)
    }

    /// A part of the body that cannot be decoded; the rest of it may be.
    pub(super) fn defect(&self, defect: DecodeError) -> BodyError {
        let defect = defect.map_text(|text| match &self.rest {
            Some((_, transport)) => transport.redact(text),
            None => text,
        });
        self.error(Kind::Part(defect))
    }
}

impl fmt::Debug for Unread {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Unread")
            .field("operation", &self.operation.map(|operation| operation.id))
            .finish_non_exhaustive()
    }
}

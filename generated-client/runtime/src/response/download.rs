use std::fmt;

use bytes::Bytes;
use http::header::{CONTENT_LENGTH, CONTENT_TYPE};
use http::{HeaderMap, StatusCode};
use tokio::io::{AsyncWrite, AsyncWriteExt};

use super::Unread;
use crate::error::{BodyError, Kind};

/// A body that is read piece by piece: the output of an operation that returns a file.
///
/// No part is in memory before it is requested. The server may be silent as long as
/// [`read_timeout`](crate::ClientBuilder::read_timeout) permits, and the body must keep a [minimum
/// pace](crate::ClientBuilder::min_bytes_per_second); the whole may take any time.
pub struct Download {
    status: StatusCode,
    headers: HeaderMap,
    body: Unread,
}

impl Download {
    pub(crate) fn new(status: StatusCode, headers: HeaderMap, body: Unread) -> Self {
        Self {
            status,
            headers,
            body,
        }
    }

    /// The status, a success.
    pub fn status(&self) -> StatusCode {
        self.status
    }

    /// The headers.
    pub fn headers(&self) -> &HeaderMap {
        &self.headers
    }

    /// The media type that the server declares, for example `image/png`.
    pub fn media_type(&self) -> Option<&str> {
        self.headers.get(CONTENT_TYPE)?.to_str().ok()
    }

    /// The length in bytes that the server declares. `None` for a compressed body: its declared
    /// length is that of the compressed data.
    pub fn content_length(&self) -> Option<u64> {
        self.headers
            .get(CONTENT_LENGTH)?
            .to_str()
            .ok()?
            .parse()
            .ok()
    }

    /// The next piece; `None` at the end.
    ///
    /// # Errors
    ///
    /// If the connection breaks, or the server is silent or too slow for too long.
    pub async fn chunk(&mut self) -> Result<Option<Bytes>, BodyError> {
        let piece = self.body.piece(true).await;
        piece.map_err(|kind| self.body.error(kind, Bytes::new()))
    }

    /// The whole body, up to [`max_response_bytes`](crate::ClientBuilder::max_response_bytes).
    ///
    /// # Errors
    ///
    /// Those of [`chunk`](Self::chunk), and an error if it is larger.
    pub async fn bytes(self) -> Result<Bytes, BodyError> {
        self.body.all().await
    }

    /// Writes the whole body of any size; returns the number of bytes.
    ///
    /// # Errors
    ///
    /// Those of [`chunk`](Self::chunk), and an error if the writer fails.
    pub async fn write_to(
        mut self,
        writer: &mut (impl AsyncWrite + Unpin + ?Sized),
    ) -> Result<u64, BodyError> {
        let mut written = 0;
        while let Some(piece) = self.chunk().await? {
            let result = writer.write_all(&piece).await;
            result.map_err(|error| self.unwritten(&error))?;
            written += piece.len() as u64;
        }
        let result = writer.flush().await;
        result.map_err(|error| self.unwritten(&error))?;
        Ok(written)
    }

    /// Writes the whole body to a file, replacing an existing one; returns the number of bytes.
    /// After an error the incomplete file remains.
    ///
    /// # Errors
    ///
    /// Those of [`write_to`](Self::write_to), and an error if the file cannot be created.
    #[cfg(not(target_family = "wasm"))]
    pub async fn save_to(self, path: impl AsRef<std::path::Path>) -> Result<u64, BodyError> {
        let file = tokio::fs::File::create(path.as_ref()).await;
        let mut file = file.map_err(|error| self.unwritten(&error))?;
        self.write_to(&mut file).await
    }

    pub(crate) fn unwritten(&self, error: &std::io::Error) -> BodyError {
        let reason = error.to_string();
        self.body.error(Kind::Write { reason }, Bytes::new())
    }
}

/// Does not show the headers, in which a server may repeat a credential.
impl fmt::Debug for Download {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Download")
            .field("status", &self.status)
            .field("body", &self.body)
            .finish_non_exhaustive()
    }
}

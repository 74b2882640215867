//! Content codings ([RFC 9110, section 8.4.1]).
//!
//! In: the headers of a response, and the pieces of its body as they come. Out: which codings it
//! has, and readers that remove them. Where the next piece has not come yet, a reader is told
//! [`WouldBlock`](std::io::ErrorKind::WouldBlock), loses nothing, and is read again afterwards.
//! Deliberately absent: the connection, which [`incoming`](super::incoming) polls.
//!
//! [RFC 9110, section 8.4.1]: https://www.rfc-editor.org/rfc/rfc9110#section-8.4.1

#[cfg(feature = "brotli")]
mod brotli;
#[cfg(feature = "gzip")]
mod gzip;
mod known;
mod pieces;
mod reader;
#[cfg(any(feature = "gzip", feature = "brotli"))]
mod single;
#[cfg(feature = "zstd")]
mod zstd;

#[cfg(test)]
mod tests;

pub(super) use known::{Coding, accepted, codings};
pub(super) use pieces::pieces;
pub(super) use reader::Reader;

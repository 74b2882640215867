use std::io::{self, BufRead};

/// How much decoded data is buffered.
#[cfg(any(feature = "gzip", feature = "brotli", feature = "zstd"))]
const BUFFER_BYTES: usize = 16 * 1024;

pub(in crate::client) type Reader = Box<dyn BufRead + Send + Sync>;

/// A reader of the decoded body, given one of the coded body and the beginning of it.
pub(super) type Decoder = fn(Reader, &[u8]) -> io::Result<Reader>;

#[cfg(any(feature = "gzip", feature = "brotli", feature = "zstd"))]
pub(super) fn buffered(decoder: impl io::Read + Send + Sync + 'static) -> io::Result<Reader> {
    let reader = io::BufReader::with_capacity(BUFFER_BYTES, decoder);
    Ok(Box::new(reader))
}

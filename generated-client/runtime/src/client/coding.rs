//! Content codings ([RFC 9110, section 8.4.1]): the codings of a body, and their removal.
//!
//! [RFC 9110, section 8.4.1]: https://www.rfc-editor.org/rfc/rfc9110#section-8.4.1

use std::io;
use std::pin::Pin;
use std::sync::LazyLock;

#[cfg(feature = "brotli")]
use async_compression::tokio::bufread::BrotliDecoder;
#[cfg(feature = "zstd")]
use async_compression::tokio::bufread::ZstdDecoder;
#[cfg(feature = "gzip")]
use async_compression::tokio::bufread::{DeflateDecoder, GzipDecoder, ZlibDecoder};
use http::header::CONTENT_ENCODING;
use http::{HeaderMap, HeaderValue};
use tokio::io::AsyncBufRead;

#[cfg(feature = "brotli")]
use self::window::SmallWindow;
use crate::error::one_line;

/// How many nested codings a body may have. Each costs a window of memory, and the header that
/// lists them is untrusted.
const MAX_CODINGS: usize = 4;

/// How much decoded data is buffered.
#[cfg(any(feature = "gzip", feature = "brotli", feature = "zstd"))]
const BUFFER_BYTES: usize = 16 * 1024;

pub(super) type Reader = Pin<Box<dyn AsyncBufRead + Send + Sync>>;

/// Removes a coding, given the coded body and the beginning of it, which is empty where another
/// coding is removed first.
type Decoder = fn(Reader, &[u8]) -> io::Result<Reader>;

/// A gzip body is a series of members ([RFC 1952, section 2.2]), and a zstd body a series of
/// frames. The other codings have one; data after its end is an error there instead of being
/// dropped.
///
/// [RFC 1952, section 2.2]: https://www.rfc-editor.org/rfc/rfc1952#section-2.2
#[cfg(any(feature = "gzip", feature = "brotli", feature = "zstd"))]
macro_rules! decoder {
    ($decoder:expr) => {{
        let mut decoder = $decoder;
        decoder.multiple_members(true);
        Box::pin(tokio::io::BufReader::with_capacity(BUFFER_BYTES, decoder)) as Reader
    }};
}

/// A coding that can be removed.
pub(super) struct Coding {
    pub(super) name: &'static str,
    pub(super) decoder: Decoder,
}

/// The codings of this build, the preferred first.
static CODINGS: &[Coding] = &[
    #[cfg(feature = "gzip")]
    Coding {
        name: "gzip",
        decoder: |coded, _| Ok(decoder!(GzipDecoder::new(coded))),
    },
    #[cfg(feature = "brotli")]
    Coding {
        name: "br",
        decoder: |coded, _| Ok(decoder!(BrotliDecoder::new(SmallWindow::new(coded)))),
    },
    #[cfg(feature = "zstd")]
    Coding {
        name: "zstd",
        decoder: |coded, _| Ok(decoder!(ZstdDecoder::with_params(coded, &[zstd_window()]))),
    },
    #[cfg(feature = "gzip")]
    Coding {
        name: "deflate",
        decoder: |coded, first| {
            Ok(match is_zlib(first) {
                true => decoder!(ZlibDecoder::new(coded)),
                false => decoder!(DeflateDecoder::new(coded)),
            })
        },
    },
];

/// The value of `Accept-Encoding`: `identity` in a build without codings, as a request without the
/// header accepts all of them.
pub(super) fn accepted() -> HeaderValue {
    static ACCEPTED: LazyLock<HeaderValue> = LazyLock::new(|| {
        let names: Vec<&str> = CODINGS.iter().map(|it| it.name).collect();
        HeaderValue::try_from(names.join(", "))
            .ok()
            .filter(|value| !value.is_empty())
            .unwrap_or(HeaderValue::from_static("identity"))
    });
    ACCEPTED.clone()
}

/// The codings of a body in the order in which they were applied.
///
/// # Errors
///
/// If one is unknown, by its name, or there are too many.
pub(super) fn codings(headers: &HeaderMap) -> Result<Vec<&'static Coding>, String> {
    let mut codings = Vec::new();
    for value in headers.get_all(CONTENT_ENCODING) {
        for name in String::from_utf8_lossy(value.as_bytes()).split(',') {
            let lower = name.trim().to_ascii_lowercase();
            let feature = match lower.as_str() {
                "" | "identity" => continue,
                "gzip" | "x-gzip" | "deflate" => "gzip",
                "br" => "brotli",
                "zstd" => "zstd",
                _ => {
                    let name = one_line(name.trim());
                    return Err(format!("content coding `{name}` is not supported"));
                }
            };
            let known = lower.strip_prefix("x-").unwrap_or(&lower);
            codings.push(CODINGS.iter().find(|it| it.name == known).ok_or_else(|| {
                format!(
                    "content coding `{lower}` is not supported by this build; the feature \
                     `{feature}` of `openapi-client-runtime` adds it"
                )
            })?);
            if codings.len() > MAX_CODINGS {
                return Err(format!("more than {MAX_CODINGS} content codings"));
            }
        }
    }
    Ok(codings)
}

/// The most that a frame may need ([RFC 9659]): 8 MiB.
///
/// [RFC 9659]: https://www.rfc-editor.org/rfc/rfc9659
#[cfg(feature = "zstd")]
fn zstd_window() -> async_compression::zstd::DParameter {
    async_compression::zstd::DParameter::window_log_max(23)
}

/// Whether a `deflate` body has the zlib format, as RFC 9110 requires. Some servers, as the RFC
/// notes, send raw deflate. RFC 1950, section 2.2: the method is 8, and the first two bytes are a
/// multiple of 31.
#[cfg(feature = "gzip")]
fn is_zlib(first: &[u8]) -> bool {
    match *first {
        [method, check, ..] => {
            method & 0x0F == 8 && u16::from_be_bytes([method, check]).is_multiple_of(31)
        }
        [method] => method & 0x0F == 8,
        [] => true,
    }
}

#[cfg(test)]
mod tests;
#[cfg(feature = "brotli")]
mod window;

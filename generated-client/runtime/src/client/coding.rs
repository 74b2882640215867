//! Content codings ([RFC 9110, section 8.4.1]): the codings of a body, and their removal.
//!
//! [RFC 9110, section 8.4.1]: https://www.rfc-editor.org/rfc/rfc9110#section-8.4.1

use std::pin::Pin;

use async_compression::tokio::bufread::{BrotliDecoder, DeflateDecoder, GzipDecoder, ZlibDecoder};
use http::HeaderMap;
use http::header::CONTENT_ENCODING;
use tokio::io::{AsyncBufRead, BufReader};

use crate::error::one_line;

/// The value of `Accept-Encoding`.
pub(super) const ACCEPTED: &str = if cfg!(feature = "zstd") {
    "gzip, br, zstd, deflate"
} else {
    "gzip, br, deflate"
};

/// How many nested codings a body may have. Each costs a window of memory, and the header that
/// lists them is untrusted.
const MAX_CODINGS: usize = 4;

/// How much decoded data is buffered.
const BUFFER_BYTES: usize = 16 * 1024;

pub(super) type Reader = Pin<Box<dyn AsyncBufRead + Send + Sync>>;

/// A coding that can be removed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Coding {
    Gzip,
    Deflate,
    Brotli,
    #[cfg(feature = "zstd")]
    Zstd,
}

impl Coding {
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Gzip => "gzip",
            Self::Deflate => "deflate",
            Self::Brotli => "br",
            #[cfg(feature = "zstd")]
            Self::Zstd => "zstd",
        }
    }
}

/// The codings of a body in the order in which they were applied.
///
/// # Errors
///
/// If one is unknown, by its name, or there are too many.
pub(super) fn codings(headers: &HeaderMap) -> Result<Vec<Coding>, String> {
    let mut codings = Vec::new();
    for value in headers.get_all(CONTENT_ENCODING) {
        for name in String::from_utf8_lossy(value.as_bytes()).split(',') {
            let name = name.trim();
            match name.to_ascii_lowercase().as_str() {
                "" | "identity" => continue,
                "gzip" | "x-gzip" => codings.push(Coding::Gzip),
                "deflate" => codings.push(Coding::Deflate),
                "br" => codings.push(Coding::Brotli),
                #[cfg(feature = "zstd")]
                "zstd" => codings.push(Coding::Zstd),
                #[cfg(not(feature = "zstd"))]
                "zstd" => {
                    return Err(
                        "content coding `zstd` is not supported by this build; the feature \
                         `zstd` of `openapi-client-runtime` adds it"
                            .to_owned(),
                    );
                }
                _ => {
                    return Err(format!(
                        "content coding `{}` is not supported",
                        one_line(name)
                    ));
                }
            }
            if codings.len() > MAX_CODINGS {
                return Err(format!("more than {MAX_CODINGS} content codings"));
            }
        }
    }
    Ok(codings)
}

/// Removes one coding. `first` is the beginning of the coded body.
///
/// A gzip body is a series of members ([RFC 1952, section 2.2]), and a zstd body a series of
/// frames. The other codings have one; data after its end is an error there instead of being
/// dropped.
///
/// [RFC 1952, section 2.2]: https://www.rfc-editor.org/rfc/rfc1952#section-2.2
pub(super) fn decoder(coding: Coding, coded: Reader, first: &[u8]) -> Reader {
    macro_rules! decoder {
        ($decoder:ident) => {{
            let mut decoder = $decoder::new(coded);
            decoder.multiple_members(true);
            Box::pin(BufReader::with_capacity(BUFFER_BYTES, decoder))
        }};
    }
    match coding {
        Coding::Gzip => decoder!(GzipDecoder),
        Coding::Deflate if is_zlib(first) => decoder!(ZlibDecoder),
        Coding::Deflate => decoder!(DeflateDecoder),
        Coding::Brotli => decoder!(BrotliDecoder),
        #[cfg(feature = "zstd")]
        Coding::Zstd => {
            use async_compression::tokio::bufread::ZstdDecoder;
            decoder!(ZstdDecoder)
        }
    }
}

/// Whether a `deflate` body has the zlib format, as RFC 9110 requires. Some servers, as the RFC
/// notes, send raw deflate. RFC 1950, section 2.2: the method is 8, and the first two bytes are a
/// multiple of 31.
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
mod tests {
    use http::HeaderValue;

    use super::*;

    fn read(values: &[&'static str]) -> Result<Vec<Coding>, String> {
        let mut headers = HeaderMap::new();
        for value in values {
            headers.append(CONTENT_ENCODING, HeaderValue::from_static(value));
        }
        codings(&headers)
    }

    #[test]
    fn names() {
        use Coding::{Brotli, Deflate, Gzip};
        for (values, expected) in [
            (&[][..], &[][..]),
            (&["gzip"], &[Gzip]),
            (&["X-GZip"], &[Gzip]),
            (&["GZIP"], &[Gzip]),
            (&["identity"], &[]),
            (&[" deflate ,, br,"], &[Deflate, Brotli]),
            (&["gzip", "br"], &[Gzip, Brotli]),
        ] {
            assert_eq!(read(values).as_deref(), Ok(expected), "{values:?}");
        }
        for (values, expected) in [
            (
                &["compress"][..],
                "content coding `compress` is not supported",
            ),
            (
                &["gzip, aes128gcm"],
                "content coding `aes128gcm` is not supported",
            ),
            (&["br,br,br", "br,br"], "more than 4 content codings"),
        ] {
            assert_eq!(read(values), Err(expected.to_owned()), "{values:?}");
        }
    }
}

use std::sync::LazyLock;

use http::header::CONTENT_ENCODING;
use http::{HeaderMap, HeaderValue};

use super::reader::Decoder;
use crate::error::one_line;

/// How many nested codings a body may have. Each costs a window of memory, and the header that
/// lists them is untrusted.
const MAX_CODINGS: usize = 4;

/// A coding that can be removed.
pub(in crate::client) struct Coding {
    pub(in crate::client) name: &'static str,
    pub(in crate::client) decoder: Decoder,
}

/// The codings of this build, the preferred first.
static CODINGS: &[Coding] = &[
    #[cfg(feature = "gzip")]
    Coding {
        name: "gzip",
        decoder: super::gzip::gzip,
    },
    #[cfg(feature = "brotli")]
    Coding {
        name: "br",
        decoder: super::brotli::brotli,
    },
    #[cfg(feature = "zstd")]
    Coding {
        name: "zstd",
        decoder: super::zstd::zstd,
    },
    #[cfg(feature = "gzip")]
    Coding {
        name: "deflate",
        decoder: super::gzip::deflate,
    },
];

/// The value of `Accept-Encoding`: `identity` in a build without codings, as a request without the
/// header accepts all of them.
pub(in crate::client) fn accepted() -> HeaderValue {
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
pub(in crate::client) fn codings(headers: &HeaderMap) -> Result<Vec<&'static Coding>, String> {
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

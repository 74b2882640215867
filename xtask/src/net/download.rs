//! One download, with the precautions for an untrusted source: https only, no other host, bounded
//! in time and size, complete or not at all.

use std::time::Duration;

use reqwest::header::{
    CONTENT_TYPE, ETAG, HeaderMap, HeaderName, HeaderValue, IF_MODIFIED_SINCE, IF_NONE_MATCH,
    LAST_MODIFIED, LOCATION,
};
use reqwest::{Client, Response, StatusCode, redirect};
use url::{Host, Url};

use super::request::{Document, Fetched, Request, too_large};
use crate::exit::Failure;
use crate::terminal::{self, printable};

/// The maximum number of redirects, all within one host.
const REDIRECTS: usize = 5;
const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);
const WRONG_ADDRESS: &str = "check `source` in spec/generator.toml, or give the address with \
     `--from`; a file saved by hand works too: `cargo xtask fetch --from FILE`";
const TRY_AGAIN: &str = "try again later; nothing was changed";

/// Downloads a document.
pub(crate) fn download(request: &Request) -> Result<Fetched, Failure> {
    terminal::status("Downloading", &request.url);
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(|error| Failure::failed("could not prepare the download").cause(&error))?;
    let Request { url, timeout, .. } = request;
    runtime.block_on(async {
        tokio::time::timeout(*timeout, response(request))
            .await
            .unwrap_or_else(|_| {
                let seconds = timeout.as_secs();
                Err(
                    Failure::failed(format!("{url} did not respond in full within {seconds} s"))
                        .help("try again later, or allow more time with `--timeout SECONDS`"),
                )
            })
    })
}

async fn response(request: &Request) -> Result<Fetched, Failure> {
    let mut client = Client::builder()
        .user_agent(concat!("openapi-client-xtask/", env!("CARGO_PKG_VERSION")))
        .https_only(!request.allow_http)
        // Followed below instead, with a check of each step.
        .redirect(redirect::Policy::none())
        .connect_timeout(CONNECT_TIMEOUT);
    if request.allow_http {
        client = client.no_proxy();
    }
    let client = client
        .build()
        .map_err(|error| Failure::failed("could not prepare the download").cause(&error))?;

    let mut url = request.url.clone();
    for _ in 0..=REDIRECTS {
        check_address(&url, request.allow_http)?;
        let response = client
            .get(url.clone())
            .headers(conditions(request))
            .send()
            .await
            .map_err(|error| {
                Failure::failed(format!("could not download {url}"))
                    .cause(&error.without_url())
                    .help("check the network and the address; nothing was changed")
            })?;
        match response.status() {
            StatusCode::OK => {
                return document(request, &url, response)
                    .await
                    .map(Fetched::Document);
            }
            StatusCode::NOT_MODIFIED if !conditions(request).is_empty() => {
                return Ok(Fetched::NotModified);
            }
            StatusCode::MOVED_PERMANENTLY
            | StatusCode::FOUND
            | StatusCode::SEE_OTHER
            | StatusCode::TEMPORARY_REDIRECT
            | StatusCode::PERMANENT_REDIRECT => url = redirected(&url, &response)?,
            status => {
                let help = if status.is_server_error() || status == StatusCode::TOO_MANY_REQUESTS {
                    TRY_AGAIN
                } else {
                    WRONG_ADDRESS
                };
                return Err(Failure::failed(format!("{url} responded with {status}")).help(help));
            }
        }
    }
    Err(Failure::failed(format!(
        "{} redirects more than {REDIRECTS} times",
        request.url
    ))
    .help(WRONG_ADDRESS))
}

/// Refuses addresses that are unsafe to request, or unsafe to write into the lock.
fn check_address(url: &Url, allow_http: bool) -> Result<(), Failure> {
    if !url.username().is_empty() || url.password().is_some() {
        return Err(
            Failure::failed("the address contains a user name or a password")
                .help("give an address without them: it is printed, and written to spec/spec.lock"),
        );
    }
    let loopback = match url.host() {
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        Some(Host::Domain(name)) => name == "localhost",
        None => false,
    };
    if url.scheme() == "https" || (allow_http && url.scheme() == "http" && loopback) {
        return Ok(());
    }
    Err(
        Failure::failed(format!("{url} is not an https address")).help(
            "descriptions are downloaded over https only, because the client is built from them; \
             `--allow-http` allows http on this machine",
        ),
    )
}

/// The conditions of RFC 9110 section 13.1; a stored value that is not a valid header value is
/// skipped.
fn conditions(request: &Request) -> HeaderMap {
    let pairs: [(HeaderName, &Option<String>); 2] = [
        (IF_NONE_MATCH, &request.etag),
        (IF_MODIFIED_SINCE, &request.last_modified),
    ];
    pairs
        .into_iter()
        .filter_map(|(name, value)| Some((name, HeaderValue::from_str(value.as_deref()?).ok()?)))
        .collect()
}

/// The target of a redirect, on the same host.
fn redirected(from: &Url, response: &Response) -> Result<Url, Failure> {
    let location = header(response, &LOCATION).unwrap_or_default();
    let to = from.join(&location).map_err(|error| {
        Failure::failed(format!(
            "{from} redirects to `{}`, which is not an address",
            printable(&location)
        ))
        .cause(&error)
        .help(WRONG_ADDRESS)
    })?;
    if to.origin() == from.origin() {
        return Ok(to);
    }
    let to = printable(to.as_str());
    Err(
        Failure::failed(format!("{from} redirects to another host: {to}")).help(format!(
            "if the description has moved for good, set `source = \"{to}\"` in spec/generator.toml"
        )),
    )
}

/// The body, complete and within bounds.
async fn document(
    request: &Request,
    url: &Url,
    mut response: Response,
) -> Result<Document, Failure> {
    let content_type = header(&response, &CONTENT_TYPE).unwrap_or_default();
    let media_type = content_type.split(';').next().unwrap_or_default().trim();
    if ["text/html", "application/xhtml+xml"]
        .iter()
        .any(|it| it.eq_ignore_ascii_case(media_type))
    {
        return Err(Failure::failed(format!(
            "{url} responded with an HTML page ({})",
            printable(&content_type)
        ))
        .help(WRONG_ADDRESS));
    }
    let (etag, last_modified) = (header(&response, &ETAG), header(&response, &LAST_MODIFIED));
    let mut bytes = Vec::new();
    loop {
        // A body that ends before its Content-Length, its last chunk or its gzip trailer is an
        // error here.
        let chunk = response.chunk().await.map_err(|error| {
            Failure::failed(format!(
                "the download of {url} broke off after {} bytes",
                bytes.len()
            ))
            .cause(&error.without_url())
            .help(TRY_AGAIN)
        })?;
        let Some(chunk) = chunk else { break };
        if bytes.len() + chunk.len() > request.max_bytes {
            return Err(too_large(url.as_str(), request.max_bytes));
        }
        bytes.extend_from_slice(&chunk);
    }
    Ok(Document {
        bytes,
        etag,
        last_modified,
    })
}

fn header(response: &Response, name: &HeaderName) -> Option<String> {
    Some(response.headers().get(name)?.to_str().ok()?.to_owned())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn only_https_and_loopback_http_where_allowed() {
        let fine =
            |text: &str, allow_http| check_address(&Url::parse(text).unwrap(), allow_http).is_ok();
        assert!(fine("https://example.com/api.yaml", false));
        assert!(!fine("http://127.0.0.1/api.yaml", false));
        assert!(fine("http://127.0.0.1:8080/api.yaml", true));
        assert!(fine("http://[::1]/api.yaml", true));
        assert!(fine("http://localhost/api.yaml", true));
        assert!(!fine("http://example.com/api.yaml", true));
        assert!(!fine("http://127.0.0.1.example.com/api.yaml", true));
        assert!(!fine("ftp://127.0.0.1/api.yaml", true));
        assert!(!fine("https://user@example.com/api.yaml", false));
        assert!(!fine("https://:secret@example.com/api.yaml", false));
    }
}

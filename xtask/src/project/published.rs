//! The published description: downloaded or opened, and identified. In: an address or a file. Out: the
//! description and its origin. Absent: whether it may replace the current one.

use std::fs::File;
use std::io::Read;
use std::path::Path;
use std::time::Duration;

use clap::Args;
use generator::Source;
use jiff::Timestamp;
use url::Url;

use crate::disk::digest;
use crate::disk::workspace;
use crate::exit::{Exit, Failure};
use crate::net::download;
use crate::net::request::{Document, Fetched, Request, too_large};
use crate::project::lock::Received;
use crate::terminal::printable;

/// The location of the published description, and the limits of a download.
#[derive(Args)]
pub(crate) struct Published {
    /// Its location: an https address or a file [default: `source` in spec/generator.toml].
    #[arg(long, value_name = "URL|FILE")]
    pub(super) from: Option<String>,
    /// Accept a description that lost a fifth of its operations or more.
    #[arg(long)]
    pub(crate) allow_shrink: bool,
    /// Download it even if the server would respond that it is unchanged.
    #[arg(long)]
    force: bool,
    /// Timeout of the whole download.
    #[arg(long, value_name = "SECONDS", default_value_t = 120)]
    timeout: u64,
    /// Accept http addresses of this machine, such as http://127.0.0.1:8080/api.yaml.
    #[arg(long)]
    allow_http: bool,
    /// The maximum size of a description in bytes.
    #[arg(long, hide = true, default_value_t = 32 << 20)]
    max_bytes: usize,
}

/// The published description, if it differs from the current one.
pub(crate) struct Arrived {
    /// Its origin, as given.
    from: String,
    /// Its address, unless it is a file.
    pub(crate) url: Option<String>,
    pub(crate) document: Document,
}

impl Arrived {
    /// The text, named after its origin.
    pub(crate) fn source(&self) -> Result<Source, Failure> {
        Ok(Source {
            name: self.from.clone(),
            text: workspace::text(self.document.bytes.clone(), &printable(&self.from))?,
            ..Source::default()
        })
    }

    /// Its entry for the lock, received today.
    pub(crate) fn received(&self) -> Received {
        let document = &self.document;
        Received {
            url: self.url.clone(),
            etag: document.etag.clone(),
            last_modified: document.last_modified.clone(),
            retrieved: Some(Timestamp::now().strftime("%Y-%m-%d").to_string()),
            bytes: document.bytes.len() as u64,
            sha256: digest::of_bytes(&document.bytes),
        }
    }
}

impl Published {
    /// The options for a command that names the description itself.
    pub(crate) fn within(timeout: u64, allow_http: bool) -> Self {
        Self {
            from: None,
            allow_shrink: false,
            force: false,
            timeout,
            allow_http,
            max_bytes: 32 << 20,
        }
    }

    /// Gets the description at `from`, of which none is known yet.
    pub(crate) fn first(&self, from: &str) -> Result<Arrived, Failure> {
        self.get(from, None)?.ok_or_else(|| {
            Failure::failed("the server sent no description")
                .help("check the address, or save the description and give the file")
        })
    }

    /// Gets the description at `from`; `None` if the server reports that it is the one in `known`.
    pub(crate) fn get(
        &self,
        from: &str,
        known: Option<&Received>,
    ) -> Result<Option<Arrived>, Failure> {
        let (url, document) = match address(from)? {
            None => (None, open(from, self.max_bytes)?),
            Some(url) => {
                let usable =
                    known.filter(|known| !self.force && known.url.as_deref() == Some(url.as_str()));
                let response = download(&Request {
                    etag: usable.and_then(|known| known.etag.clone()),
                    last_modified: usable.and_then(|known| known.last_modified.clone()),
                    max_bytes: self.max_bytes,
                    timeout: Duration::from_secs(self.timeout),
                    allow_http: self.allow_http,
                    url: url.clone(),
                })?;
                match response {
                    Fetched::NotModified => return Ok(None),
                    Fetched::Document(document) => (Some(url.to_string()), document),
                }
            }
        };
        Ok(Some(Arrived {
            from: from.to_owned(),
            url,
            document,
        }))
    }
}

/// The address in `from`; `None` if it is a file.
fn address(from: &str) -> Result<Option<Url>, Failure> {
    if !from.contains("://") {
        return Ok(None);
    }
    let url = Url::parse(from).map_err(|error| {
        Failure::failed(format!("`{}` is not an address", printable(from)))
            .cause(&error)
            .help("give an address such as https://example.com/openapi.yaml, or a file")
    })?;
    Ok(Some(url))
}

/// The description in a file; at most `max_bytes` are read.
fn open(name: &str, max_bytes: usize) -> Result<Document, Failure> {
    let mut bytes = Vec::new();
    File::open(Path::new(name))
        .and_then(|file| file.take(max_bytes as u64 + 1).read_to_end(&mut bytes))
        .map_err(|error| {
            Failure::failed(format!("could not read {name}"))
                .cause(&error)
                .help("check the path, or give an address that begins with https://")
        })?;
    if bytes.len() > max_bytes {
        return Err(too_large(name, max_bytes));
    }
    Ok(Document {
        bytes,
        etag: None,
        last_modified: None,
    })
}

/// The failure if the published description is unavailable. A refusal stays a refusal.
pub(crate) fn could_not_look(failure: Failure) -> Failure {
    if failure.exit == Exit::Refused {
        return failure;
    }
    Failure {
        exit: Exit::NoBase,
        message: format!("drift check failed: {}", failure.message),
        ..failure
    }
}

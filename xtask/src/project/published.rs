//! The published description: downloaded or opened, examined, and identified. In: an address or a
//! file. Out: a description that may replace the current one. Absent: writing.

use std::fs::File;
use std::io::Read;
use std::path::Path;
use std::time::Duration;

use clap::Args;
use generator::Source;
use generator::diagnostic::Diagnostic;
use jiff::Timestamp;
use url::Url;

use crate::disk::digest;
use crate::exit::{Exit, Failure};
use crate::net::check_description::check;
use crate::net::download;
use crate::net::request::{Document, Fetched, Request, too_large};
use crate::project::adapt::Adapting;
use crate::project::beside;
use crate::project::lock::Received;
use crate::project::spec::{Settings, is_unknown_fault};
use crate::project::workspace::{self, Workspace};
use crate::terminal::{self, count, printable};

/// The location of the published description, and the limits of a download.
#[derive(Args)]
pub(crate) struct Published {
    /// Its location: an https address or a file [default: `source` in spec/generator.toml].
    #[arg(long, value_name = "URL|FILE")]
    from: Option<String>,
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

    /// Whether it has these bytes.
    pub(crate) fn is(&self, bytes: &[u8]) -> bool {
        self.document.bytes == bytes
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

    /// Its text, if it may replace `old`, the description at `place`. Overlay actions that differ with
    /// its evidence are shown, and inserted with `adapt`.
    pub(crate) fn examine(
        &self,
        place: &str,
        old: Option<Vec<u8>>,
        overlays: &[Source],
        allow_shrink: bool,
        adapt: bool,
        accepts: &[String],
    ) -> Result<Examined, Failure> {
        let new = self.source()?;
        let old = old.map(|bytes| Source {
            name: place.to_owned(),
            text: String::from_utf8_lossy(&bytes).into_owned(),
            ..Source::default()
        });
        let adapting = old.as_ref().map(|old| Adapting::of(old, &new, overlays));
        let adapting = adapting.filter(|it| !it.is_empty());
        if let Some(adapting) = &adapting {
            adapting.show();
        }
        let (used, left) = match adapting {
            Some(adapting) if adapt => (adapting.take()?.to_vec(), None),
            left => (overlays.to_vec(), left),
        };
        let is_fault = |it: &Diagnostic| is_unknown_fault(it, accepts);
        let checked = check(&new, old.as_ref(), &used, allow_shrink, &is_fault);
        let checked = checked.map_err(|failure| match &left {
            Some(left) if failure.exit == Exit::Refused => failure.help(left.help()),
            _ => failure,
        })?;
        terminal::diagnostics(&checked.notes);
        terminal::status(
            "Checked",
            format_args!(
                "{} ({}, all overlays apply: {})",
                printable(&self.from),
                count(checked.operations, "operation"),
                count(checked.actions, "action")
            ),
        );
        if let Some(left) = left {
            terminal::help(left.help());
        }
        let pairs = used.into_iter().zip(overlays);
        let changed = pairs.filter(|(new, old)| new.text != old.text);
        Ok(Examined {
            new,
            overlays: changed.map(|(new, _)| new).collect(),
        })
    }
}

/// A description that may replace the current one.
pub(crate) struct Examined {
    pub(crate) new: Source,
    /// The overlays that change with it.
    pub(crate) overlays: Vec<Source>,
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

    /// Gets the published description; `None` if the server reports that it is the one in `known`.
    pub(crate) fn receive(
        &self,
        workspace: &Workspace,
        settings: &Settings,
        known: Option<&Received>,
    ) -> Result<Option<Arrived>, Failure> {
        let from =
            self.from
                .as_ref()
                .or(settings.source.as_ref())
                .ok_or_else(|| {
                    Failure::failed("the source of the description is not configured")
                .help("set `source` in spec/generator.toml, or give `--from URL` or `--from FILE`")
                })?;
        in_one_file(workspace, &settings.description)?;
        self.get(from, known)
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

/// Refuses a description in several files: only one file is published, and the others would be the
/// local ones, which may differ.
fn in_one_file(workspace: &Workspace, description: &str) -> Result<(), Failure> {
    let source = Source {
        name: description.to_owned(),
        text: workspace.read_text(description)?.unwrap_or_default(),
        ..Source::default()
    };
    let files = beside::in_tree(source, workspace, description).files;
    let Some((other, _)) = files.texts().next() else {
        return Ok(());
    };
    Err(Failure::failed(format!(
        "{description} references other files, such as `{other}`, but only one file is downloaded"
    ))
    .help(
        "copy all files into spec/ by hand, then compare them with `cargo xtask diff` and run \
         `cargo xtask regen`",
    ))
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

/// Reports that the description is the published one.
pub(crate) fn fresh(description: &str, known: Option<&Received>) -> Exit {
    let since = known.and_then(|known| known.retrieved.as_deref());
    let since = since
        .map(|day| format!(", retrieved on {day}"))
        .unwrap_or_default();
    terminal::status(
        "Fresh",
        format_args!("{description} is the published one{since}"),
    );
    Exit::Success
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

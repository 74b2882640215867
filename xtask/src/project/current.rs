//! The description in `spec/`, which the published one may replace. In: the settings, the description and
//! the lock. Out: the published description, if it may replace this one. Absent: the other inputs, which
//! may be unusable with this description, and writing.

use generator::Source;
use generator::diagnostic::Diagnostic;

use crate::disk::digest;
use crate::disk::workspace::Workspace;
use crate::exit::{Exit, Failure};
use crate::project::adapt::Adapting;
use crate::project::beside;
use crate::project::check_description::check;
use crate::project::lock::{Found, Lock, Received};
use crate::project::published::{Arrived, Published};
use crate::project::spec::{self, Settings, is_unknown_fault};
use crate::terminal::{self, count, printable};

/// The description in `spec/`.
pub(crate) struct Current<'a> {
    folder: &'a Workspace,
    pub(crate) settings: Settings,
    pub(crate) lock: Found,
    /// Its origin, if it is the description in the lock.
    pub(crate) known: Option<Received>,
    /// Its bytes; `None` if the file doesn't exist.
    bytes: Option<Vec<u8>>,
    overlays: Vec<Source>,
}

/// A description that may replace the current one.
pub(crate) struct Examined {
    pub(crate) new: Source,
    /// The overlays that change with it.
    pub(crate) overlays: Vec<Source>,
}

impl<'a> Current<'a> {
    /// The description of the project in a folder.
    ///
    /// # Errors
    ///
    /// If a file can't be read.
    pub(crate) fn read(folder: &'a Workspace) -> Result<Self, Failure> {
        let settings = Settings::read(folder)?;
        let overlays = spec::overlays(folder)?;
        let lock = Lock::find(folder)?;
        let bytes = folder.read(&settings.description)?;
        let digest = bytes.as_deref().map(digest::of_bytes);
        Ok(Self {
            known: digest.and_then(|digest| lock.source_of(&digest)),
            folder,
            settings,
            lock,
            bytes,
            overlays,
        })
    }

    /// Gets the published description; `None` if the server reports that it is this one.
    ///
    /// # Errors
    ///
    /// If it has no source, is in several files, or can't be had.
    pub(crate) fn receive(&self, published: &Published) -> Result<Option<Arrived>, Failure> {
        let from = published.from.as_ref().or(self.settings.source.as_ref());
        let from = from.ok_or_else(|| {
            Failure::failed("the source of the description is not configured")
                .help("set `source` in spec/generator.toml, or give `--from URL` or `--from FILE`")
        })?;
        self.check_files()?;
        published.get(from, self.known.as_ref())
    }

    /// Refuses a description in several files: only one file is published, and the others would be the
    /// local ones, which may differ.
    fn check_files(&self) -> Result<(), Failure> {
        let description = &self.settings.description;
        let source = Source {
            name: description.clone(),
            text: self.folder.read_text(description)?.unwrap_or_default(),
            ..Source::default()
        };
        let files = beside::in_tree(source, self.folder, description).files;
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

    /// Whether a description is this one, byte by byte.
    pub(crate) fn is(&self, arrived: &Arrived) -> bool {
        self.bytes.as_ref() == Some(&arrived.document.bytes)
    }

    /// The text of a description, if it may replace this one. Overlay actions that differ with its
    /// evidence are shown, and inserted with `adapt`.
    ///
    /// # Errors
    ///
    /// If it is faulty, lost many operations, or an overlay doesn't apply to it.
    pub(crate) fn examine(
        &self,
        arrived: &Arrived,
        allow_shrink: bool,
        adapt: bool,
    ) -> Result<Examined, Failure> {
        let overlays = &self.overlays;
        let new = arrived.source()?;
        let old = self.bytes.as_ref().map(|bytes| Source {
            name: self.settings.description.clone(),
            text: String::from_utf8_lossy(bytes).into_owned(),
            ..Source::default()
        });
        let adapting = old.as_ref().map(|old| Adapting::of(old, &new, overlays));
        let adapting = adapting.filter(|it| !it.is_empty());
        if let Some(adapting) = &adapting {
            adapting.show();
        }
        let (used, left) = match adapting {
            Some(adapting) if adapt => (adapting.take()?.to_vec(), None),
            left => (overlays.clone(), left),
        };
        let is_fault = |it: &Diagnostic| is_unknown_fault(it, &self.settings.accepts);
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
                printable(&new.name),
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

    /// Reports that it is the published one.
    pub(crate) fn report_fresh(&self) -> Exit {
        let since = (self.known.as_ref()).and_then(|known| known.retrieved.as_deref());
        let since = since
            .map(|day| format!(", retrieved on {day}"))
            .unwrap_or_default();
        let description = &self.settings.description;
        terminal::status(
            "Fresh",
            format_args!("{description} is the published one{since}"),
        );
        Exit::Success
    }
}

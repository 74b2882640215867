//! Determines without generating whether `regen` has anything to do.
//!
//! The lock has the digests of the inputs and of the generated files, but doesn't show that this command
//! produces the one from the other. So a run that leaves nothing to do writes a note with its executable
//! into the build folder. If the note matches the executable, the lock, the inputs, the manifest and the
//! bytes of every generated file, another run would have the same result and output. Absent: git.

use std::fs;
use std::io;
use std::path::PathBuf;
use std::time::UNIX_EPOCH;

use generator::{Generated, diagnostic};
use serde::{Deserialize, Serialize};

use crate::disk::digest;
use crate::disk::plan::Plan;
use crate::disk::workspace::Workspace;
use crate::disk::write;
use crate::project::Project;
use crate::project::extent::MANIFEST;
use crate::project::lock::{Found, LOCK};
use crate::project::spec::Spec;
use crate::terminal::{self, count};

/// The build folder. The note is written only if it exists: elsewhere it would be an unexpected file in
/// the checkout.
const BUILD: &str = "target";
const NOTE: &str = "target/regen.json";

/// The result of a completed run.
#[derive(Serialize, Deserialize)]
pub(crate) struct Unchanged {
    executable: Executable,
    /// The digest of the lock's bytes.
    lock: String,
    /// The commit with the same inputs, for which no changes are reported; empty if there is no
    /// commit, `None` if nothing was compared.
    base: Option<String>,
    /// The digest of the manifest, which lists the features of tags; `None` if it doesn't exist.
    manifest: Option<String>,
    /// The generated files outside the owned folders.
    beside: Vec<String>,
    /// The digest of all files on disk, including those that a user took over or added.
    standing: String,
    pub(crate) record: Record,
}

/// The report on what a run read and generated.
#[derive(Serialize, Deserialize)]
pub(crate) struct Record {
    description: String,
    overlays: usize,
    actions: usize,
    operations: usize,
    schemas: usize,
    files: usize,
    /// The diagnostics as text.
    diagnostics: String,
}

impl Record {
    /// The report on this input and output.
    pub(crate) fn of(spec: &Spec, generated: &Generated) -> Self {
        let summary = generated.summary;
        Self {
            description: spec.input.description.name.clone(),
            overlays: spec.input.overlays.len(),
            actions: summary.actions,
            operations: summary.operations,
            schemas: summary.schemas,
            files: generated.files.len(),
            diagnostics: diagnostic::render(&generated.diagnostics),
        }
    }

    /// Prints it.
    pub(crate) fn print(&self) {
        if !self.diagnostics.is_empty() {
            terminal::plain(self.diagnostics.trim_end());
        }
        terminal::status(
            "Loaded",
            format_args!(
                "{} ({}, {})",
                self.description,
                count(self.overlays, "overlay"),
                count(self.actions, "action")
            ),
        );
        terminal::status(
            "Generated",
            format_args!(
                "{}, {}, {}",
                count(self.operations, "operation"),
                count(self.schemas, "schema"),
                count(self.files, "file")
            ),
        );
    }

    /// Whether the description has diagnostics.
    pub(crate) fn has_diagnostics(&self) -> bool {
        !self.diagnostics.is_empty()
    }
}

/// Identifies an executable, so that a rebuild is noticed. A digest of a debug build of 100 MB would
/// take longer than everything else in a run with nothing to do.
#[derive(PartialEq, Serialize, Deserialize)]
struct Executable {
    path: PathBuf,
    bytes: u64,
    /// Nanoseconds since 1970.
    modified: u128,
    /// File system metadata that programs can't set, if the platform has it.
    state: Vec<i64>,
}

impl Executable {
    /// The running executable.
    fn this() -> io::Result<Self> {
        let path = std::env::current_exe()?.canonicalize()?;
        let metadata = path.metadata()?;
        let since = |time: io::Result<std::time::SystemTime>| {
            time.map(|it| it.duration_since(UNIX_EPOCH).unwrap_or_default().as_nanos())
        };
        #[cfg(unix)]
        let state = {
            use std::os::unix::fs::MetadataExt;
            vec![
                metadata.ino().cast_signed(),
                metadata.ctime(),
                metadata.ctime_nsec(),
            ]
        };
        #[cfg(not(unix))]
        let state = vec![i64::try_from(since(metadata.created())?).unwrap_or_default()];
        Ok(Self {
            bytes: metadata.len(),
            modified: since(metadata.modified())?,
            state,
            path,
        })
    }
}

fn manifest(workspace: &Workspace) -> Option<String> {
    let manifest = workspace.read(MANIFEST).ok().flatten()?;
    Some(digest::of_bytes(&manifest))
}

impl Unchanged {
    /// The result of the last run, if this one would have the same. `base` is the commit to compare with,
    /// `None` if nothing is compared. Any error means that the result is unknown.
    pub(crate) fn find(project: &Project<'_>, base: Option<&str>) -> Option<Self> {
        let workspace = project.folder;
        let note = workspace.read(NOTE).ok().flatten()?;
        let known: Self = serde_json::from_slice(&note).ok()?;
        let lock = workspace.read(LOCK).ok().flatten()?;
        let same = digest::of_bytes(&lock) == known.lock
            && manifest(workspace) == known.manifest
            && Executable::this().is_ok_and(|it| it == known.executable)
            && (base.is_none() || base == known.base.as_deref());
        let Found::Sound(lock) = &project.lock else {
            return None;
        };
        let standing = || Plan::standing(project.extent.layout(), workspace, &known.beside);
        let is_known = same
            && lock.inputs.as_ref() == Some(&project.spec.inputs())
            && standing().ok().flatten()? == known.standing;
        is_known.then_some(known)
    }

    /// Notes that there is nothing left to do. If the note can't be written, the next run only takes
    /// longer.
    pub(crate) fn note(
        project: &Project<'_>,
        generated: &Generated,
        record: Record,
        base: Option<String>,
    ) {
        let (workspace, layout) = (project.folder, project.extent.layout());
        let note = || -> Option<()> {
            let lock = workspace.read(LOCK).ok().flatten()?;
            let is_beside = |path: &&String| !layout.owns(path);
            let beside: Vec<String> = generated.files.keys().filter(is_beside).cloned().collect();
            let known = Self {
                standing: Plan::standing(layout, workspace, &beside).ok().flatten()?,
                executable: Executable::this().ok()?,
                lock: digest::of_bytes(&lock),
                base,
                manifest: manifest(workspace),
                beside,
                record,
            };
            let text = serde_json::to_vec(&known).ok()?;
            let is_folder = fs::metadata(workspace.place(BUILD)).ok()?.is_dir();
            is_folder.then(|| write::file(&workspace.place(NOTE), &text).ok())?
        };
        let _ = note();
    }

    /// Prints the report, and that everything is up to date.
    pub(crate) fn print(&self) {
        self.record.print();
        // Includes the lock.
        terminal::status("Fresh", count(self.record.files + 1, "file"));
    }
}

//! Whether `regen` has anything to do, known without generating.
//!
//! The lock has the digests of the inputs and of the generated files. What it can't say is that this
//! command makes the one from the other: a run that found nothing left to do notes so in the build
//! folder, with the executable that it was. Where the note fits the executable, the lock, the inputs, the
//! manifest and the bytes of every generated file, another run would find and print the same. Absent: git.

use std::fs;
use std::io;
use std::path::PathBuf;
use std::time::UNIX_EPOCH;

use generator::{Generated, diagnostic};
use serde::{Deserialize, Serialize};

use crate::disk::digest;
use crate::disk::plan::Plan;
use crate::disk::write;
use crate::project::extent::{Extent, MANIFEST};
use crate::project::lock::{Found, LOCK, Lock};
use crate::project::spec::Spec;
use crate::project::workspace::Workspace;
use crate::terminal::{self, count};

/// The folder of builds. The note is made only where it exists: elsewhere it would be the one file of the
/// checkout that nobody expects.
const BUILD: &str = "target";
const NOTE: &str = "target/regen.json";

/// What a run found when it was done.
#[derive(Serialize, Deserialize)]
pub(crate) struct Unchanged {
    executable: Executable,
    /// The digest of the lock's bytes.
    lock: String,
    /// The commit that says what the inputs say, so that nothing is said about changes; empty where
    /// there is no commit, `None` where nothing was compared.
    base: Option<String>,
    /// The digest of the manifest, which lists the features of tags; `None` where there is none.
    manifest: Option<String>,
    /// The generated files outside the folders that hold nothing else.
    beside: Vec<String>,
    /// The digest of all files as they stood, with what a person took over or added.
    standing: String,
    pub(crate) made: Made,
}

/// What a run says about what it read and generated.
#[derive(Serialize, Deserialize)]
pub(crate) struct Made {
    description: String,
    overlays: usize,
    actions: usize,
    operations: usize,
    schemas: usize,
    files: usize,
    /// The diagnostics as text.
    diagnostics: String,
}

impl Made {
    /// What is said about this.
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

    /// Says it.
    pub(crate) fn tell(&self) {
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

/// An executable, told from what it was before another build. A digest of a debug build of 100 MB takes
/// longer than all else that a run with nothing to do does.
#[derive(PartialEq, Serialize, Deserialize)]
struct Executable {
    path: PathBuf,
    bytes: u64,
    /// Nanoseconds since 1970.
    modified: u128,
    /// Of the file system: what no program can set, where there is such a thing.
    state: Vec<i64>,
}

impl Executable {
    /// The one that runs.
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
    /// What the last run found, where this one would find it again. `base` is the commit to compare with,
    /// `None` where nothing is compared. Whatever is in the way of knowing means that it is not known.
    pub(crate) fn find(
        workspace: &Workspace,
        extent: &Extent,
        spec: &Spec,
        base: Option<&str>,
    ) -> Option<Self> {
        let note = workspace.read(NOTE).ok().flatten()?;
        let known: Self = serde_json::from_slice(&note).ok()?;
        let lock = workspace.read(LOCK).ok().flatten()?;
        let same = digest::of_bytes(&lock) == known.lock
            && manifest(workspace) == known.manifest
            && Executable::this().is_ok_and(|it| it == known.executable)
            && (base.is_none() || base == known.base.as_deref());
        let Ok(Found::Sound(lock)) = Lock::find(workspace) else {
            return None;
        };
        let standing = || Plan::standing(extent.layout(), workspace, &known.beside);
        let is_known = same
            && lock.inputs.as_ref() == Some(&spec.inputs)
            && standing().ok().flatten()? == known.standing;
        is_known.then_some(known)
    }

    /// Notes that there is nothing left to do. A note that can't be written only costs the next run its
    /// time.
    pub(crate) fn note(
        workspace: &Workspace,
        extent: &Extent,
        generated: &Generated,
        made: Made,
        base: Option<String>,
    ) {
        let layout = extent.layout();
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
                made,
            };
            let text = serde_json::to_vec(&known).ok()?;
            let is_folder = fs::metadata(workspace.place(BUILD)).ok()?.is_dir();
            is_folder.then(|| write::file(&workspace.place(NOTE), &text).ok())?
        };
        let _ = note();
    }

    /// Says it, and that everything is as it should be.
    pub(crate) fn tell(&self) {
        self.made.tell();
        // The lock is one more.
        terminal::status("Fresh", count(self.made.files + 1, "file"));
    }
}

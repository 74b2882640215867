//! The workspace: the folder that contains `spec/` and `generated-client/`.

use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use crate::exit::Failure;

/// The folder of the client package, relative to the workspace.
pub(crate) const CLIENT: &str = "generated-client";

/// The folder of the description, its overlays and settings, relative to the workspace.
pub(crate) const SPEC: &str = "spec";

/// A checkout.
pub(crate) struct Workspace {
    root: PathBuf,
}

impl Workspace {
    /// The checkout at `root`; by default that of the package that cargo runs, or the nearest
    /// ancestor of the current folder that has a `spec/generator.toml`.
    pub(crate) fn find(root: Option<PathBuf>) -> Result<Self, Failure> {
        if let Some(root) = root {
            return Ok(Self { root });
        }
        let starts = [
            std::env::var_os("CARGO_MANIFEST_DIR").map(PathBuf::from),
            std::env::current_dir().ok(),
        ];
        starts
            .iter()
            .flatten()
            .flat_map(|start| start.ancestors())
            .find(|folder| folder.join(SPEC).join("generator.toml").is_file())
            .map(|root| Self {
                root: root.to_path_buf(),
            })
            .ok_or_else(|| {
                Failure::failed("no `spec/generator.toml` here or in a folder above").help(
                    "run it in the folder of a project, or start one with \
                         `cargo xtask init --spec FILE --out DIR`",
                )
            })
    }

    /// The current folder, for commands that need no `spec/`.
    pub(crate) fn here() -> Self {
        Self {
            root: PathBuf::from("."),
        }
    }

    /// The full path of a file; `path` is relative to the workspace, with `/` on every system.
    pub(crate) fn place(&self, path: &str) -> PathBuf {
        path.split('/')
            .fold(self.root.clone(), |place, segment| place.join(segment))
    }

    /// The bytes of a file; `None` if it doesn't exist.
    pub(crate) fn read(&self, path: &str) -> Result<Option<Vec<u8>>, Failure> {
        read(&self.place(path), path)
    }

    /// The text of a file; `None` if it doesn't exist.
    pub(crate) fn read_text(&self, path: &str) -> Result<Option<String>, Failure> {
        self.read(path)?.map(|bytes| text(bytes, path)).transpose()
    }
}

/// The bytes of the file at `place`; `name` is for messages.
pub(crate) fn read(place: &Path, name: &str) -> Result<Option<Vec<u8>>, Failure> {
    match fs::read(place) {
        Ok(bytes) => Ok(Some(bytes)),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
        Err(error) => Err(Failure::failed(format!("could not read {name}")).cause(&error)),
    }
}

/// The text in these bytes.
pub(crate) fn text(bytes: Vec<u8>, name: &str) -> Result<String, Failure> {
    String::from_utf8(bytes).map_err(|error| {
        Failure::failed(format!("{name} is not UTF-8 text"))
            .cause(&error)
            .help("save the file as UTF-8; OpenAPI descriptions are exchanged in that encoding")
    })
}

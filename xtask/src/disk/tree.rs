//! A folder of files with a `spec/`: on disk, or in a commit. Code that reads `spec/` works with
//! either.

use std::fs;
use std::io::{self, ErrorKind};

use crate::disk::workspace::{self, Workspace};
use crate::exit::Failure;

/// A tree of files. Paths are relative to it, with `/` on every system.
pub(crate) trait Tree {
    /// The bytes of a file; `None` if it doesn't exist.
    fn read(&self, path: &str) -> Result<Option<Vec<u8>>, Failure>;

    /// The names in a folder, in any order; empty if it doesn't exist.
    fn list(&self, folder: &str) -> Result<Vec<String>, Failure>;

    /// The name of a file for users.
    fn called(&self, path: &str) -> String;

    /// The failure for a required file that is missing. `help` is for users who can change the
    /// tree.
    fn missing(&self, path: &str, help: &str) -> Failure;

    /// The name of a file in diagnostics: the path that opens it.
    fn file(&self, path: &str) -> String {
        path.to_owned()
    }

    /// The text of a file; `None` if it doesn't exist.
    fn read_text(&self, path: &str) -> Result<Option<String>, Failure> {
        let bytes = self.read(path)?;
        bytes
            .map(|bytes| workspace::text(bytes, &self.called(path)))
            .transpose()
    }
}

impl Tree for Workspace {
    fn read(&self, path: &str) -> Result<Option<Vec<u8>>, Failure> {
        Self::read(self, path)
    }

    fn list(&self, folder: &str) -> Result<Vec<String>, Failure> {
        let names = || -> io::Result<Vec<String>> {
            fs::read_dir(self.place(folder))?
                .map(|entry| Ok(entry?.file_name().to_string_lossy().into_owned()))
                .collect()
        };
        match names() {
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(Vec::new()),
            other => other.map_err(|error| {
                Failure::failed(format!("could not read the folder {folder}")).cause(&error)
            }),
        }
    }

    fn called(&self, path: &str) -> String {
        path.to_owned()
    }

    fn missing(&self, path: &str, help: &str) -> Failure {
        Failure::failed(format!("{path} is missing")).help(help)
    }
}

//! The workspace after an update.

use crate::disk::tree::Tree;
use crate::disk::workspace::Workspace;
use crate::exit::Failure;

/// The workspace with a new description and, if they changed, new overlays.
pub(super) struct Updated<'a> {
    pub(super) workspace: &'a Workspace,
    /// The changed files, by path.
    pub(super) texts: &'a [(String, String)],
}

impl Tree for Updated<'_> {
    fn read(&self, path: &str) -> Result<Option<Vec<u8>>, Failure> {
        match self.texts.iter().find(|(changed, _)| changed == path) {
            Some((_, text)) => Ok(Some(text.as_bytes().to_vec())),
            None => self.workspace.read(path),
        }
    }

    fn list(&self, folder: &str) -> Result<Vec<String>, Failure> {
        self.workspace.list(folder)
    }

    fn called(&self, path: &str) -> String {
        self.workspace.called(path)
    }

    fn missing(&self, path: &str, help: &str) -> Failure {
        self.workspace.missing(path, help)
    }
}

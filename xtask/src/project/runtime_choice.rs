//! Where a client finds the runtime crate, as the command line says it.

use std::path::{Path, PathBuf};

use generator::Runtime;

use crate::disk::folder;
use crate::disk::plan::{Layout, Plan};
use crate::exit::Failure;
use crate::project::vendored;
use crate::project::workspace::Workspace;

/// The folder of the vendored crate in that of the client.
const FOLDER: &str = "runtime";

/// Where the runtime crate is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum RuntimeChoice {
    /// In the registry.
    Published,
    /// In a git repository, at a revision where one is given.
    Git(String, Option<String>),
    /// In this folder.
    Path(PathBuf),
    /// Written into this folder; without one, into `runtime` in that of the client.
    Vendored(Option<PathBuf>),
}

impl Default for RuntimeChoice {
    /// A command that came from the registry leads there; any other has the only copy.
    fn default() -> Self {
        match vendored::is_there() {
            true => Self::Vendored(None),
            false => Self::Published,
        }
    }
}

impl RuntimeChoice {
    /// Reads `published`, `git=URL#REVISION`, `path=DIR` or `vendored=DIR`.
    pub(crate) fn parse(text: &str) -> Result<Self, String> {
        let (kind, rest) = match text.split_once('=') {
            Some((kind, rest)) if !rest.is_empty() => (kind, Some(rest)),
            Some(_) => return Err(format!("`{text}` ends with nothing behind the `=`")),
            None => (text, None),
        };
        match (kind, rest) {
            ("published", None) => Ok(Self::Published),
            ("vendored", folder) => Ok(Self::Vendored(folder.map(PathBuf::from))),
            ("path", Some(folder)) => Ok(Self::Path(folder.into())),
            ("git", Some(address)) => Ok(match address.split_once('#') {
                Some((address, revision)) => {
                    Self::Git(address.to_owned(), Some(revision.to_owned()))
                }
                None => Self::Git(address.to_owned(), None),
            }),
            _ => Err(
                "give `published`, `vendored`, `vendored=DIR`, `path=DIR`, or `git=URL` with \
                 `#REVISION` where it is not the newest"
                    .to_owned(),
            ),
        }
    }

    /// What the manifest of a client in `out` says.
    pub(crate) fn of_client(&self, out: &Path) -> Result<Runtime, Failure> {
        Ok(match self {
            Self::Published => Runtime::Published,
            Self::Git(address, revision) => Runtime::Git(address.clone(), revision.clone()),
            Self::Path(folder) => folder::runtime(folder, out)?,
            Self::Vendored(None) => Runtime::Folder(FOLDER.to_owned()),
            Self::Vendored(Some(folder)) => Runtime::Folder(folder::from_to(out, folder)?),
        })
    }

    /// What is to be written beside the client, and where; none where nothing is.
    ///
    /// # Errors
    ///
    /// A refusal where something else stands in the folder.
    pub(crate) fn plan(&self, out: &Path) -> Result<Option<(Workspace, Plan)>, Failure> {
        let Self::Vendored(folder) = self else {
            return Ok(None);
        };
        let folder = folder.clone().unwrap_or_else(|| out.join(FOLDER));
        let folder = Workspace::find(Some(folder))?;
        let plan = Plan::of_layout(&Layout::CRATE, &folder, &vendored::files()?)?;
        Ok(Some((folder, plan)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn choices_are_read() {
        let parse = |text: &str| RuntimeChoice::parse(text).ok();
        assert_eq!(parse("published"), Some(RuntimeChoice::Published));
        assert_eq!(parse("vendored"), Some(RuntimeChoice::Vendored(None)));
        assert_eq!(parse("path=a=b"), Some(RuntimeChoice::Path("a=b".into())));
        let git = RuntimeChoice::Git("https://example.com/x".to_owned(), Some("v1".to_owned()));
        assert_eq!(parse("git=https://example.com/x#v1"), Some(git));
        for wrong in ["", "path", "path=", "git", "published=1", "registry"] {
            assert_eq!(parse(wrong), None, "{wrong}");
        }
    }
}

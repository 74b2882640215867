//! The location of the runtime crate, as given on the command line.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use generator::Runtime;
use serde::Deserialize;

use crate::disk::folder;
use crate::disk::layout::marked;
use crate::disk::plan::Plan;
use crate::disk::workspace::{CLIENT, Workspace};
use crate::exit::Failure;
use crate::project::layouts;
use crate::project::vendored;

/// The folder of the vendored crate inside the client's.
pub(crate) const FOLDER: &str = "runtime";

/// The location of the runtime crate.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub(crate) enum RuntimeChoice {
    /// In the registry.
    Published,
    /// In a git repository, at a revision if one is given.
    Git(String, Option<String>),
    /// In this folder.
    Path(PathBuf),
    /// Written into this folder; by default into `runtime` in the client's folder.
    Vendored(Option<PathBuf>),
}

impl Default for RuntimeChoice {
    /// A command from the registry uses the registry; any other vendors its own copy.
    fn default() -> Self {
        match vendored::is_there() {
            true => Self::Vendored(None),
            false => Self::Published,
        }
    }
}

impl TryFrom<String> for RuntimeChoice {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        Self::parse(&text)
    }
}

impl RuntimeChoice {
    /// Parses `published`, `git=URL#REVISION`, `path=DIR` or `vendored=DIR`.
    pub(crate) fn parse(text: &str) -> Result<Self, String> {
        let (kind, rest) = match text.split_once('=') {
            Some((kind, rest)) if !rest.is_empty() => (kind, Some(rest)),
            Some(_) => return Err(format!("`{text}` has no value after the `=`")),
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
                "give `published`, `vendored`, `vendored=DIR`, `path=DIR`, `git=URL` or \
                 `git=URL#REVISION`"
                    .to_owned(),
            ),
        }
    }

    /// The choice as [`parse`](Self::parse) accepts it, without the folder of a vendored crate.
    pub(crate) fn render(&self) -> String {
        match self {
            Self::Published => "published".to_owned(),
            Self::Git(address, None) => format!("git={address}"),
            Self::Git(address, Some(revision)) => format!("git={address}#{revision}"),
            Self::Path(folder) => format!("path={}", folder.display()),
            Self::Vendored(_) => "vendored".to_owned(),
        }
    }

    /// The choice with its folder relative to `base`.
    pub(crate) fn within(self, base: &Path) -> Self {
        match self {
            Self::Path(folder) => Self::Path(base.join(folder)),
            Self::Vendored(Some(folder)) => Self::Vendored(Some(base.join(folder))),
            other => other,
        }
    }

    /// The dependency in the manifest of a client in `out`.
    pub(crate) fn of_client(&self, out: &Path) -> Result<Runtime, Failure> {
        Ok(match self {
            Self::Published => Runtime::Published,
            Self::Git(address, revision) => Runtime::Git(address.clone(), revision.clone()),
            Self::Path(folder) => folder::runtime(folder, out)?,
            Self::Vendored(None) => Runtime::Folder(FOLDER.to_owned()),
            Self::Vendored(Some(folder)) => Runtime::Folder(folder::from_to(out, folder)?),
        })
    }

    /// The dependency in the manifest of a project's client. Folders are relative to the project.
    pub(crate) fn of_project(&self, workspace: &Workspace) -> Result<Runtime, Failure> {
        match self {
            Self::Path(path) if path.is_relative() => {
                folder::check(&workspace.place("").join(path))?;
                let path = path.to_string_lossy().replace('\\', "/");
                Ok(Runtime::Folder(format!("../{path}")))
            }
            Self::Vendored(Some(_)) => Err(Failure::failed(format!(
                "spec/generator.toml: a project has its runtime in {CLIENT}/{FOLDER}"
            ))
            .help(
                "several projects share one: `runtime = \"vendored\"` in the first, `runtime = \"path=DIR\"` with \
                 its folder in the others",
            )),
            _ => self.of_client(&workspace.place(CLIENT)),
        }
    }

    /// The files of the vendored crate below a folder.
    pub(crate) fn files(folder: &str) -> Result<BTreeMap<String, String>, Failure> {
        let files = vendored::files()?.into_iter();
        Ok(files
            .map(|(path, text)| (format!("{folder}/{path}"), text))
            .collect())
    }

    /// The plan that removes the crate which an earlier choice left in the folder `runtime` of the client in
    /// `out`; `None` if there is none, or if this choice is that folder.
    ///
    /// # Errors
    ///
    /// Refuses if the user changed the crate.
    pub(crate) fn left_behind(&self, out: &Path) -> Result<Option<(Workspace, Plan)>, Failure> {
        let folder = out.join(FOLDER);
        let is_there = |other: &Path| {
            let place = |path: &Path| path.canonicalize().ok();
            place(other).is_some_and(|it| Some(it) == place(&folder))
        };
        let is_used = match self {
            Self::Vendored(None) => true,
            Self::Vendored(Some(other)) | Self::Path(other) => is_there(other),
            Self::Published | Self::Git(..) => false,
        };
        let folder = Workspace::find(Some(folder))?;
        let manifest = match is_used {
            true => None,
            false => folder.read("Cargo.toml")?,
        };
        if !manifest.is_some_and(|manifest| marked(&manifest)) {
            return Ok(None);
        }
        let plan = Plan::of_layout(&layouts::RUNTIME, &folder, &BTreeMap::new())?;
        Ok(Some((folder, plan)))
    }

    /// The files to be written beside the client, and their folder; `None` if there are none.
    ///
    /// # Errors
    ///
    /// Refuses if the folder has other content.
    pub(crate) fn plan(&self, out: &Path) -> Result<Option<(Workspace, Plan)>, Failure> {
        let Self::Vendored(folder) = self else {
            return Ok(None);
        };
        let folder = folder.clone().unwrap_or_else(|| out.join(FOLDER));
        let folder = Workspace::find(Some(folder))?;
        let plan = Plan::of_layout(&layouts::RUNTIME, &folder, &vendored::files()?)?;
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

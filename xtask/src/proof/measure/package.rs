//! The measured package, as cargo knows it.

use std::path::{Path, PathBuf};

use generator::diagnostic::did_you_mean;
use serde::Deserialize;

use super::command::{cargo, ran};
use crate::exit::Failure;

/// A package in the output of `cargo metadata`.
#[derive(Debug, Deserialize)]
pub(crate) struct Package {
    /// Its name.
    pub(crate) name: String,
    /// Its package id, since a name might be ambiguous.
    pub(crate) id: String,
    /// The absolute path of its `Cargo.toml`.
    pub(crate) manifest_path: PathBuf,
    /// The dependencies in its manifest.
    dependencies: Vec<Dependency>,
}

#[derive(Debug, Deserialize)]
struct Dependency {
    name: String,
    /// `dev` or `build`; `None` for an ordinary dependency.
    kind: Option<String>,
    /// The folder of a path dependency.
    path: Option<PathBuf>,
}

#[derive(Deserialize)]
struct Metadata {
    packages: Vec<Package>,
}

impl Package {
    /// The package called `name` in the manifest at this path, or in its workspace; without a name
    /// the manifest's own.
    pub(crate) fn find(manifest: &Path, name: Option<&str>) -> Result<Self, Failure> {
        let shown = manifest.display();
        let output = ran(cargo("metadata")
            .args(["--no-deps", "--format-version", "1", "--manifest-path"])
            .arg(manifest))?;
        let metadata: Metadata = serde_json::from_slice(&output.stdout).map_err(|error| {
            Failure::failed("could not parse the output of `cargo metadata`").cause(&error)
        })?;
        let place = manifest
            .canonicalize()
            .map_err(|error| Failure::failed(format!("could not read {shown}")).cause(&error))?;
        let is_wanted = |package: &Package| match name {
            Some(name) => package.name == name,
            None => (package.manifest_path.canonicalize()).is_ok_and(|path| path == place),
        };
        let names: Vec<String> = metadata.packages.iter().map(|it| it.name.clone()).collect();
        metadata
            .packages
            .into_iter()
            .find(is_wanted)
            .ok_or_else(|| {
                let message = match name {
                    Some(name) => {
                        let meant = did_you_mean(name, names.iter().map(String::as_str));
                        format!("no package `{name}` in the workspace of {shown}{meant}")
                    }
                    None => format!("{shown} is the manifest of a workspace, not of a package"),
                };
                Failure::failed(message).help(format!(
                    "give one of these as --package: {}",
                    names.join(", ")
                ))
            })
    }

    /// The folder of the package.
    pub(crate) fn folder(&self) -> &Path {
        self.manifest_path.parent().unwrap_or(Path::new("."))
    }

    /// Name and folder of the local crates that it depends on.
    pub(crate) fn beside(&self) -> impl Iterator<Item = (&str, &Path)> {
        let ordinary = self.dependencies.iter().filter(|it| it.kind.is_none());
        ordinary.filter_map(|it| Some((it.name.as_str(), it.path.as_deref()?)))
    }
}

//! A package that depends on the client: its metadata from cargo, and its sources.

use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};

use serde::Deserialize;
use toml_edit::{DocumentMut, Item, TableLike, value};

use crate::exit::Failure;
use crate::git::program;
use crate::proof::measure;
use crate::terminal::printable;

/// The maximum size in bytes of all files of a program together.
const MAX_BYTES: u64 = 256 << 20;

/// A program.
pub(super) struct Dependant {
    pub(super) name: String,
    /// As on the command line.
    pub(super) folder: PathBuf,
    /// The folder of its workspace, that of the copy, and its own folder relative to either.
    root: PathBuf,
    pub(super) copy: PathBuf,
    pub(super) member: PathBuf,
    /// The version of the client that it is built with.
    pub(super) version: String,
    /// The source of that client in cargo's notation; `None` for a folder.
    pub(super) source: Option<String>,
}

#[derive(Deserialize)]
struct Metadata {
    packages: Vec<Package>,
    workspace_root: PathBuf,
}

#[derive(Deserialize)]
struct Package {
    name: String,
    version: String,
    source: Option<String>,
    manifest_path: PathBuf,
    dependencies: Vec<Dependency>,
}

#[derive(Deserialize)]
struct Dependency {
    name: String,
}

impl Dependant {
    /// The package in a folder. Cargo may modify the lock file of a package that it inspects, so it
    /// inspects a copy, below `copies`.
    ///
    /// # Errors
    ///
    /// If there is none, or it doesn't depend on the client.
    pub(super) fn find(folder: &Path, client: &str, copies: &Path) -> Result<Self, Failure> {
        let shown = printable(&folder.display().to_string());
        let place = folder.join("Cargo.toml").canonicalize().map_err(|error| {
            Failure::failed(format!("{shown} contains no package"))
                .cause(&error)
                .help("give the folder of a program that contains its Cargo.toml")
        })?;
        let found = metadata(&place, &["--no-deps"], &shown)?;
        let own = found.packages.iter().find(|it| it.manifest_path == place);
        let uses = |package: &&Package| package.dependencies.iter().any(|it| it.name == client);
        let package = own.filter(uses).ok_or_else(|| {
            Failure::failed(format!("{shown} does not depend on {client}"))
                .help("give the folder of a package that has it among its dependencies")
        })?;
        let member = place.parent().unwrap_or(&place);
        let member = member.strip_prefix(&found.workspace_root);
        let mut dependant = Self {
            name: package.name.clone(),
            folder: folder.to_path_buf(),
            copy: copies.join(&package.name),
            member: member.map(Path::to_path_buf).unwrap_or_default(),
            root: found.workspace_root.clone(),
            version: String::new(),
            source: None,
        };
        dependant.copy(client, None)?;
        let place = dependant.copy.join(&dependant.member).join("Cargo.toml");
        // Dependencies for other platforms may be missing.
        let (_, host) = measure::toolchain()?;
        let used = metadata(&place, &["--filter-platform", &host], &shown)?;
        if let Some(used) = used.packages.iter().find(|it| it.name == client) {
            dependant.version.clone_from(&used.version);
            dependant.source.clone_from(&used.source);
        }
        Ok(dependant)
    }

    /// The texts of its Rust files.
    pub(super) fn sources(&self) -> Result<Vec<String>, Failure> {
        let mut texts = Vec::new();
        walk(&self.root.join(&self.member), &mut |path| {
            if path.extension() == Some(OsStr::new("rs")) {
                texts.push(String::from_utf8_lossy(&fs::read(path)?).into_owned());
            }
            Ok(())
        })?;
        Ok(texts)
    }

    /// Copies the workspace, with the client taken from another folder if one is given: cargo's
    /// settings can't replace a path dependency.
    ///
    /// # Errors
    ///
    /// If a file can't be read or written, or the files are too large.
    pub(super) fn copy(&self, client: &str, from: Option<&Path>) -> Result<(), Failure> {
        let mut left = MAX_BYTES;
        let mut manifests = Vec::new();
        walk(&self.root, &mut |path| {
            let place = self
                .copy
                .join(path.strip_prefix(&self.root).unwrap_or(path));
            if let Some(parent) = place.parent() {
                fs::create_dir_all(parent)?;
            }
            left = left
                .checked_sub(path.metadata()?.len())
                .ok_or_else(|| std::io::Error::other("the program has too many files to copy"))?;
            if path.file_name() == Some(OsStr::new("Cargo.toml")) {
                manifests.push((path.to_path_buf(), place));
            } else if !fs::read(&place)
                .is_ok_and(|known| fs::read(path).is_ok_and(|it| it == known))
            {
                fs::copy(path, &place)?;
            }
            Ok(())
        })?;
        for (path, place) in manifests {
            let folder = path.parent().unwrap_or(&self.root);
            let text = fs::read_to_string(&path)
                .map_err(|error| super::unusable::unusable(&path, &error))?;
            let text = self.with_client(&text, folder, client, from)?;
            if !fs::read_to_string(&place).is_ok_and(|known| known == text) {
                fs::write(&place, text)
                    .map_err(|error| super::unusable::unusable(&place, &error))?;
            }
        }
        Ok(())
    }

    /// A manifest whose path dependencies keep their targets, except for the client's new one.
    fn with_client(
        &self,
        text: &str,
        folder: &Path,
        client: &str,
        from: Option<&Path>,
    ) -> Result<String, Failure> {
        let mut manifest = parsed(text)?;
        let mut tables: Vec<&mut dyn TableLike> = vec![manifest.as_table_mut()];
        while let Some(table) = tables.pop() {
            for (key, item) in table.iter_mut() {
                let is_list = key.get().ends_with("dependencies");
                let Some(item) = item.as_table_like_mut() else {
                    continue;
                };
                if !is_list {
                    tables.push(item);
                    continue;
                }
                for (name, dependency) in item.iter_mut() {
                    let renamed = dependency.get("package").and_then(Item::as_str);
                    let name = renamed.unwrap_or(name.get()).to_owned();
                    let path = dependency.get("path").and_then(Item::as_str);
                    let Some(path) = path.map(|path| folder.join(path)) else {
                        continue;
                    };
                    let inside = path
                        .canonicalize()
                        .is_ok_and(|it| it.starts_with(&self.root));
                    let path = match from.filter(|_| name == client) {
                        Some(from) => from,
                        None if inside => continue,
                        None => &path,
                    };
                    dependency["path"] = value(path.display().to_string());
                }
            }
        }
        Ok(manifest.to_string())
    }
}

/// Cargo's metadata of a package, without network access.
fn metadata(manifest: &Path, arguments: &[&str], shown: &str) -> Result<Metadata, Failure> {
    let mut command = measure::cargo("metadata");
    command
        .args(["--format-version", "1", "--offline", "--manifest-path"])
        .arg(manifest)
        .args(arguments);
    let output = program::run(&mut command, "")?;
    let read = serde_json::from_str(&output.stdout);
    read.map_err(|_| {
        Failure::failed(format!("cargo could not read the package in {shown}"))
            .details(output.said)
            .help("run `cargo fetch` there to download its dependencies")
    })
}

/// The manifest of a client with another version.
pub(super) fn with_version(text: &str, version: &str) -> Result<String, Failure> {
    let mut manifest = parsed(text)?;
    manifest["package"]["version"] = value(version);
    Ok(manifest.to_string())
}

fn parsed(text: &str) -> Result<DocumentMut, Failure> {
    text.parse()
        .map_err(|error| Failure::failed("a manifest is not TOML").cause(&error))
}

/// Every file of a folder, without the files of cargo, git and editors, and without links.
fn walk(folder: &Path, each: &mut dyn FnMut(&Path) -> std::io::Result<()>) -> Result<(), Failure> {
    let mut folders = vec![folder.to_path_buf()];
    while let Some(folder) = folders.pop() {
        let mut visit = || -> std::io::Result<()> {
            for entry in fs::read_dir(&folder)? {
                let entry = entry?;
                let (path, kind, name) = (entry.path(), entry.file_type()?, entry.file_name());
                let is_hidden = name.to_string_lossy().starts_with('.') && name != ".cargo";
                if kind.is_dir() && !is_hidden && name != "target" {
                    folders.push(path);
                } else if kind.is_file() {
                    each(&path)?;
                }
            }
            Ok(())
        };
        visit().map_err(|error| super::unusable::unusable(&folder, &error))?;
    }
    Ok(())
}

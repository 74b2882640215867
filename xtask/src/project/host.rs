//! The crate that a client is a module of. In: the folder of the module. Out: the path of the module, and what
//! the crate's manifest lacks. Absent: any change to that crate, all of which is a person's.

use std::path::{Path, PathBuf};

use generator::rust::Ident;
use toml_edit::{DocumentMut, Item};

use crate::disk::folder::RUNTIME;
use crate::disk::workspace;
use crate::exit::Failure;
use crate::project::vendored::is_inherited;

/// The folder of a module where none is given.
pub(crate) const FOLDER: &str = "src/api";

/// The oldest edition that generated code is written for.
const EDITION: u16 = 2021;

/// The oldest Rust, which is that of this command.
const RUST: &str = env!("CARGO_PKG_RUST_VERSION");

/// A crate with a place for a module.
pub(crate) struct Host {
    /// Its folder.
    pub(crate) folder: PathBuf,
    /// The path of the module, such as `crate::api`.
    pub(crate) module: String,
    /// Its manifest, as a person calls it.
    pub(crate) manifest_name: String,
    manifest: DocumentMut,
}

impl Host {
    /// The crate around the folder of a module.
    ///
    /// # Errors
    ///
    /// If there is no crate, the folder can't be a module, or the crate's Rust version is too old.
    pub(crate) fn around(module: &Path) -> Result<Self, Failure> {
        let shown = module.display();
        let place = std::path::absolute(module)
            .map_err(|error| Failure::failed(format!("{shown} cannot be used")).cause(&error))?;
        let found = (place.ancestors().skip(1))
            .find_map(|folder| manifest(folder).map(|it| Some((folder, it?))).transpose())
            .transpose()?;
        let Some((folder, manifest)) = found else {
            return Err(Failure::failed(format!("{shown} is not in a crate")).help(HELP));
        };
        let here = std::env::current_dir().unwrap_or_default();
        let manifest_name = folder
            .strip_prefix(here)
            .unwrap_or(folder)
            .join("Cargo.toml");
        let manifest_name = manifest_name.display().to_string();
        if !manifest.contains_key("package") {
            let problem = format!("{manifest_name} is the manifest of a workspace, not of a crate");
            return Err(Failure::failed(problem).help(HELP));
        }
        let host = Self {
            module: path(&place, folder, module)?,
            folder: folder.to_path_buf(),
            manifest_name,
            manifest,
        };
        let file = module.with_extension("rs");
        if file.is_file() {
            let file = file.display();
            return Err(Failure::refused(format!(
                "{file} already is that module, and a module can't be both a file and a folder"
            ))
            .help(format!("give another folder, or move {file} away")));
        }
        host.check_rust()?;
        Ok(host)
    }

    /// Checks that the crate may use what the generated code is written in.
    fn check_rust(&self) -> Result<(), Failure> {
        let name = &self.manifest_name;
        let edition = self.package("edition").unwrap_or_else(|| "2015".to_owned());
        if edition.parse().is_ok_and(|it: u16| it < EDITION) {
            return Err(Failure::failed(format!(
                "{name} has the edition {edition}, and the client needs {EDITION} or a newer one"
            ))
            .help("migrate the crate with `cargo fix --edition`, or omit `--layout` for a crate of its own"));
        }
        let Some(rust) = self.package("rust-version") else {
            return Ok(());
        };
        if numbers(&rust) < numbers(RUST) {
            return Err(Failure::failed(format!(
                "{name} has the rust-version {rust}, and the client needs {RUST} or a newer one"
            ))
            .help(format!("set `rust-version = \"{RUST}\"` there")));
        }
        Ok(())
    }

    /// A key of `[package]`, which may be that of the workspace.
    fn package(&self, key: &str) -> Option<String> {
        let of = |table: Option<&Item>| table?.get("package")?.get(key).cloned();
        let mut found = of(Some(self.manifest.as_item()));
        if found.as_ref().is_some_and(is_inherited) {
            let mut folders = self.folder.ancestors();
            found = folders.find_map(|folder| of(manifest(folder).ok()??.get("workspace")));
        }
        Some(found?.as_str()?.to_owned())
    }

    /// How the crate declares the module: its name in the file above it.
    pub(crate) fn entry(&self) -> String {
        let name = self.module.rsplit("::").next().unwrap_or_default();
        format!(
            "declare it with `mod {name};` in the file above it; its path is `{}`",
            self.module
        )
    }

    /// The lines of these that the manifest lacks; none where it has all.
    pub(crate) fn lacks(&self, needed: &str) -> Option<String> {
        let needed: DocumentMut = needed.parse().ok()?;
        let mut lacking = String::new();
        for (table, dependencies) in needed.iter() {
            let dependencies = dependencies.as_table_like()?;
            let lines = dependencies.iter().filter(|(name, needed)| {
                let tables = ["dependencies", table].into_iter();
                let mut present = tables.filter_map(|table| self.manifest.get(table)?.get(name));
                !present.any(|present| has(name, present, needed))
            });
            let lines: String = lines
                .map(|(name, needed)| format!("{name} ={needed}\n"))
                .collect();
            if !lines.is_empty() {
                let above = if lacking.is_empty() { "" } else { "\n" };
                lacking += &format!("{above}[{table}]\n{lines}");
            }
        }
        (!lacking.is_empty()).then_some(lacking)
    }
}

/// What helps where no crate is found.
const HELP: &str = "give a folder below the `src` of a crate, such as `--out src/api`, or omit `--layout` for a \
                    crate of its own";

/// The path of the module in this place of the crate in this folder.
fn path(place: &Path, folder: &Path, module: &Path) -> Result<String, Failure> {
    let shown = module.display();
    let names = place.strip_prefix(folder).unwrap_or(place).iter();
    let names: Option<Vec<&str>> = names.map(|name| name.to_str()).collect();
    let names = match names.as_deref() {
        // A program with several files.
        Some(["src", "bin", _, names @ ..] | ["src", names @ ..]) if !names.is_empty() => {
            names.to_vec()
        }
        _ => {
            let problem = format!(
                "{shown} is not a folder below the `src` of {}",
                folder.display()
            );
            return Err(Failure::failed(problem).help(HELP));
        }
    };
    for name in &names {
        let meant = Ident::snake(name);
        if meant.as_str() != *name {
            return Err(
                Failure::failed(format!("`{name}` in {shown} is not a module name"))
                    .help(format!("use a valid Rust module name, such as `{meant}`")),
            );
        }
    }
    Ok(format!("crate::{}", names.join("::")))
}

/// Whether a dependency has what is needed of it. Where the runtime crate is found must be as needed; any other
/// is a person's choice.
fn has(name: &str, present: &Item, needed: &Item) -> bool {
    if is_inherited(present) {
        return true;
    }
    let features = |item: &Item| -> Vec<String> {
        let list = item.get("features").and_then(Item::as_array);
        let texts = list.into_iter().flatten().filter_map(|it| it.as_str());
        texts.map(str::to_owned).collect()
    };
    let at = |item: &Item, key: &str| item.get(key).and_then(|it| Some(it.as_str()?.to_owned()));
    let known = features(present);
    features(needed).iter().all(|it| known.contains(it))
        && (name != RUNTIME
            || ["path", "git", "rev"]
                .iter()
                .all(|key| at(present, key) == at(needed, key)))
}

/// The manifest in a folder.
fn manifest(folder: &Path) -> Result<Option<DocumentMut>, Failure> {
    let place = folder.join("Cargo.toml");
    let name = place.display().to_string();
    let Some(bytes) = workspace::read(&place, &name)? else {
        return Ok(None);
    };
    let parsed = workspace::text(bytes, &name)?.parse::<DocumentMut>();
    let parsed = parsed
        .map_err(|error| Failure::failed(format!("{name} is not a manifest")).cause(&error))?;
    Ok(Some(parsed))
}

/// The parts of a version, as numbers.
fn numbers(version: &str) -> Vec<u32> {
    version
        .split('.')
        .map_while(|part| part.parse().ok())
        .collect()
}

//! The clients of the cases as packages of one workspace, with the programs as their examples.
//!
//! Many cases change the same base, and some changes don't affect the client: equal bytes are one
//! package. Files are written only if they differ, and remains of an earlier run are not members of
//! the workspace, so cargo recompiles only the changed packages.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, File};
use std::io;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use generator::compare::{Bump, Case, ItemChange, Rule};
use generator::output::Layout;
use generator::{Described, Judgement, Runtime};
use toml_edit::{DocumentMut, Item, Table, value};

use super::judged::judged;
use crate::disk::workspace::Workspace;
use crate::disk::{digest, turn, write};
use crate::exit::Failure;
use crate::terminal;

/// The code around a program, with the names that the rules for cases put in its scope.
const BEFORE: &str = "\
#![allow(warnings)]

use library_client::models;
use library_client::*;
use serde_json::{self, json};

async fn witness(client: Client) -> Result<(), Error> {
";
const AFTER: &str = "    Ok(())\n}\n\nfn main() {}\n";

/// The package of the unchanged description.
const BASE: &str = "library-client";

/// The library name of every package, whatever the package's name.
const LIBRARY: &str = "library_client";

/// A judged case, and the packages of its two clients.
pub(super) struct Judged {
    pub(super) name: String,
    pub(super) rule: Rule,
    pub(super) rust: Bump,
    /// The changed items of the crate.
    pub(super) items: Vec<ItemChange>,
    /// The lines of the program in its file, from 1.
    pub(super) program: Range<usize>,
    pub(super) base: String,
    pub(super) revision: String,
}

/// The cases and the packages of their clients.
pub(super) struct Packages {
    /// The workspace of the packages.
    pub(super) folder: PathBuf,
    /// The cases in their order.
    pub(super) cases: Vec<Judged>,
    /// The names of the packages, which are also those of their folders.
    pub(super) names: BTreeSet<String>,
    /// Keeps other runs out of the folder while this one uses it.
    _lock: File,
}

impl Packages {
    /// Judges the cases, and writes their clients and programs.
    pub(super) fn write(workspace: &Workspace, cases: &[Case]) -> Result<Self, Failure> {
        let folder = workspace.place("target/witness");
        let folder = std::path::absolute(&folder).map_err(|error| unusable(&folder, &error))?;
        let runtime = workspace.place("generated-client/runtime");
        let runtime = std::path::absolute(&runtime).map_err(|error| unusable(&runtime, &error))?;
        let lock = turn::of(&folder)?;
        let mut writing = Writing {
            runtime: Runtime::Folder(runtime.display().to_string()),
            by_digest: BTreeMap::new(),
            folder,
        };
        let mut judged = Vec::new();
        let mut taken = BTreeSet::new();
        for (at, case) in cases.iter().enumerate() {
            let name = case.name();
            terminal::transient(format_args!("[{}/{}] {name}", at + 1, cases.len()));
            if !taken.insert(name.clone()) {
                return Err(Failure::failed(format!("two cases are called {name}"))
                    .help("titles of the cases of a rule must differ; change one"));
            }
            judged.push(writing.case(case)?);
        }
        terminal::transient("");
        let names: BTreeSet<String> = writing.by_digest.values().cloned().collect();
        writing.workspace(workspace, &names)?;
        Ok(Self {
            folder: writing.folder,
            cases: judged,
            names,
            _lock: lock,
        })
    }
}

/// The packages while they are written.
struct Writing {
    folder: PathBuf,
    runtime: Runtime,
    /// The package of each client, by the digest of its files.
    by_digest: BTreeMap<String, String>,
}

impl Writing {
    fn case(&mut self, case: &Case) -> Result<Judged, Failure> {
        let name = case.name();
        let (base, revision) = (case.base(), case.revision());
        let judgement = judged(&name, &base, &revision)?;
        let slug = name.replace('_', "-");
        // Most cases change the unchanged description.
        let package = if base.overlays.is_empty() && base.config.webhooks.is_none() {
            BASE
        } else {
            &format!("{slug}-base")
        };
        let Judgement {
            base,
            revision,
            comparison,
            ..
        } = judgement;
        let base = self.client(&name, package, Arc::unwrap_or_clone(base))?;
        // With the judgement's names, so it equals the output of `regen`.
        let revision = self.client(&name, &slug, revision)?;
        let text = format!("{BEFORE}{}{AFTER}", case.program);
        for package in [&base, &revision] {
            self.put(&format!("{package}/examples/{name}.rs"), &text)?;
        }
        let first = BEFORE.lines().count() + 1;
        Ok(Judged {
            name,
            rule: case.rule,
            rust: comparison.bump(),
            items: (comparison.changes.into_iter())
                .flat_map(|change| change.rust_items)
                .collect(),
            program: first..first + case.program.lines().count(),
            base,
            revision,
        })
    }

    /// Generates a client and returns its package: an existing one with the same bytes, or a new
    /// one.
    fn client(
        &mut self,
        case: &str,
        package: &str,
        described: Described,
    ) -> Result<String, Failure> {
        let generated = generator::generate_as(described, Layout::Package(&self.runtime))
            .map_err(|diagnostics| Failure::documents(case, diagnostics))?;
        let bytes = generated
            .files
            .iter()
            .map(|(path, text)| (path.as_str(), text.as_bytes()));
        let digest = digest::of_files(bytes);
        if let Some(known) = self.by_digest.get(&digest) {
            return Ok(known.clone());
        }
        for (path, text) in &generated.files {
            match path.as_str() {
                "Cargo.toml" => {
                    self.put(&format!("{package}/{path}"), &manifest(text, package)?)?
                }
                // Tests of examples are not needed for this proof.
                path if !path.starts_with("src/") => continue,
                path => self.put(&format!("{package}/{path}"), text)?,
            };
        }
        self.by_digest.insert(digest, package.to_owned());
        Ok(package.to_owned())
    }

    /// Makes a workspace of the packages, with the versions of our own, so nothing is downloaded.
    fn workspace(&self, ours: &Workspace, names: &BTreeSet<String>) -> Result<(), Failure> {
        let members: Vec<&str> = names.iter().map(String::as_str).collect();
        self.put(
            "Cargo.toml",
            &format!("[workspace]\nresolver = \"3\"\nmembers = {members:?}\n"),
        )?;
        let lock = ours.place("Cargo.lock");
        let text = fs::read_to_string(&lock).map_err(|error| unusable(&lock, &error))?;
        self.put("Cargo.lock", &text)
    }

    /// Writes a file if it differs.
    fn put(&self, path: &str, text: &str) -> Result<(), Failure> {
        let place = path
            .split('/')
            .fold(self.folder.clone(), |place, part| place.join(part));
        if fs::read(&place).is_ok_and(|found| found == text.as_bytes()) {
            return Ok(());
        }
        write::file(&place, text.as_bytes()).map_err(|error| unusable(&place, &error))
    }
}

/// The manifest of a client with another package name and the same library name.
fn manifest(text: &str, package: &str) -> Result<String, Failure> {
    let mut manifest: DocumentMut = text
        .parse()
        .map_err(|error| Failure::failed("the generated manifest is not TOML").cause(&error))?;
    manifest["package"]["name"] = value(package);
    let mut library = Table::new();
    library["name"] = value(LIBRARY);
    manifest["lib"] = Item::Table(library);
    Ok(manifest.to_string())
}

pub(super) fn unusable(path: &Path, error: &io::Error) -> Failure {
    Failure::failed(format!("could not use {}", path.display())).cause(error)
}

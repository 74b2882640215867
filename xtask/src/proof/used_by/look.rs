//! Compiles each program with the clients of both sides.

use std::fs;
use std::path::{Path, PathBuf};

use generator::output::Layout;
use generator::{Described, Judgement, Runtime};

use super::check;
use super::dependant::{self, Dependant};
use super::touched::used_by;
use super::unusable::unusable;
use crate::disk::workspace::Workspace;
use crate::disk::{turn, write};
use crate::exit::Failure;
use crate::report::{Report, UsedBy};
use crate::terminal::{self, printable};

/// The folder of the clients and of copies of programs, below that of the build.
const FOLDER: &str = "target/used-by";

/// Checks each program.
///
/// # Errors
///
/// If a folder has no package that depends on the client, or cargo fails.
pub(crate) fn look(
    workspace: &Workspace,
    folders: &[PathBuf],
    judgement: &Judgement,
    report: &Report,
) -> Result<Vec<UsedBy>, Failure> {
    if folders.is_empty() {
        return Ok(Vec::new());
    }
    let package = &report.package;
    let folder = workspace.place(FOLDER);
    let folder = std::path::absolute(&folder).map_err(|error| unusable(&folder, &error))?;
    let _turn = turn::of(&folder)?;
    // All are located before the first is compiled, which takes long.
    let copies = folder.join("programs");
    let dependants = folders
        .iter()
        .map(|folder| Dependant::find(folder, package, &copies));
    let dependants: Vec<Dependant> = dependants.collect::<Result<_, _>>()?;
    let sides = [
        ("base", &*judgement.base),
        ("revision", &judgement.revision),
    ];
    let mut found = Vec::new();
    for dependant in &dependants {
        let name = printable(&dependant.name);
        let mut errors = Vec::new();
        for (side, described) in sides {
            terminal::transient(format_args!(
                "Compiling {name} with the client of the {side}"
            ));
            let client = folder.join(side).join(package);
            write_client(workspace, described, &dependant.version, &client)?;
            errors.push(check::check(&folder, dependant, package, &client)?);
        }
        terminal::transient("");
        let (after, before) = (
            errors.pop().unwrap_or_default(),
            errors.pop().unwrap_or_default(),
        );
        found.push(used_by(dependant, judgement, report, &before, after)?);
    }
    Ok(found)
}

/// Writes the package of a client, like `regen`, with the version that the program requires.
fn write_client(
    workspace: &Workspace,
    described: &Described,
    version: &str,
    folder: &Path,
) -> Result<(), Failure> {
    let runtime = workspace.place("generated-client/runtime");
    let runtime = match std::path::absolute(&runtime) {
        Ok(place) if place.is_dir() => Runtime::Folder(place.display().to_string()),
        _ => Runtime::Published,
    };
    let generated = generator::generate_as(described.clone(), Layout::Package(&runtime))
        .map_err(|found| Failure::documents("the client", found))?;
    for (path, text) in &generated.files {
        let is_manifest = path == "Cargo.toml";
        if !is_manifest && !path.starts_with("src/") {
            continue;
        }
        let text = match is_manifest {
            true => dependant::with_version(text, version)?,
            false => text.clone(),
        };
        let place = path
            .split('/')
            .fold(folder.to_path_buf(), |place, part| place.join(part));
        if fs::read(&place).is_ok_and(|found| found == text.as_bytes()) {
            continue;
        }
        write::file(&place, text.as_bytes()).map_err(|error| unusable(&place, &error))?;
    }
    Ok(())
}

//! Writes the report on an update.

use std::path::Path;

use crate::disk::write;
use crate::exit::Failure;
use crate::report::{Report, html, json, markdown};

/// Writes the report into a folder, in all file formats.
pub(crate) fn report(folder: &Path, report: &Report) -> Result<(), Failure> {
    let files = [
        (
            "report.md",
            markdown::render(report, markdown::Medium::Comment),
        ),
        ("report.html", html::render(report)),
        ("report.json", json::render(report)?),
    ];
    for (name, text) in files {
        let place = folder.join(name);
        write::file(&place, text.as_bytes()).map_err(|error| {
            Failure::failed(format!("could not write {}", place.display()))
                .cause(&error)
                .help("give a writable folder as `--report`")
        })?;
    }
    Ok(())
}

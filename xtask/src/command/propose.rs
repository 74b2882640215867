//! `cargo xtask propose`: overlays that the description itself gives reason for.

use std::path::PathBuf;

use clap::Args;
use generator::propose::propose;

use crate::disk::write;
use crate::exit::{Exit, Failure};
use crate::project::spec::Spec;
use crate::project::workspace::Workspace;
use crate::terminal::{self, count};

/// Propose overlays for what the examples and texts of the description say and its schemas do not.
///
/// Reads the description with the overlays that are there, so only what is still missing is
/// proposed. Each action stands under a comment with its evidence; a person reads the proposals and
/// commits what is right to `spec/overlays/`.
#[derive(Args)]
pub(crate) struct Arguments {
    /// Write the proposals into this folder instead of printing them; no file is overwritten.
    #[arg(long, value_name = "DIR")]
    write: Option<PathBuf>,
}

/// Runs the command.
pub(crate) fn run(workspace: &Workspace, arguments: &Arguments) -> Result<Exit, Failure> {
    let document = Spec::read(workspace)?.effective()?;
    let proposals = propose(document.value());
    if proposals.is_empty() {
        terminal::status(
            "Fresh",
            "the description gives reason for nothing that is not there yet",
        );
        return Ok(Exit::Success);
    }
    let Some(folder) = &arguments.write else {
        for proposal in &proposals {
            terminal::data(&format!("---\n# {}\n{}", proposal.file_name, proposal.text))?;
        }
        return Ok(Exit::Success);
    };

    let places: Vec<PathBuf> = proposals
        .iter()
        .map(|proposal| folder.join(&proposal.file_name))
        .collect();
    let taken: Vec<String> = places
        .iter()
        .filter(|place| place.symlink_metadata().is_ok())
        .map(|place| place.display().to_string())
        .collect();
    if !taken.is_empty() {
        let files = count(taken.len(), "file");
        return Err(
            Failure::refused(format!("{files} would be overwritten; nothing was written"))
                .details(taken)
                .help("name an empty folder, and compare by hand"),
        );
    }
    for (proposal, place) in proposals.iter().zip(&places) {
        write::file(place, proposal.text.as_bytes()).map_err(|error| {
            Failure::failed(format!("could not write {}", place.display())).cause(&error)
        })?;
        let actions = count(proposal.actions, "action");
        terminal::status("Created", format_args!("{} ({actions})", place.display()));
    }
    Ok(Exit::Success)
}

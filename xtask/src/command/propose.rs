//! `cargo xtask propose`: proposes overlays, from evidence in the description or in recorded
//! traffic.

use std::path::PathBuf;

use clap::Args;
use generator::propose::{Proposal, Stainless, paging, propose};

use crate::disk::workspace::Workspace;
use crate::disk::write;
use crate::exit::{Exit, Failure};
use crate::project::effective::{Subject, Which};
use crate::project::spec::{NAMES, SETTINGS};
use crate::project::stainless;
use crate::terminal::{self, count};

/// Propose overlays from the examples and texts of the description, or, with `--from`, from recorded
/// traffic.
///
/// Reads the description with its overlays, so only missing actions are proposed. Each action has its
/// evidence in a comment; review the proposals and commit the right ones to `spec/overlays/`. Anything
/// that a part of the traffic contradicts is not proposed. Paging is proposed for `spec/generator.toml`,
/// unless it is configured there.
///
/// With `--stainless`, the names, groups and paging that a `stainless.yml` gives to operations are proposed
/// instead, as an overlay, and the names of its models as lines for `spec/names.toml`.
#[derive(Args)]
pub(crate) struct Arguments {
    /// Write the proposals into this folder instead of printing them; no file is overwritten.
    #[arg(long, value_name = "DIR")]
    write: Option<PathBuf>,
    /// Recordings, as `observe` reads them.
    #[arg(long, value_name = "FILE", num_args = 1..)]
    from: Vec<PathBuf>,
    /// The configuration of the Stainless generator for this description. Parts without effect are reported.
    #[arg(long, value_name = "FILE", conflicts_with = "from")]
    stainless: Option<PathBuf>,
    /// Minimum number of occurrences of a value to be proposed for an enum; rarer values are never written.
    #[arg(long, value_name = "N", default_value_t = 20, requires = "from")]
    often: u64,
    /// A host of the API in addition to the description's.
    #[arg(long = "host", value_name = "HOST", requires = "from")]
    hosts: Vec<String>,
    #[command(flatten)]
    which: Which,
}

/// Runs the command.
pub(crate) fn run(
    workspace: impl FnOnce() -> Result<Workspace, Failure>,
    arguments: &Arguments,
) -> Result<Exit, Failure> {
    let mut is_printed = false;
    let proposals = match (&arguments.stainless, arguments.from.as_slice()) {
        (Some(file), _) => {
            let subject = arguments.which.read(workspace)?;
            let found = stainless::read(file, subject.document.value())?;
            is_printed = print_names(&found)?;
            found.overlay.into_iter().collect()
        }
        (None, []) => {
            let subject = arguments.which.read(workspace)?;
            is_printed = print_paging(&subject)?;
            propose(subject.document.value())
        }
        _ => of_traffic(workspace, arguments)?,
    };
    if proposals.is_empty() && is_printed {
        return Ok(Exit::Success);
    }
    if proposals.is_empty() {
        let message = match (&arguments.stainless, arguments.from.as_slice()) {
            (Some(_), _) => "no proposals from the file",
            (None, []) => "no new proposals from the description",
            _ => "no new proposals from the traffic",
        };
        terminal::status("Fresh", message);
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

/// Prints the names of models. Returns whether there are any.
fn print_names(found: &Stainless) -> Result<bool, Failure> {
    if found.overlay.is_some() {
        terminal::note(format_args!(
            "operation names that are already in {NAMES} take precedence over those of the overlay"
        ));
    }
    if found.schemas.is_empty() {
        return Ok(false);
    }
    let text = stainless::schemas(&found.schemas);
    terminal::data(&format!("---\n# {NAMES}\n{text}"))?;
    Ok(true)
}

/// Prints the detected paging conventions that are not configured yet. Returns whether anything was
/// printed.
fn print_paging(subject: &Subject) -> Result<bool, Failure> {
    if !subject.paging.is_empty() {
        return Ok(false);
    }
    let value = subject.document.value();
    let found = paging(value);
    for convention in &found {
        let text = convention.text(value, found.len() > 1);
        terminal::data(&format!("---\n# {SETTINGS}\n{text}"))?;
    }
    Ok(!found.is_empty())
}

/// Proposals from traffic, in a build that has a validator.
#[cfg(not(feature = "observe"))]
fn of_traffic(
    _: impl FnOnce() -> Result<Workspace, Failure>,
    _: &Arguments,
) -> Result<Vec<Proposal>, Failure> {
    Err(crate::net::elsewhere::again("observe", "with a validator"))
}

/// Proposals from traffic. Compares the recordings once more with the overlay applied, and drops the
/// proposals that they contradict.
#[cfg(feature = "observe")]
fn of_traffic(
    workspace: impl FnOnce() -> Result<Workspace, Failure>,
    arguments: &Arguments,
) -> Result<Vec<Proposal>, Failure> {
    use generator::Source;
    use generator::document::Document;

    use crate::exchange::Description;
    use crate::observe::{self, Hosts, Terms};

    const FILE: &str = "060-traffic.yaml";
    let files = &arguments.from;
    let which = &arguments.which;
    let workspace = which.is_of_project().then(workspace).transpose()?;
    let subject = which.read_with(workspace.as_ref(), &[])?;
    let written = Document::parse(&subject.description)
        .map_err(|diagnostics| Failure::documents(&subject.name, diagnostics))?;
    let description = Description::of(subject.document);
    let hosts = Hosts::of(description.root(), &arguments.hosts);
    let tally = observe::observe(&description, files, &hosts)?;
    observe::print_report(&tally);
    let terms = Terms {
        description: &description,
        written: written.value(),
        files,
        often: arguments.often,
    };
    let mut proposals = observe::propose(&terms, &tally);
    let text = loop {
        let Some(text) = proposals.text()? else {
            break None;
        };
        let overlay = Source {
            name: FILE.to_owned(),
            text: text.clone(),
            ..Source::default()
        };
        let with = which.read_with(workspace.as_ref(), &[overlay])?;
        let after = observe::observe(&Description::of(with.document), files, &hosts)?;
        if !proposals.check(&tally, &after) {
            break Some(text);
        }
    };
    for reason in &proposals.without {
        terminal::note(format_args!(
            "no overlay for {}",
            terminal::printable(reason)
        ));
    }
    let proposal = text.map(|text| Proposal {
        file_name: FILE.to_owned(),
        text,
        actions: proposals.count(),
    });
    Ok(proposal.into_iter().collect())
}

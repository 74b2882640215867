//! `cargo xtask observe`: recorded traffic against the description.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use crate::exit::{Exit, Failure};
use crate::project::effective::Which;
use crate::project::workspace::Workspace;

/// Compare recorded traffic with the description, and list what the description does not say.
///
/// Reads HAR files, as browsers and proxies write them, and JSON lines of clients with the feature
/// `record`. Each finding has its count, an example by its position, and the place in the description;
/// nothing of a value is shown. Requests that the server refused are no evidence. Ends with 0 where nothing
/// was found, with 10 where the description is only silent, with 11 where the traffic has what it forbids,
/// and with 12 where a recording can't be read, or is not whole and shows nothing: that is never "no finding".
#[derive(Args)]
pub(crate) struct Arguments {
    /// The recordings.
    #[arg(value_name = "FILE", required = true)]
    files: Vec<PathBuf>,
    #[command(flatten)]
    which: Which,
    /// A host of the API beside those of the description, such as 127.0.0.1:4010; others are left out.
    #[arg(long = "host", value_name = "HOST")]
    hosts: Vec<String>,
    /// The form of the report, on standard output.
    #[arg(long, value_enum, default_value = "text")]
    format: Format,
    /// Findings for which to end with 10 or 11.
    #[arg(long, value_enum, default_value = "any")]
    fail_on: FailOn,
}

/// The form of the report.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Format {
    /// A table.
    Text,
    /// For programs.
    Json,
}

/// Which findings a command ends with another code for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum FailOn {
    /// What the description forbids: 11.
    Forbidden,
    /// Any: 11, or 10 where nothing is forbidden.
    Any,
    /// None.
    Never,
}

/// Runs the command in a build that has a validator.
#[cfg(not(feature = "observe"))]
pub(crate) fn run(
    _: impl FnOnce() -> Result<Workspace, Failure>,
    _: &Arguments,
) -> Result<Exit, Failure> {
    Err(crate::net::elsewhere::again("observe", "with a validator"))
}

/// Runs the command.
#[cfg(feature = "observe")]
pub(crate) fn run(
    workspace: impl FnOnce() -> Result<Workspace, Failure>,
    arguments: &Arguments,
) -> Result<Exit, Failure> {
    use crate::exchange::Description;
    use crate::observe::{self, Hosts, Shown};
    use crate::terminal;

    let subject = arguments.which.read(workspace)?;
    let description = Description::of(subject.document);
    let hosts = Hosts::of(description.root(), &arguments.hosts);
    if hosts.is_any() {
        terminal::note(
            "the description names no host, so all exchanges of a HAR are taken; `--host` names one",
        );
    }
    let files = &arguments.files;
    let tally = observe::observe(&description, files, &hosts)?;
    observe::tell(&tally);
    if tally.compared() == 0 {
        return Err(
            Failure::no_base("no exchange of the recording is for this API")
                .help("give its host by `--host`, or record again"),
        );
    }
    let shown = Shown {
        description: &description,
        files,
        tally: &tally,
    };
    match arguments.format {
        Format::Text => terminal::data(&observe::text(&shown))?,
        Format::Json => terminal::data(&observe::json(&shown)?)?,
    }
    let (is_any, is_forbidden) = tally.verdict();
    Ok(match arguments.fail_on {
        FailOn::Any | FailOn::Forbidden if is_forbidden => Exit::Breaking,
        FailOn::Any if is_any => Exit::Drift,
        FailOn::Never => Exit::Success,
        _ if tally.is_incomplete() => Exit::NoBase,
        _ => Exit::Success,
    })
}

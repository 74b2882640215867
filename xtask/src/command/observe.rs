//! `cargo xtask observe`: compares recorded traffic with the description.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use crate::disk::workspace::Workspace;
use crate::exit::{Exit, Failure};
use crate::project::effective::Which;

/// Compare recorded traffic with the description, and list the differences.
///
/// Reads HAR files, as browsers and proxies write them, and JSON lines of clients with the feature
/// `record`. Each finding has its count, an example by its position, and the position in the
/// description; values are never shown. Refused requests are not evidence. Exits with 0 without findings,
/// with 10 if the description is only incomplete, with 11 if the traffic contradicts it, and with 12 if
/// a recording can't be read, or is truncated and has no findings, which never means "no finding".
#[derive(Args)]
pub(crate) struct Arguments {
    /// The recordings.
    #[arg(value_name = "FILE", required = true)]
    files: Vec<PathBuf>,
    #[command(flatten)]
    which: Which,
    /// A host of the API in addition to the description's, such as 127.0.0.1:4010; others are skipped.
    #[arg(long = "host", value_name = "HOST")]
    hosts: Vec<String>,
    /// Report format, on standard output.
    #[arg(long, value_enum, default_value = "text")]
    format: Format,
    /// Findings that exit with 10 or 11.
    #[arg(long, value_enum, default_value = "any")]
    fail_on: FailOn,
}

/// Report format.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Format {
    /// A table, for people.
    Text,
    /// For programs.
    Json,
}

/// Which findings a command ends with another code for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum FailOn {
    /// Contradictions to the description: 11.
    Forbidden,
    /// Any finding: 11, or 10 if nothing contradicts the description.
    Any,
    /// No findings.
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
            "the description has no host, so all exchanges of a HAR are used; choose one with `--host`",
        );
    }
    let files = &arguments.files;
    let tally = observe::observe(&description, files, &hosts)?;
    observe::print_report(&tally);
    if tally.compared() == 0 {
        return Err(
            Failure::no_base("no exchange of the recording is for this API")
                .help("give its host with `--host`, or record again"),
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

#[cfg(all(test, feature = "observe"))]
#[allow(clippy::unwrap_used, reason = "a test that fails says where")]
mod tests {
    use clap::Parser;

    use super::*;

    #[derive(Parser)]
    struct Line {
        #[command(flatten)]
        arguments: Arguments,
    }

    const DESCRIPTION: &str = r#"{
        "openapi": "3.0.3", "info": {"title": "T", "version": "1"},
        "servers": [{"url": "https://api.example.com"}],
        "paths": {"/a": {"get": {"responses": {"200": {"description": "D", "content": {
            "application/json": {"schema": {"type": "object", "properties": {"a": {"type": "string"}}}}
        }}}}}}
    }"#;

    fn exit(recording: &str, more: &[&str]) -> Exit {
        let folder = tempfile::tempdir().unwrap();
        let [spec, file] = ["api.json", "traffic.jsonl"].map(|name| folder.path().join(name));
        std::fs::write(&spec, DESCRIPTION).unwrap();
        std::fs::write(&file, recording).unwrap();
        let paths = [spec, file].map(|path| path.into_os_string().into_string().unwrap());
        let line = ["observe", &paths[1], "--spec", &paths[0]];
        let line = Line::try_parse_from(line.iter().chain(more)).unwrap();
        let workspace = || Err(Failure::failed("no project is needed"));
        run(workspace, &line.arguments).unwrap_or_else(|failure| failure.exit)
    }

    fn exchange(body: &str) -> String {
        let body = serde_json::Value::from(body);
        format!(
            r#"{{"v":1,"request":{{"method":"GET","url":"https://x/a"}},"response":{{"status":200,"headers":[["content-type","application/json"]],"body":{{"text":{body}}}}}}}"#
        ) + "\n"
    }

    #[test]
    fn exit_codes_are_those_of_drift() {
        let [clean, silent, forbidden] =
            [r#"{"a":"x"}"#, r#"{"b":1}"#, r#"{"a":null}"#].map(exchange);
        let half = format!("{clean}{{\"v\":1,");
        for (recording, more, expected) in [
            (&clean, &[][..], Exit::Success),
            (&silent, &[], Exit::Drift),
            (&forbidden, &[], Exit::Breaking),
            (
                &(silent.clone() + &forbidden),
                &["--format", "json"],
                Exit::Breaking,
            ),
            (&silent, &["--fail-on", "forbidden"], Exit::Success),
            (&forbidden, &["--fail-on", "never"], Exit::Success),
            (&half, &[], Exit::NoBase),
            (&String::new(), &[], Exit::NoBase),
        ] {
            assert_eq!(exit(recording, more), expected, "{recording} {more:?}");
        }
    }
}

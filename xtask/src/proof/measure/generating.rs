//! The cost of generating: of a whole process, as a user would start it.

use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Instant;

use tempfile::TempDir;

use super::beside::Beside;
use super::command::{ended_badly, not_started};
use super::compile::program;
use super::figures::{Report, Sample};
use super::process::{self, MARK};
use crate::disk::workspace::Workspace;
use crate::exit::{Exit, Failure};
use crate::project::spec::Settings;
use crate::terminal;

/// The measured command: that of the project, which writes nothing ...
pub(super) const COMMAND: &str = "regen --check --anew";
/// ... or that of any description, which writes a client into an empty folder.
const GENERATE: &str = "generate";

/// The features of released builds that matter for time and memory.
pub(super) const RELEASED: [&str; 1] = ["allocator"];

/// Builds this program in release mode and runs the generator `runs` times, for the project's description
/// or for another; each run is followed by one of each other generator.
pub(crate) fn measure(
    workspace: &Workspace,
    spec: Option<&Path>,
    runs: usize,
    others: &[Beside],
) -> Result<Report, Failure> {
    let manifest = workspace.place("xtask/Cargo.toml");
    terminal::status("Preparing", "xtask in release mode");
    let program = program(&manifest, &RELEASED)?;
    let name = if spec.is_some() { GENERATE } else { COMMAND };
    let described = match spec {
        Some(spec) => spec.to_path_buf(),
        None => workspace.place(&Settings::read(workspace)?.description),
    };
    let mut report = Report::new("generator");
    report.baseline = (!others.is_empty()).then_some(name);
    for _ in 0..runs {
        let mut command = command(&program);
        let out = empty_folder()?;
        match spec {
            Some(spec) => command
                .arg(GENERATE)
                .arg("--spec")
                .arg(spec)
                .arg("--out")
                .arg(out.path()),
            None => (command.arg("--root").arg(workspace.place(""))).args(COMMAND.split(' ')),
        };
        // A stale checkout takes the same work; reporting it is the task of `regen --check`.
        report.add(name, sample(&mut command, &[Exit::Success, Exit::Stale])?);
        for other in others {
            report.add(
                &other.name,
                other.sample(&described, empty_folder()?.path())?,
            );
        }
    }
    terminal::status(
        "Measured",
        format_args!("{name}, {}", terminal::count(runs, "run")),
    );
    Ok(report)
}

fn empty_folder() -> Result<TempDir, Failure> {
    tempfile::tempdir().map_err(|error| Failure::failed("no temporary folder").cause(&error))
}

/// A run of this program that reports its peak memory.
pub(super) fn command(program: &Path) -> Command {
    let mut command = Command::new(program);
    command.arg("--report-memory").stdin(Stdio::null());
    command
}

/// Runs it to its end; its exit code must be one of these.
pub(super) fn sample(command: &mut Command, ends: &[Exit]) -> Result<Sample, Failure> {
    let before = process::children_seconds();
    let start = Instant::now();
    let output = command
        .output()
        .map_err(|error| not_started(command, &error))?;
    let seconds = start.elapsed().as_secs_f64();
    let processor_seconds = process::seconds_since(before);
    let code = output.status.code();
    if !ends.iter().any(|&end| code == Some(end as i32)) {
        return Err(ended_badly(command, &output));
    }
    Ok(Sample {
        seconds,
        processor_seconds,
        peak_bytes: peak(&String::from_utf8_lossy(&output.stdout)),
    })
}

/// The peak memory that the process reported.
fn peak(stdout: &str) -> Option<u64> {
    (stdout.lines())
        .find_map(|line| line.strip_prefix(MARK))
        .and_then(|bytes| bytes.parse().ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_peak_that_a_process_tells() {
        assert_eq!(peak("peak memory in bytes: 1024\n"), Some(1024));
        assert_eq!(peak(""), None);
    }
}

//! The cost of compiling one package: of a cargo process that compiles only that.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::Instant;

use super::command::{cargo, not_started, ran, succeeded};
use super::figures::Sample;
use super::package::Package;
use super::process;
use crate::exit::Failure;
use crate::proof::cargo_lines::lines;

/// The kind of build.
#[derive(Clone, Copy)]
pub(super) enum Build {
    /// Types and borrows only.
    Check,
    /// Optimised code.
    Release,
}

impl Build {
    /// The command, as a user would write it.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Check => "cargo check",
            Self::Release => "cargo build --release",
        }
    }

    fn command(self, package: &Package, folder: &Path) -> Command {
        match self {
            Self::Check => about("check", package, folder),
            Self::Release => {
                let mut command = about("build", package, folder);
                command.arg("--release");
                command
            }
        }
    }
}

/// A cargo command for one package, with this target folder.
fn about(subcommand: &str, package: &Package, folder: &Path) -> Command {
    let mut command = cargo(subcommand);
    command
        .arg("--manifest-path")
        .arg(&package.manifest_path)
        .args(["--package", &package.id, "--target-dir"])
        .arg(folder);
    command
}

/// Builds a package and its dependencies, with cargo's output on stderr.
pub(super) fn prepare(package: &Package, folder: &Path, build: Build) -> Result<(), Failure> {
    ran(build.command(package, folder).stderr(Stdio::inherit())).map(|_| ())
}

/// Removes the build of the package, compiles it again and returns the cost.
pub(super) fn sample(package: &Package, folder: &Path, build: Build) -> Result<Sample, Failure> {
    let mut clean = about("clean", package, folder);
    if matches!(build, Build::Release) {
        clean.arg("--release");
    }
    ran(&mut clean)?;

    let mut command = build.command(package, folder);
    command.arg("--message-format=json-render-diagnostics");
    let (output, sample) = watched(&mut command, process::watch_compilers)?;
    only_compiled(package, &compiled(&output.stdout))?;
    Ok(sample)
}

/// Runs a command to its end, and returns its output and cost; an exit code other than 0 is a failure.
/// `watch` returns the peak memory of what it watches of a process, once that is done.
pub(super) fn watched(
    command: &mut Command,
    watch: fn(u32, &AtomicBool) -> Option<u64>,
) -> Result<(Output, Sample), Failure> {
    let before = process::children_seconds();
    let start = Instant::now();
    let child = command
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .map_err(|error| not_started(command, &error))?;
    let id = child.id();
    let done = AtomicBool::new(false);
    let (output, seconds, peak_bytes) = thread::scope(|scope| {
        let watch = scope.spawn(|| watch(id, &done));
        let output = child.wait_with_output();
        let seconds = start.elapsed().as_secs_f64();
        done.store(true, Ordering::Relaxed);
        (output, seconds, watch.join().ok().flatten())
    });
    let processor_seconds = process::seconds_since(before);
    let output = output.map_err(|error| not_started(command, &error))?;
    let output = succeeded(command, output)?;
    let sample = Sample {
        seconds,
        processor_seconds,
        peak_bytes,
    };
    Ok((output, sample))
}

/// Builds the program of a package in release mode with these of its features, and returns its path.
pub(super) fn program(manifest: &Path, features: &[&str]) -> Result<PathBuf, Failure> {
    let mut command = cargo("build");
    command
        .args(["--release", "--no-default-features", "--features"])
        .arg(features.join(","))
        .arg("--message-format=json-render-diagnostics")
        .arg("--manifest-path")
        .arg(manifest)
        .stderr(Stdio::inherit());
    let output = ran(&mut command)?;
    lines(&output.stdout)
        .find_map(|message| message.executable)
        .ok_or_else(|| Failure::failed(format!("{} builds no program", manifest.display())))
}

/// The ids of the packages that cargo compiled.
fn compiled(stdout: &[u8]) -> BTreeSet<String> {
    lines(stdout)
        .filter(|it| it.reason == "compiler-artifact" && it.fresh == Some(false))
        .map(|it| it.package_id)
        .collect()
}

/// Refuses a run that compiled nothing, or other packages too: its figures wouldn't be those of the
/// package.
fn only_compiled(package: &Package, compiled: &BTreeSet<String>) -> Result<(), Failure> {
    let name = &package.name;
    if !compiled.contains(&package.id) {
        return Err(Failure::failed(format!("cargo did not recompile {name}"))
            .help("remove target/measure and run the command again"));
    }
    let others: Vec<String> = (compiled.iter())
        .filter(|id| **id != package.id)
        .cloned()
        .collect();
    if others.is_empty() {
        return Ok(());
    }
    Err(Failure::failed(format!(
        "cargo compiled more than {name}, so the time includes other packages"
    ))
    .details(others)
    .help("run the command again while nothing edits these packages"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_cargo_compiled() {
        let stdout = br#"{"reason":"compiler-artifact","package_id":"a","fresh":true}
{"reason":"compiler-artifact","package_id":"b","fresh":false,"executable":null}
{"reason":"build-script-executed","package_id":"c"}
no JSON
{"reason":"build-finished","success":true}
"#;
        assert_eq!(compiled(stdout), BTreeSet::from(["b".to_owned()]));
    }

    #[test]
    fn a_run_that_says_nothing_of_the_package_is_refused() {
        let package: Package = serde_json::from_value(serde_json::json!({
            "name": "a", "id": "a", "manifest_path": "/a/Cargo.toml", "dependencies": [],
        }))
        .unwrap();
        let outcome = |ids: &[&str]| {
            only_compiled(&package, &ids.iter().map(|id| (*id).to_owned()).collect())
                .map_err(|failure| failure.message)
        };
        assert_eq!(outcome(&["a"]), Ok(()));
        for (ids, part) in [
            (&[][..], "did not recompile a"),
            (&["a", "b"], "more than a"),
        ] {
            let message = outcome(ids).unwrap_err();
            assert!(message.contains(part), "{message}");
        }
    }
}

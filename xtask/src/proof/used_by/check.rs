//! Runs cargo on a program, with a client from a folder.

use std::path::Path;
use std::time::Duration;

use super::dependant::Dependant;
use crate::exit::Failure;
use crate::proof::corpus::child;
use crate::proof::measure;
use crate::report::CompileError;
use crate::terminal::printable;

/// The timeout for compiling, including dependencies.
const LONGEST: Duration = Duration::from_secs(3600);

/// The target folder: dependencies shared with the fixtures of this workspace are built there once.
const BUILD: &str = "fixtures";

/// The compile errors of a program.
///
/// # Errors
///
/// If cargo itself fails, such as for a missing dependency.
pub(super) fn check(
    folder: &Path,
    dependant: &Dependant,
    package: &str,
    client: &Path,
) -> Result<Vec<CompileError>, Failure> {
    let mut command = measure::cargo("check");
    // Compiling with another client changes the lock file, so a copy is compiled.
    dependant.copy(package, Some(client))?;
    if let Some(source) = dependant.source.as_deref() {
        // A registry or a repository; `git+https://host/path?tag=v1#hash` is patched by its URL.
        let address = source.strip_prefix("git+").map(|it| {
            let end = it.find(['?', '#']).unwrap_or(it.len());
            it.get(..end).unwrap_or(it)
        });
        let address = toml_edit::Value::from(address.unwrap_or("crates-io")).to_string();
        let from = toml_edit::Value::from(client.display().to_string()).to_string();
        let patch = format!("patch.{}.{package}.path={}", address.trim(), from.trim());
        command.args(["--config", &patch]);
    }
    command
        .args([
            "--offline",
            "--all-targets",
            "--keep-going",
            "--message-format=json",
        ])
        .arg("--manifest-path")
        .arg(dependant.copy.join(&dependant.member).join("Cargo.toml"))
        .arg("--target-dir")
        .arg(folder.with_file_name(BUILD));
    let ended = child::run(&mut command, LONGEST, None)?;
    let (errors, finished) = read(&ended.stdout);
    if !finished && errors.is_empty() {
        let name = printable(&dependant.name);
        let said = ended.stderr.lines().map(printable).take(8);
        return Err(Failure::failed(format!("cargo could not compile {name}"))
            .details(said.map(|line| format!("cargo: {line}")))
            .help("compile it by itself first: `cargo check` in its folder"));
    }
    Ok(errors)
}

/// The distinct errors, and whether cargo reported the end of the build.
fn read(stdout: &str) -> (Vec<CompileError>, bool) {
    let mut errors = Vec::new();
    let mut finished = false;
    for line in stdout.lines() {
        let Ok(line) = serde_json::from_str::<serde_json::Value>(line) else {
            continue;
        };
        finished |= line["reason"] == "build-finished";
        let message = &line["message"];
        if line["reason"] != "compiler-message" || message["level"] != "error" {
            continue;
        }
        let spans = message["spans"].as_array().map(Vec::as_slice);
        let spans = spans.unwrap_or_default();
        let Some(span) = spans.iter().find(|span| span["is_primary"] == true) else {
            continue;
        };
        let code = message["code"]["code"].as_str();
        let text = message["message"].as_str().unwrap_or_default();
        let number = |name: &str| span[name].as_u64().unwrap_or_default();
        let error = CompileError {
            message: match code {
                Some(code) => format!("{} [{code}]", printable(text)),
                None => printable(text),
            },
            file: printable(
                &span["file_name"]
                    .as_str()
                    .unwrap_or_default()
                    .replace('\\', "/"),
            ),
            line: number("line_start"),
            column: number("column_start"),
        };
        if !errors.contains(&error) {
            errors.push(error);
        }
    }
    (errors, finished)
}

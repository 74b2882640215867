//! Runs `cargo check` on the crates, one after another in one workspace, so that their dependencies
//! are built once.

use std::fs;
use std::path::PathBuf;
use std::process::Command;
use std::time::Duration;

use generator::output::Layout;
use generator::{Choices, Input, Names, Runtime, Source};

use super::child::{self, Compilers};
use super::options::Run;
use super::record::{Compiled, Message, mib};
use super::unusable::unusable;
use crate::disk::workspace::Workspace;
use crate::disk::write;
use crate::exit::Failure;
use crate::proof::cargo_lines::lines;
use crate::proof::measure;
use crate::terminal;

/// The maximum number of messages kept per crate.
const MESSAGES: usize = 3;

/// The timeout for building the dependencies.
const DEPENDENCIES: Duration = Duration::from_secs(3600);

/// The folder of the runtime crate of a workspace.
pub(super) fn runtime(workspace: &Workspace) -> Result<PathBuf, Failure> {
    let folder = workspace.place("generated-client/runtime");
    std::path::absolute(&folder).map_err(|error| unusable(&folder, &error))
}

/// A minimal description: its client has the dependencies of all clients.
const SMALLEST: &str = r##"{
    "openapi": "3.0.3",
    "info": { "title": "Dependencies", "version": "1" },
    "paths": { "/": { "get": { "responses": { "204": { "description": "Nothing." } } } } }
}"##;

/// Builds the shared dependencies, with the versions of the workspace, so that nothing is
/// downloaded.
pub(super) fn prepare(run: &Run<'_>) -> Result<(), Failure> {
    const NAME: &str = "dependencies-of-clients";
    let runtime = runtime(run.workspace)?.display().to_string();
    let input = Input {
        description: Source {
            name: NAME.to_owned(),
            text: SMALLEST.to_owned(),
            ..Source::default()
        },
        overlays: Vec::new(),
        names: Names::default(),
        config: Choices {
            package: Some(NAME.to_owned()),
            ..Choices::default()
        },
    };
    let runtime = Runtime::Folder(runtime);
    let generated = generator::generate_package(&input, Layout::Package(&runtime))
        .map_err(|diagnostics| Failure::documents(NAME, diagnostics))?;
    for (path, text) in &generated.files {
        put(run, &format!("{NAME}/{path}"), text)?;
    }
    let lock = run.workspace.place("Cargo.lock");
    let lock = fs::read_to_string(&lock).map_err(|error| unusable(&lock, &error))?;
    put(run, "Cargo.lock", &lock)?;
    terminal::transient("Compiling the dependencies of clients");
    let ended = cargo(run, NAME, DEPENDENCIES)?;
    terminal::transient("");
    let folder = run.out.join(NAME);
    if ended.status.is_some_and(|status| status.success()) {
        remove_artifacts(run, NAME);
        return fs::remove_dir_all(&folder).map_err(|error| unusable(&folder, &error));
    }
    let lines: Vec<&str> = ended.stderr.lines().collect();
    let last = lines.iter().skip(lines.len().saturating_sub(20));
    Err(
        Failure::failed("the dependencies of clients do not compile")
            .details(last.map(|line| terminal::printable(line))),
    )
}

/// Checks one crate.
pub(super) fn check(run: &Run<'_>, package: &str) -> Result<Compiled, Failure> {
    let ended = cargo(run, package, run.timeout)?;
    let mut compiled = Compiled {
        timeout: ended.status.is_none(),
        seconds: ended.seconds,
        peak_mib: ended.compiler_bytes.map(mib),
        ..Compiled::default()
    };
    let manifest = run.out.join(package).join("Cargo.toml");
    read(
        &mut compiled,
        ended.stdout.as_bytes(),
        &manifest.display().to_string(),
    );
    let failed = ended.status.is_some_and(|status| !status.success());
    if failed && compiled.errors == 0 {
        // Cargo itself or the compiler's process failed.
        compiled.errors = 1;
        compiled.messages.insert(
            0,
            Message {
                code: "cargo".to_owned(),
                text: ended
                    .stderr
                    .lines()
                    .map(terminal::printable)
                    .take(8)
                    .collect::<Vec<_>>()
                    .join("\n"),
                place: String::new(),
            },
        );
    }
    remove_artifacts(run, package);
    Ok(compiled)
}

/// Runs `cargo check` on a crate.
fn cargo(run: &Run<'_>, package: &str, timeout: Duration) -> Result<child::Ended, Failure> {
    let mut command = prepare_cargo(run, package, "check", &["--message-format=json"])?;
    child::run(&mut command, timeout, Some(Compilers))
}

/// Runs the tests of the examples of a crate.
#[cfg(feature = "examples")]
pub(super) fn test(run: &Run<'_>, package: &str) -> Result<child::Ended, Failure> {
    let arguments = ["--test", "examples", "--no-fail-fast"];
    let mut command = prepare_cargo(run, package, "test", &arguments)?;
    // The output of a failure must be the test's own.
    command.env("RUST_BACKTRACE", "0");
    child::run(&mut command, run.timeout, None)
}

/// The messages of cargo after a failure.
pub(super) fn what_went_wrong(ended: &child::Ended) -> String {
    if ended.status.is_none() {
        return "timed out".to_owned();
    }
    let lines = ended.stderr.lines().chain(ended.stdout.lines());
    let lines = lines.filter(|line| line.contains("error") || line.contains("panicked"));
    let lines = lines.map(terminal::printable).take(3);
    lines.collect::<Vec<_>>().join("\n")
}

/// A cargo command for the only member of the workspace.
pub(super) fn prepare_cargo(
    run: &Run<'_>,
    package: &str,
    subcommand: &str,
    arguments: &[&str],
) -> Result<Command, Failure> {
    put(
        run,
        "Cargo.toml",
        &format!("[workspace]\nresolver = \"3\"\nmembers = [\"{package}\"]\n"),
    )?;
    let mut command: Command = measure::cargo(subcommand);
    command
        .args(arguments)
        // Generated code is the same with every TLS library, and much less is built without one.
        // Models without a referencing operation must compile as well.
        .args([
            "--offline",
            "--no-default-features",
            "--features",
            "all-models",
        ])
        .arg("--manifest-path")
        .arg(run.out.join(package).join("Cargo.toml"))
        .arg("--target-dir")
        .arg(run.out.join("target"))
        .env_remove("RUSTFLAGS")
        .env_remove("CARGO_BUILD_WARNINGS")
        // The crates are below this folder, but must not inherit its settings.
        .current_dir(&run.out);
    Ok(command)
}

fn put(run: &Run<'_>, path: &str, text: &str) -> Result<(), Failure> {
    let place = run.out.join(path);
    write::file(&place, text.as_bytes()).map_err(|error| unusable(&place, &error))
}

/// Counts the compiler's messages about the crate with this manifest.
fn read(compiled: &mut Compiled, stdout: &[u8], manifest: &str) {
    let mut errors = Vec::new();
    let mut warnings = Vec::new();
    for said in lines(stdout)
        .filter(|line| line.manifest_path == manifest)
        .filter_map(|line| line.message)
    {
        if !said.is_of_code() {
            continue;
        }
        let of_level = match said.level.as_str() {
            "error" => &mut errors,
            "warning" => &mut warnings,
            _ => continue,
        };
        let place = said.place();
        of_level.push(Message {
            code: said
                .code
                .map_or_else(|| "syntax".to_owned(), |code| code.code),
            text: terminal::printable(&said.message),
            place: place.map_or_else(String::new, |(file, line)| format!("{file}:{line}")),
        });
    }
    compiled.errors = errors.len();
    compiled.warnings = warnings.len();
    compiled.messages = errors.into_iter().chain(warnings).take(MESSAGES).collect();
}

/// Removes the build artifacts of a crate: those of hundreds of crates would fill a disk. Failures
/// are harmless.
pub(super) fn remove_artifacts(run: &Run<'_>, package: &str) {
    let krate = package.replace('-', "_");
    for (folder, prefix) in [
        ("deps", format!("lib{krate}-")),
        ("deps", format!("{krate}-")),
        ("deps", "examples-".to_owned()),
        ("deps", "judged-".to_owned()),
        (".fingerprint", format!("{package}-")),
    ] {
        let folder = run.out.join("target/debug").join(folder);
        let entries = fs::read_dir(folder).into_iter().flatten().flatten();
        for entry in entries {
            // The rest of the name is a hash, so the name of no other crate has this prefix.
            let name = entry.file_name().to_string_lossy().into_owned();
            let rest = name.strip_prefix(&prefix).unwrap_or_default();
            if rest.is_empty() || rest.contains(['-', '_']) {
                continue;
            }
            let _ = match entry.file_type() {
                Ok(kind) if kind.is_dir() => fs::remove_dir_all(entry.path()),
                _ => fs::remove_file(entry.path()),
            };
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn messages_of_the_crate_are_counted() {
        let line = |manifest: &str, level: &str, code: &str, spans: &str| {
            format!(
                r#"{{"reason":"compiler-message","manifest_path":"{manifest}","message":{{"level":"{level}","message":"m","code":{code},"spans":[{spans}]}}}}"#
            )
        };
        let span = r#"{"file_name":"src/a.rs","line_start":7,"is_primary":true}"#;
        let code = r#"{"code":"E0277"}"#;
        let stdout = [
            line("/a", "warning", r#"{"code":"dead_code"}"#, span),
            line("/a", "error", code, span),
            line("/a", "error", "null", ""),
            line("/a", "failure-note", "null", ""),
            line("/b", "error", code, span),
            "no JSON".to_owned(),
            r#"{"reason":"build-finished","success":false}"#.to_owned(),
        ]
        .join("\n");
        let mut compiled = Compiled::default();
        read(&mut compiled, stdout.as_bytes(), "/a");
        assert_eq!((compiled.errors, compiled.warnings), (1, 1));
        let first = &compiled.messages[0];
        assert_eq!(
            (first.code.as_str(), first.place.as_str()),
            ("E0277", "src/a.rs:7")
        );
        assert!(!compiled.is_clean());
    }
}

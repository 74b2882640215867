//! Runs cargo once for all packages and programs.

use std::time::Duration;

use super::failed::failed;
use super::messages::Messages;
use super::package::Packages;
use crate::exit::Failure;
use crate::proof::corpus::child;
use crate::proof::measure;
use crate::terminal::{self, count};

/// The timeout for compiling, including dependencies.
const LONGEST: Duration = Duration::from_secs(3600);

/// The target folder, beside that of the packages. The fixtures of the generator are compiled there
/// with the same dependencies, features and versions, so these are built only once.
const TARGET: &str = "fixtures";

/// Compiles the clients and programs, continuing past errors.
pub(super) fn check(packages: &Packages) -> Result<Messages, Failure> {
    let clients = packages.names.len();
    terminal::transient(format_args!(
        "Compiling {} and the programs of {}",
        count(clients, "client"),
        count(packages.cases.len(), "case")
    ));
    let mut command = measure::cargo("check");
    command
        .args([
            "--offline",
            "--workspace",
            "--keep-going",
            "--message-format=json",
        ])
        // Generated code is the same with every TLS library, and much less is built without one.
        .args([
            "--no-default-features",
            "--features",
            "all-models,webhooks",
            "--lib",
        ]);
    for case in &packages.cases {
        command.args(["--example", &case.name]);
    }
    command
        .arg("--target-dir")
        .arg(packages.folder.with_file_name(TARGET))
        .env_remove("RUSTFLAGS")
        .env_remove("CARGO_BUILD_WARNINGS")
        .current_dir(&packages.folder);
    let ended = child::run(&mut command, LONGEST, None)?;
    terminal::transient("");
    let said = Messages::read(&ended.stdout);
    // Cargo fails if a program doesn't compile, which is expected of many. If it compiled no client
    // at all, cargo itself failed.
    if packages
        .names
        .iter()
        .any(|name| said.is_compiled(name, None))
    {
        return Ok(said);
    }
    Err(failed(
        "cargo could not compile any of the clients",
        &ended.stderr,
    ))
}

//! One run of cargo over all packages and programs.

use std::time::Duration;

use super::messages::Said;
use super::package::Packages;
use crate::corpus::child;
use crate::exit::Failure;
use crate::measure;
use crate::terminal::{self, count};
use crate::workspace::Workspace;

/// The longest that compiling may take, dependencies among it.
const LONGEST: Duration = Duration::from_secs(3600);

/// The folder that cargo builds in. The fixtures of the generator are compiled there with the same
/// dependencies, features and versions, so whoever comes second finds these built.
pub(super) const TARGET: &str = "target/fixtures";

/// Compiles the clients and programs, as far as each compiles.
pub(super) fn check(workspace: &Workspace, packages: &Packages) -> Result<Said, Failure> {
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
        // Generated code is the same with every TLS library, and without one much less is built.
        .args(["--no-default-features", "--features", "all-models", "--lib"]);
    for case in &packages.cases {
        command.args(["--example", &case.name]);
    }
    command
        .arg("--target-dir")
        .arg(workspace.place(TARGET))
        .env_remove("RUSTFLAGS")
        .env_remove("CARGO_BUILD_WARNINGS")
        .current_dir(&packages.folder);
    let ended = child::run(&mut command, LONGEST, None)?;
    terminal::transient("");
    let said = Said::read(&ended.stdout, &packages.folder);
    // Cargo fails where a program does not compile, as many should not. Where it came to no client
    // at all, it is cargo itself that failed.
    if packages
        .names
        .iter()
        .any(|name| said.is_compiled(name, None))
    {
        return Ok(said);
    }
    let lines: Vec<&str> = ended.stderr.lines().collect();
    let last = lines.iter().skip(lines.len().saturating_sub(20));
    let last = last.map(|line| terminal::printable(line));
    Err(Failure::failed("cargo could not compile any of the clients").details(last))
}

//! The verdict of `cargo semver-checks` on the same clients: it compares the rustdoc output of both
//! crates, with lints that don't know about the generator.

use std::path::PathBuf;
use std::time::Duration;

use generator::compare::Bump;

use super::failed::failed;
use super::outcome::Line;
use super::package::{Judged, Packages};
use super::reasons;
use super::reasons::Opinion;
use crate::exit::Failure;
use crate::proof::corpus::child;
use crate::proof::measure;
use crate::terminal;

/// The timeout for documenting a client, including its dependencies, or comparing two.
const LONGEST: Duration = Duration::from_secs(1800);

impl Opinion {
    /// Parses its verdict and findings; `None` without a verdict.
    fn read(stdout: &str, stderr: &str) -> Option<Self> {
        let mut lines = stderr
            .lines()
            .filter_map(|line| line.trim_start().strip_prefix("Summary "));
        let summary = lines.next()?;
        let level = [
            ("no semver update required", Bump::None),
            ("semver requires new minor version", Bump::Minor),
            ("semver requires new major version", Bump::Major),
        ];
        let level = level.iter().find(|(text, _)| summary.starts_with(text))?.1;
        let lints = stdout
            .lines()
            .filter_map(|line| line.strip_prefix("--- failure "));
        let lints = lints.filter_map(|line| line.split_once(':'));
        Some(Self {
            level,
            lints: lints.map(|(name, _)| name.to_owned()).collect(),
        })
    }
}

/// The rustdoc output of the clients, as JSON.
struct Documented {
    folder: PathBuf,
}

/// Gets an opinion on each case.
pub(super) fn lines(packages: &Packages) -> Result<Vec<Line>, Failure> {
    let documented = Documented {
        folder: packages.folder.join("semver-checks"),
    };
    for (at, name) in packages.names.iter().enumerate() {
        terminal::transient(format_args!(
            "[{}/{}] Documenting {name}",
            at + 1,
            packages.names.len()
        ));
        documented.add(packages, name)?;
    }
    let mut lines = Vec::new();
    for (at, case) in packages.cases.iter().enumerate() {
        terminal::transient(format_args!(
            "[{}/{}] Asking about {}",
            at + 1,
            packages.cases.len(),
            case.name
        ));
        lines.push(documented.line(case)?);
    }
    terminal::transient("");
    Ok(lines)
}

/// Whether `cargo semver-checks` is installed.
pub(super) fn is_installed() -> Result<(), Failure> {
    let ended = child::run(
        measure::cargo("semver-checks").arg("--version"),
        LONGEST,
        None,
    )?;
    if ended.status.is_some_and(|status| status.success()) {
        return Ok(());
    }
    Err(
        Failure::failed("`cargo semver-checks` is not installed, so there is no second opinion")
            .help("`cargo install --locked cargo-semver-checks` installs it"),
    )
}

impl Documented {
    /// The file of a package.
    fn file(&self, package: &str) -> PathBuf {
        self.folder.join(package).join("doc/library_client.json")
    }

    /// Writes the rustdoc output of a package.
    fn add(&self, packages: &Packages, package: &str) -> Result<(), Failure> {
        let mut command = measure::cargo("doc");
        command
            .args(["--offline", "--no-deps", "--lib", "--package", package])
            .args(["--no-default-features", "--features", "all-models"])
            // The JSON form of rustdoc is unstable, so it needs this variable.
            .env("RUSTC_BOOTSTRAP", "1")
            .env(
                "RUSTDOCFLAGS",
                "-Z unstable-options --output-format json --cap-lints allow",
            )
            .env_remove("RUSTFLAGS")
            // All libraries have the same name, so each has its own folder for the output. Shared
            // dependencies are built once (by cargo before 1.91 once per folder), separately from
            // builds without the variable above.
            .env("CARGO_BUILD_BUILD_DIR", self.folder.join("build"))
            .arg("--target-dir")
            .arg(self.folder.join(package))
            .current_dir(&packages.folder);
        let ended = child::run(&mut command, LONGEST, None)?;
        if ended.status.is_some_and(|status| status.success()) {
            return Ok(());
        }
        Err(failed(
            &format!("rustdoc failed for the client {package}"),
            &ended.stderr,
        ))
    }

    fn line(&self, case: &Judged) -> Result<Line, Failure> {
        let ours = reasons::expected(case.rust);
        let mut opinion = self.ask(case, Bump::Patch)?;
        if opinion.level > ours && ours > Bump::None {
            // Findings that our verdict covers need no reason.
            opinion.lints = self.ask(case, ours)?.lints;
        }
        let (agreement, found) = reasons::compare(case, &opinion);
        Ok(Line {
            case: case.name.clone(),
            rule: case.rule,
            rust: case.rust,
            agreement,
            found,
        })
    }

    /// Its findings if the next release is of this kind.
    fn ask(&self, case: &Judged, release: Bump) -> Result<Opinion, Failure> {
        let mut command = measure::cargo("semver-checks");
        command
            .args(["--release-type", release.as_str(), "--color", "never"])
            .arg("--baseline-rustdoc")
            .arg(self.file(&case.base))
            .arg("--current-rustdoc")
            .arg(self.file(&case.revision))
            .current_dir(&self.folder);
        let ended = child::run(&mut command, LONGEST, None)?;
        Opinion::read(&ended.stdout, &ended.stderr)
            .ok_or_else(|| failed("`cargo semver-checks` gave no verdict", &ended.stderr))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn opinions_are_read() {
        let stdout = "\n--- failure struct_missing: pub struct removed or renamed ---\n\nFailed in:\n\
            --- failure enum_missing: pub enum removed or renamed ---\n";
        let read = |summary: &str| {
            Opinion::read(stdout, &format!("  Checked\n\n     Summary {summary}\n"))
        };
        let lints = vec!["struct_missing".to_owned(), "enum_missing".to_owned()];
        for (summary, level) in [
            (
                "semver requires new major version: 2 major and 0 minor checks failed",
                Bump::Major,
            ),
            (
                "semver requires new minor version: 0 major and 2 minor checks failed",
                Bump::Minor,
            ),
            ("no semver update required", Bump::None),
        ] {
            let lints = lints.clone();
            assert_eq!(read(summary), Some(Opinion { level, lints }));
        }
        assert_eq!(read("something else"), None);
        assert_eq!(Opinion::read(stdout, "error: no such file\n"), None);
    }
}

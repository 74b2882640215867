//! Measures a package: counts its sources and compiles it.

use std::path::Path;

use super::compile::{self, Build};
use super::figures::Report;
use super::package::Package;
use super::sources;
use crate::exit::Failure;
use crate::terminal;

/// Counts and compiles a package; `folder` is cargo's target folder.
pub(crate) fn measure(package: &Package, folder: &Path, runs: usize) -> Result<Report, Failure> {
    let mut report = Report::new(&package.name);
    report.sources = sources::count(package)?;
    if runs == 0 {
        return Ok(report);
    }
    for build in [Build::Check, Build::Release] {
        terminal::status(
            "Preparing",
            format_args!("{} for {}", build.name(), package.name),
        );
        compile::prepare(package, folder, build)?;
    }
    // Alternating, so that a busy minute of the machine affects both.
    for run in 1..=runs {
        for build in [Build::Check, Build::Release] {
            let sample = compile::sample(package, folder, build)?;
            terminal::status(
                "Measured",
                format_args!(
                    "{} of {}, {run} of {runs}: {:.2} s",
                    build.name(),
                    package.name,
                    sample.seconds
                ),
            );
            report.add(build.name(), sample);
        }
    }
    Ok(report)
}

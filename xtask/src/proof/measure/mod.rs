//! The size of generated code, and what compiling and generating it costs.
//!
//! In: a package, ours or another generator's. Out: lines, bytes, seconds and peak memory, as text
//! or JSON. Absent: any mark that the figures must reach; they depend on the machine, so a person
//! compares figures that were taken side by side.

mod compile;
mod figures;
pub(crate) mod generating;
pub(crate) mod growth;
pub(crate) mod instructions;
pub(crate) mod package;
pub(crate) mod process;
mod sources;

use std::path::Path;

use crate::exit::Failure;
use crate::terminal;
use compile::Build;
use figures::Report;
use package::Package;

pub(crate) use compile::cargo;
pub(super) use instructions::toolchain;
pub(crate) use process::{MARK, report_peak};

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
    // By turns, so that a busy minute of the machine falls on both.
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

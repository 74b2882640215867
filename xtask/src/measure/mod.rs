//! `cargo xtask measure`: the size of generated code, and what compiling and generating it costs.
//!
//! In: a package, ours or another generator's. Out: lines, bytes, seconds and peak memory, as text
//! or JSON. Absent: any mark that the figures must reach; they depend on the machine, so a person
//! compares figures that were taken side by side.

mod compile;
mod figures;
mod generating;
mod package;
pub(crate) mod process;
mod sources;

use std::path::{Path, PathBuf};

use clap::Args;

use crate::exit::{Exit, Failure};
use crate::terminal;
use crate::workspace::{CLIENT, Workspace};
use compile::Build;
use figures::Report;
use package::Package;

pub(crate) use compile::cargo;
pub(crate) use process::{MARK, report_peak};

/// Runs where the command line does not say how many: compiling takes seconds ...
const COMPILER_RUNS: usize = 3;
/// ... and generating a fraction of one, which other work on the machine blurs more.
const GENERATOR_RUNS: usize = 10;

/// Measure the generated client: its size, and the time and memory it takes to compile.
///
/// Counts the lines and bytes of the generated sources (those of crates that they lean on apart),
/// then times a clean `cargo check` and release build of that package alone, its dependencies
/// already built. On Linux it also tells the processor time and the compiler's peak memory. Builds
/// in `target/measure`. Figures depend on the machine and on what else it does: compare only what
/// was measured side by side.
#[derive(Args)]
pub(crate) struct Arguments {
    /// Measure the package of this manifest, such as another generator's output.
    #[arg(long, value_name = "PATH")]
    manifest_path: Option<PathBuf>,
    /// The package to measure, where the manifest is that of a workspace.
    #[arg(long, value_name = "NAME")]
    package: Option<String>,
    /// Measure the generator instead: a whole `regen --check`, built in release mode.
    #[arg(long, conflicts_with_all = ["manifest_path", "package"])]
    generate: bool,
    /// How often to run; the median and the spread are told [default: 3, with --generate 10].
    /// With 0, sources are counted and nothing is compiled.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u8))]
    runs: Option<u8>,
    /// Print JSON.
    #[arg(long)]
    json: bool,
}

/// Runs the command.
pub(crate) fn run(workspace: &Workspace, arguments: &Arguments) -> Result<Exit, Failure> {
    let runs = arguments.runs.map(usize::from);
    let report = if arguments.generate {
        generating::measure(workspace, runs.unwrap_or(GENERATOR_RUNS))?
    } else {
        let ours = workspace.place(CLIENT).join("Cargo.toml");
        let manifest = arguments.manifest_path.as_deref().unwrap_or(&ours);
        let package = Package::find(manifest, arguments.package.as_deref())?;
        let folder = workspace.place("target/measure").join(&package.name);
        measure(&package, &folder, runs.unwrap_or(COMPILER_RUNS))?
    };
    terminal::data(&report.render(arguments.json)?)?;
    Ok(Exit::Success)
}

/// Counts and compiles a package; `folder` is cargo's target folder.
fn measure(package: &Package, folder: &Path, runs: usize) -> Result<Report, Failure> {
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

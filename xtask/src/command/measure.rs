//! `cargo xtask measure`: the size of generated code, and the cost of compiling and generating it.

use std::path::PathBuf;

use clap::Args;

use crate::disk::workspace::{CLIENT, Workspace};
use crate::exit::{Exit, Failure};
use crate::proof::measure::beside::Beside;
use crate::proof::measure::package::Package;
use crate::proof::measure::{generating, growth, instructions, measure};
use crate::terminal;

/// Default number of runs: compiling takes seconds ...
const COMPILER_RUNS: usize = 3;
/// ... and generating a fraction of one, which other work on the machine distorts more.
const GENERATOR_RUNS: usize = 10;

/// Measure the generated client: its size, and the time and memory it takes to compile.
///
/// Counts the lines and bytes of the generated sources (those of the runtime crates separately),
/// then times a clean `cargo check` and release build of that package alone, its dependencies
/// already built. On Linux it also reports the processor time and the compiler's peak memory. Builds
/// in `target/measure`. Figures depend on the machine and its load: compare only figures that were
/// measured side by side.
#[derive(Args)]
pub(crate) struct Arguments {
    /// Measure the package of this manifest, such as another generator's output.
    #[arg(long, value_name = "PATH")]
    manifest_path: Option<PathBuf>,
    /// The package to measure, if the manifest is a workspace's.
    #[arg(long, value_name = "NAME")]
    package: Option<String>,
    /// Measure the generator instead: a whole `regen --check --anew`, built in release mode.
    #[arg(long, conflicts_with_all = ["manifest_path", "package"])]
    generate: bool,
    /// Measure generating a client of this description into an empty folder instead.
    #[arg(long, value_name = "FILE", requires = "generate")]
    spec: Option<PathBuf>,
    /// Run another generator in turn with this one, and compare their processor times. In COMMAND,
    /// `{spec}` is the description and `{out}` an empty folder.
    #[arg(long, value_name = "NAME=COMMAND", requires = "generate")]
    beside: Vec<Beside>,
    /// Measure the generator as the description grows instead: once, twice, four and eight times over.
    #[arg(long, conflicts_with_all = ["manifest_path", "package", "generate", "instructions"])]
    growth: bool,
    /// Count instructions instead, of generating, decoding and building requests, and compare them with
    /// those in `xtask/docs/instructions.toml`: fails if there are over 2 % more. Needs valgrind; without
    /// it, or with another compiler than the recorded one, reports that and succeeds.
    #[arg(long, conflicts_with_all = ["manifest_path", "package", "generate", "runs"])]
    instructions: bool,
    /// Write the counts to that file.
    #[arg(long, requires = "instructions")]
    record: bool,
    /// Number of runs; the median and the spread are reported [default: 3, with --generate and
    /// --growth 10].
    /// With 0, sources are counted and nothing is compiled.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u8))]
    runs: Option<u8>,
    /// Print JSON.
    #[arg(long)]
    json: bool,
}

/// Runs the command.
pub(crate) fn run(workspace: &Workspace, arguments: &Arguments) -> Result<Exit, Failure> {
    if arguments.instructions {
        return instructions::measure(workspace, arguments.record, arguments.json);
    }
    let runs = arguments.runs.map(usize::from);
    let report = if arguments.generate {
        let runs = runs.unwrap_or(GENERATOR_RUNS);
        generating::measure(
            workspace,
            arguments.spec.as_deref(),
            runs,
            &arguments.beside,
        )?
    } else if arguments.growth {
        growth::measure(workspace, runs.unwrap_or(GENERATOR_RUNS))?
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
